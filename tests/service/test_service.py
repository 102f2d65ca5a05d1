"""The whole service as a process over real sockets: what an owner of a home lab would meet."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing

import openai
import pytest

from aggregator.data.provider import AuthMethod
from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.faults import FaultyProvider
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.fakes.gguf_file import a_model
from tests.service.service_process import config_text, service


@pytest.fixture
def config(tmp_path):
    return tmp_path / "aggregator.yaml"


def all_done(answer):
    return answer["models"] and all(model["research"]["state"] == "done" for model in answer["models"])


def names(answer):
    return [model["name"] for model in answer["models"]]


async def test_the_catalogue_fills_by_itself_and_is_researched(config):
    async with (
        FleetServer(generic(["qwen3:8b", "bge-m3"])) as desk,
        FleetServer(generic(["qwen3:8b"])) as attic,
        SimulatedBrain() as brain,
        service(config, config_text(desk.url, attic.url, brain=brain.url)) as running,
    ):
        answer = await running.until(lambda found: found["total"] == 3 and all_done(found))
        assert names(answer) == ["bge-m3", "qwen3:8b", "qwen3:8b"]
        assert all(model["details"]["summary"] for model in answer["models"])
        assert brain.asked == {"qwen3:8b": 1, "bge-m3": 1}


async def test_a_hanging_fleet_does_not_keep_the_port_from_answering(config):
    async with (
        FaultyProvider("hang") as first,
        FaultyProvider("hang") as second,
        service(config, config_text(first.url, second.url, timeout=60)) as running,
    ):
        assert await running.get("/api/models") | {"version": "", "as_of": ""} == {
            "version": "",
            "as_of": "",
            "total": 0,
            "next": None,
            "models": [],
        }
        assert (await running.get("/readyz"))["status"] == "not ready"


async def test_a_stop_signal_ends_it_with_0_while_polls_hang_and_the_brain_is_asked(config):
    async with (
        FaultyProvider("hang") as sleepy,
        FleetServer(generic(["qwen3:8b"])) as desk,
        SimulatedBrain("hang") as brain,
        service(config, config_text(sleepy.url, desk.url, brain=brain.url, timeout=60)) as running,
    ):
        await running.event("batch_started", source="brain")
        assert await running.end() == 0
        assert running.events[-1]["event"] == "service_stopped"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_both_stop_signals_end_it_with_0(config, number):
    async with service(config, config_text()) as running:
        await running.port()
        assert await running.end(number) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_signal_before_the_config_is_read_ends_it_with_0_too(config, number):
    os.mkfifo(config)
    async with service(config) as running:
        writer = await asyncio.to_thread(open, config, "w")  # returns when the other side reads, and waits for us
        for other in (signal.SIGHUP, signal.SIGUSR1):
            running.process.send_signal(other)
        assert await running.end(number) == 0
        writer.close()
        assert running.raw == b""


async def test_a_store_that_another_program_locks_is_one_line_and_exit_code_1(config, tmp_path):
    text = config_text(extra="store: {path: a.db}")
    async with service(config, text) as running:
        await running.port()
        assert await running.end() == 0
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        async with service(config) as running:
            assert await running.ended() == 1
    assert [event["event"] for event in running.events] == ["start_failed"]


async def test_a_taken_port_is_one_line_and_exit_code_1(config):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with service(config, f"server: {{port: {port}}}\nstore: {{path: ''}}\n") as running:
            assert await running.ended() == 1
            assert [event["event"] for event in running.events] == ["start_failed"]
            assert f"127.0.0.1:{port}" in running.events[0]["error"]


async def check(config):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aggregator", "--config", str(config), "--check", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_a_check_prints_ok_or_every_problem(config):
    config.write_text("server: {prt: 1}\npolling: {interval_seconds: x}\n")
    code, out = await check(config)
    assert code == 2
    assert out.count("aggregator.yaml:") == len(out.splitlines()) == 2
    config.write_text("server: {port: 1}\n")
    assert await check(config) == (0, "ok\n")


async def test_a_check_that_is_broken_off_is_no_success(config):
    os.mkfifo(config)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aggregator", "--config", str(config), "--check", stdout=asyncio.subprocess.PIPE
    )
    writer = await asyncio.to_thread(open, config, "w")
    process.terminate()
    out, _ = await process.communicate()
    writer.close()
    assert (process.returncode, out) == (-signal.SIGTERM, b"")


async def test_a_config_error_is_told_without_a_traceback_and_ends_with_2(config):
    async with service(config, "providers: [{url: 'ftp://x'}]\n") as running:
        assert await running.ended() == 2
        assert b"Traceback" not in running.raw
        assert b"providers[0].url" in running.raw


async def test_an_edit_of_the_config_is_taken_live_and_a_bad_edit_changes_nothing(config):
    async with (
        FleetServer(generic(["one"])) as first,
        FleetServer(generic(["two"])) as second,
        service(config, config_text(first.url)) as running,
    ):
        await running.until(lambda answer: names(answer) == ["one"])
        config.write_text(config_text(first.url, second.url))
        await running.until(lambda answer: names(answer) == ["one", "two"])
        config.write_text("providers: [")
        await running.event("config_rejected")
        await running.until(lambda answer: not answer["config"]["ok"], "/readyz")
        assert names(await running.get("/api/models")) == ["one", "two"]
        config.write_text(config_text(second.url))
        await running.until(lambda answer: names(answer) == ["two"])


async def test_a_folder_of_files_that_is_added_live_is_read(config, tmp_path):
    (tmp_path / "models").mkdir()
    header = a_model(qwen3__context_length=4096)
    (tmp_path / "models" / "qwen3-8b.gguf").write_bytes(header)
    async with FleetServer(generic(["qwen3-8b.gguf"])) as desk, service(config, config_text(desk.url)) as running:
        await running.until(lambda answer: answer["total"] == 1)
        config.write_text(config_text(f"{{url: '{desk.url}', files: models}}"))
        answer = await running.until(lambda found: found["total"] and "context_length" in found["models"][0]["details"])
        assert answer["models"][0]["details"]["context_length"] == 4096


async def test_a_hang_up_signal_reads_the_config_at_once(config):
    async with FleetServer(generic(["one"])) as desk, service(config, config_text(interval=3600)) as running:
        await running.port()
        config.write_text(config_text(desk.url, interval=3600))
        running.process.send_signal(signal.SIGHUP)
        await running.until(lambda answer: names(answer) == ["one"])


async def test_a_change_of_the_server_section_asks_for_a_restart(config):
    async with service(config, config_text()) as running:
        await running.port()
        config.write_text(config_text().replace("port: 0", "port: 1"))
        assert (await running.event("restart_needed"))["changed"] == ["server"]


async def test_the_user_signal_logs_every_threads_stack(config):
    async with service(config, config_text()) as running:
        await running.port()
        running.process.send_signal(signal.SIGUSR1)
        assert "main.py" in (await running.event("thread_stack", thread="MainThread"))["stack"]


async def test_a_provider_that_goes_and_comes_back_logs_twice_and_costs_no_question(config):
    async with (
        FleetServer(generic(["qwen3:8b"])) as desk,
        SimulatedBrain() as brain,
        service(config, config_text(desk.url, brain=brain.url, interval=0.1)) as running,
    ):
        await running.until(all_done)
        await desk.stop()
        await running.until(lambda answer: answer["models"][0]["state"] == "unreachable")
        await desk.start()
        await running.until(lambda answer: answer["models"][0]["state"] == "available")
        await running.event("provider_recovered")
        said = [each["event"] for each in running.events if each["event"].startswith("provider_")]
        assert said == ["provider_failed", "provider_recovered"]
        assert brain.asked.total() == 1


async def test_no_key_shows_anywhere(config):
    key = "canary-key-31415926"
    async with (
        FleetServer(generic(["qwen3:8b"], key=key, method=AuthMethod.BEARER)) as desk,
        FaultyProvider("status_401") as echo,
        SimulatedBrain("http_401") as brain,
    ):
        text = config_text(
            f"{{url: '{desk.url}', auth_method: bearer, api_key: '${{CANARY}}'}}",
            f"{{url: '{echo.url}', auth_method: x-api-key, api_key: {key}}}",
            brain=brain.url,
        ).replace("format: json", "format: json, level: debug")
        async with service(config, text, CANARY=key) as running:
            await running.until(lambda answer: names(answer) == ["qwen3:8b"])
            await running.event("provider_failed")
            pages = ["/api/models", "/v1/models", "/api/providers", "/api/research", "/readyz"]
            shown = str([await running.get(page) for page in pages])
            assert await running.end() == 0
            assert key not in shown
            assert key.encode() not in running.raw


async def test_the_official_client_lists_the_models(config):
    hostile = [
        "qwen3:8b",
        "org/name@q4_k_m",
        "Llama 3 8B Instruct",
        "/Users/me/models/m",
        "../x.gguf",
        "模型:7b",
        "a%2Fb",
    ]
    async with FleetServer(generic(hostile)) as desk, service(config, config_text(desk.url)) as running:
        await running.until(lambda answer: answer["total"] == len(hostile))
        client = openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{await running.port()}/v1", api_key="none")
        assert sorted([model.id async for model in client.models.list()]) == sorted(hostile)
        await client.close()


async def test_every_log_line_is_one_json_object_with_the_agreed_keys(config):
    async with FaultyProvider("escape_ids") as hostile, service(config, config_text(hostile.url)) as running:
        await running.until(
            lambda answer: [each for each in answer["providers"] if each["state"] != "unknown"], "/api/providers"
        )
        assert await running.end() == 0
        assert all({"event", "level", "timestamp"} <= event.keys() for event in running.events)
        assert b"\x1b" not in running.raw
