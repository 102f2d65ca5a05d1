"""The demo's fleet starts whole or not at all, changes now and then, and stops at a signal."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import pytest
import yaml

from aggregator.data.endpoint import Endpoint
from scripts.fleet.__main__ import DEMO_CONFIG
from scripts.fleet.demo import ANYWHERE, GUEST, DemoFleet
from scripts.fleet.demo_places import BRAIN, DemoError, DemoPlaces
from scripts.fleet.demo_providers import CHANGING, DEAD, RESTLESS
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic

ROOT = Path(__file__).parents[2]


async def fleet_process(config):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scripts.fleet", "--still", "--config", str(config)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def config_with_ports(tmp_path, change):
    config = tmp_path / "demo.yaml"
    config.write_text(
        re.sub(r"127\.0\.0\.1:(\d+)", lambda port: f"127.0.0.1:{change(port[1])}", DEMO_CONFIG.read_text())
    )
    return config


async def test_the_fleet_is_as_large_as_a_demo_should_be(ask):
    async with DemoFleet(ANYWHERE, brain_seconds=0) as fleet:
        assert 100 <= fleet.model_count <= 140
        listed = 0
        for name, server in fleet.providers.items():
            if name != "vectors":
                listed += len((await ask(server, "/v1/models")).json["data"])
        assert listed == fleet.model_count - 1
        assert fleet.providers["gateway"].auth.key.reveal() == "demo-key"
        assert (await ask(fleet.providers["gateway"], "/v1/models", with_key=False)).status == 401
        assert set(fleet.providers["desk"].model_names) > set(fleet.providers[RESTLESS].model_names)
    assert not any(server.running for server in fleet.providers.values())


async def test_a_model_and_a_server_go_and_come_back():
    async with DemoFleet(ANYWHERE) as fleet:
        restless, changing = fleet.providers[RESTLESS], fleet.providers[CHANGING]
        port = restless.port
        await fleet.change()
        assert not restless.running
        assert GUEST in changing.model_names
        await fleet.change()
        assert (restless.running, restless.port) == (True, port)
        assert GUEST not in changing.model_names


async def test_a_taken_port_leaves_nothing_running():
    async with FleetServer(generic()) as other:
        fleet = DemoFleet(DemoPlaces({**ANYWHERE.ports, "studio": other.port}))
        with pytest.raises(DemoError, match=f"^port {other.port} of studio is taken$"):
            await fleet.start()
        assert not any(server.running for server in fleet.providers.values())


def test_the_config_names_every_provider_on_a_port_of_its_own():
    places = DemoPlaces.read(DEMO_CONFIG)
    DemoFleet(places)
    assert len(set(places.ports.values())) == len(places.ports) == len(ANYWHERE.ports)
    assert {DEAD, BRAIN} <= set(places.ports)


def test_the_config_leads_to_the_apis():
    fleet = DemoFleet(DemoPlaces.read(DEMO_CONFIG))
    for provider in yaml.safe_load(DEMO_CONFIG.read_text())["providers"]:
        if server := fleet.providers.get(provider["name"]):
            assert Endpoint.parse(provider["url"]) == server.provider().endpoint
            assert provider.get("auth_method", "") == server.auth.method
            assert provider.get("api_key", "") == server.auth.key.reveal()


@pytest.mark.parametrize("text", ["", "providers: 7", "providers: [", "brain: {url: x}", "providers: [{name: a}]"])
def test_a_file_that_is_no_such_config_is_one_clear_error(text, tmp_path):
    config = tmp_path / "demo.yaml"
    config.write_text(text)
    with pytest.raises(DemoError, match="is not the config of the demo"):
        DemoPlaces.read(config)


def test_a_config_of_other_providers_is_an_error():
    with pytest.raises(DemoError, match="differ in stranger"):
        DemoFleet(DemoPlaces({**ANYWHERE.ports, "stranger": 0}))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_fleet_with_0(number, tmp_path):
    process = await fleet_process(config_with_ports(tmp_path, lambda _port: "0"))
    try:
        line = await process.stdout.readline()
        assert re.fullmatch(rb"fleet is up: \d+ servers, \d+ models\n", line)
        process.send_signal(number)
        output, errors = await process.communicate()
        assert (process.returncode, output, errors) == (0, b"", b"")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_taken_port_is_one_line_and_exit_code_1(tmp_path):
    async with FleetServer(generic()) as other:
        config = config_with_ports(tmp_path, lambda port: other.port if port == "18103" else "0")
        process = await fleet_process(config)
        output, errors = await process.communicate()
    assert (process.returncode, output) == (1, b"")
    assert errors.decode() == f"fleet can't start: port {other.port} of studio is taken\n"
