"""The hub source over real HTTP, and through aioresponses."""

from aiohttp import web
from aiohttp.test_utils import TestServer
from aioresponses import aioresponses

from aggregator.http_client import HttpClient
from tests.fakes.clock_seconds import WallSeconds
from tests.research.sources.hub.asking import DAY, ask, hub, model_url, wire

QWEN = "Qwen/Qwen3-8B"


async def test_a_conditional_request_is_answered_with_304_over_a_real_socket():
    seen = []

    async def handler(request):
        seen.append((request.path_qs, request.headers.get("If-None-Match")))
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=wire("model_safetensors.json"), headers={"ETag": '"1"'})

    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    now = WallSeconds()
    async with TestServer(app) as server, HttpClient() as client:
        source = hub(client.fetch, now=now, url=str(server.make_url("")))
        first = await ask(source, QWEN)
        now.advance(7 * DAY)
        assert await ask(source, QWEN) == first

    path = f"/api/models/{QWEN}?blobs=true"
    assert seen == [(path, None), (path, '"1"')]
    assert first[QWEN]["license"] == "Apache-2.0"


async def test_the_hub_that_is_named_in_the_config_is_the_only_host():
    with aioresponses() as server:
        server.get(model_url(QWEN), body=wire("model_safetensors.json"))
        async with HttpClient() as client:
            assert (await ask(hub(client.fetch), QWEN))[QWEN]["types"] == ("llm",)
        assert {key[1].host for key in server.requests} == {"hub.test"}
