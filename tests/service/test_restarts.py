"""What was learnt stays learnt: over restarts, kills, moves to another port; and nobody is told anything twice."""

import random
import signal

import pytest

from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.service.service_process import config_text, service

NAMES = [f"house-model-{number}" for number in range(40)]


@pytest.fixture
def config(tmp_path):
    return tmp_path / "aggregator.yaml"


def kept(*providers, brain, **more):
    return config_text(*providers, brain=brain, extra="store: {path: state/a.db}", **more)


def all_done(count):
    return lambda found: found["total"] == count and all(row["research"]["state"] == "done" for row in found["models"])


def facts(answer):
    return {row["name"]: row["details"] for row in answer["models"]}


async def test_ten_restarts_ask_the_brain_nothing(config):
    async with FleetServer(generic(NAMES)) as desk, SimulatedBrain() as brain:
        text = kept(desk.url, brain=brain.url)
        async with service(config, text) as first:
            learnt = facts(await first.until(all_done(40)))
            assert await first.end() == 0
        calls = len(brain.asked), brain.asked.total()
        for _ in range(10):
            async with service(config) as running:
                assert facts(await running.until(all_done(40))) == learnt
                assert await running.end() == 0
        assert (len(brain.asked), brain.asked.total()) == calls == (40, 40)


async def test_a_restart_changes_no_row(config):
    def all_there(answer):
        return all_done(40)(answer) and all(row["state"] == "available" for row in answer["models"])

    async with FleetServer(generic(NAMES)) as desk, SimulatedBrain() as brain:
        async with service(config, kept(desk.url, brain=brain.url)) as first:
            before = await first.until(all_there)
            last = (await first.get("/api/changes"))["last"]
            assert await first.end() == 0
        async with service(config) as running:
            after = await running.until(all_there)
            changes = (await running.get(f"/api/changes?since={last}"))["changes"]
    assert after["models"] == before["models"]
    assert {change["type"] for change in changes} <= {"provider_changed"}


async def test_known_models_show_at_once_while_their_provider_is_away(config):
    async with FleetServer(generic(NAMES)) as desk, SimulatedBrain() as brain:
        async with service(config, kept(desk.url, brain=brain.url)) as first:
            learnt = facts(await first.until(all_done(40)))
        await desk.stop()
        async with service(config) as running:
            answer = await running.until(lambda found: found["total"] == 40)
            assert facts(answer) == learnt
            assert all(row["state"] == "available" or row["last_seen"] for row in answer["models"])
            answer = await running.until(lambda found: found["models"][0]["state"] == "unreachable")
            assert all(row["last_seen"] for row in answer["models"])


async def test_a_model_that_moves_to_another_server_is_complete_at_once(config):
    async with FleetServer(generic(NAMES)) as old, FleetServer(generic(NAMES)) as new, SimulatedBrain() as brain:
        async with service(config, kept(old.url, brain=brain.url)) as running:
            await running.until(all_done(40))
            config.write_text(kept(new.url, brain=brain.url))
            answer = await running.until(
                lambda found: all_done(40)(found) and found["models"][0]["base_url"].startswith(new.url)
            )
            assert all(row["details"]["summary"] for row in answer["models"])
        assert brain.asked.total() == 40


async def test_a_second_process_on_the_same_store_is_one_line_and_exit_code_1(config):
    async with service(config, kept(brain="")) as first:
        await first.port()
        async with service(config) as second:
            assert await second.ended() == 1
            assert [event["event"] for event in second.events] == ["start_failed"]


async def test_kills_at_random_moments_lose_nothing_that_was_shown_and_pay_for_little_twice(config):
    chance = random.Random(1)
    async with FleetServer(generic(NAMES)) as desk, SimulatedBrain(seconds=0.05) as brain:
        text = kept(desk.url, brain=brain.url, interval=0.1)
        config.write_text(f"{text}\nresearch: {{batch_size: 3}}\n")
        shown: dict[str, object] = {}
        kills = 8
        for _ in range(kills):
            async with service(config) as running:
                looks = chance.randrange(1, 12)
                for _look in range(looks):
                    found = facts(await running.get("/api/models"))
                    shown |= {name: details for name, details in found.items() if "summary" in details}
                await running.end(signal.SIGKILL)
        async with service(config) as running:
            answer = facts(await running.until(all_done(40)))
            assert {name: answer[name] for name in shown} == shown
        assert brain.asked.total() <= 40 + kills * 3


async def test_a_reader_resumes_over_a_kill_without_a_gap(config):
    async with FleetServer(generic(NAMES)) as desk, SimulatedBrain() as brain:
        async with service(config, kept(desk.url, brain=brain.url)) as running:
            await running.until(all_done(40))
            seen = await running.get("/api/changes?since=0&limit=1000")
            await running.end(signal.SIGKILL)
        async with service(config) as running:
            await running.until(lambda found: all_done(40)(found) and found["models"][0]["state"] == "available")
            more = await running.get(f"/api/changes?since={seen['last']}&limit=1000")
            numbers = [change["seq"] for change in seen["changes"] + more["changes"]]
            assert numbers == list(range(1, more["last"] + 1))
            assert not [change for change in more["changes"] if change["type"] == "model_added"]


async def test_after_a_restart_a_reader_sees_nothing_or_everything(config):
    async with FleetServer(generic(NAMES)) as desk, FleetServer(generic(["house-extra"])) as lab:
        text = kept(desk.url, lab.url, brain="")
        async with service(config, text) as first:
            await first.until(all_done(41))
        await lab.stop()
        async with service(config) as running:
            await running.port()
            totals = {(await running.get("/api/models"))["total"] for _ in range(200)}
            assert totals <= {0, 41}
            await running.until(lambda found: found["total"] == 41)
