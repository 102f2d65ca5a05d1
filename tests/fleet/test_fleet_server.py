"""A simulated server counts, restarts on its port, and changes its models while it runs."""

import aiohttp
import pytest

from aggregator.data.provider import AuthMethod
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.ollama import ollama
from scripts.fleet.openai_like import GROQ, generic, openai_like


async def test_every_request_is_counted_by_method_and_path(ask):
    async with FleetServer(ollama()) as server:
        await ask(server, "/v1/models?a=1")
        await ask(server, "/v1/models")
        await ask(server, "/nowhere", headers={"X-Mark": "yes"})
        assert server.calls == {"GET /v1/models": 2, "GET /nowhere": 1}
        assert server.traffic.requests[0].target == "/v1/models?a=1"
        assert server.traffic.requests[-1].headers["x-mark"] == "yes"


async def test_a_server_comes_back_on_the_same_port(ask):
    server = FleetServer(generic())
    async with server:
        url = server.url
    assert not server.running
    with pytest.raises(aiohttp.ClientConnectorError):
        await ask(server, "/v1/models")
    async with server:
        assert server.url == url
        assert (await ask(server, "/v1/models")).status == 200


async def test_stopping_twice_does_no_harm():
    server = await FleetServer(generic()).start()
    await server.stop()
    await server.stop()


async def test_a_taken_port_is_an_error_and_nothing_stays_open():
    async with FleetServer(generic()) as first:
        second = FleetServer(generic(), first.port)
        with pytest.raises(OSError, match="address already in use"):
            await second.start()
        assert not second.running


async def test_models_come_and_go_while_it_runs(ask):
    async with FleetServer(generic(["a"])) as server:
        server.add_model("b", owned_by="me", context_length=4096)
        server.remove_model("a")
        (entry,) = (await ask(server, "/v1/models")).json["data"]
        assert (entry["id"], entry["owned_by"], entry["context_length"]) == ("b", "me", 4096)
        assert server.model_names == ["b"]
        with pytest.raises(KeyError):
            server.remove_model("a")


async def test_the_url_holds_the_prefix_of_the_api(ask):
    async with FleetServer(openai_like(GROQ)) as server:
        assert server.url == f"{server.origin}/openai"
        assert server.provider("cloud").endpoint.base_url == f"{server.url}/v1"
        assert (await ask(server, "/v1/models", from_origin=True)).status == 404


@pytest.mark.parametrize("method", [AuthMethod.BEARER, AuthMethod.X_API_KEY])
async def test_a_key_can_be_wanted_in_either_header(method, ask):
    async with FleetServer(generic(key="secret", method=method)) as server:
        assert (await ask(server, "/v1/models")).status == 200
        assert (await ask(server, "/v1/models", with_key=False)).status == 401
