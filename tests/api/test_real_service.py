"""The real service over HTTP: the stream, the journal, the lists and the metrics tell of one and the same catalogue."""

import asyncio
import signal

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from aggregator.data.change import Change, ChangeType
from aggregator.research.journal import replay
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.service.service_process import config_text, service


@pytest.fixture
def config(tmp_path):
    return tmp_path / "aggregator.yaml"


def of_rows(answer):
    return {(row["name"], row["provider"]): row for row in answer["models"]}


async def test_the_changes_replayed_give_the_list(config):
    async with (
        FleetServer(generic(["a/b", "c:d"])) as desk,
        service(config, config_text(desk.url)) as running,
    ):
        await running.until(
            lambda found: found["total"] == 2 and all(row["research"]["state"] == "done" for row in found["models"])
        )
        changes = (await running.get("/api/changes?since=0&limit=1000"))["changes"]
        past = [Change(**{**each, "type": ChangeType(each["type"]), "at": 0.0}) for each in changes]
        shown = of_rows(await running.get("/api/models"))
        assert [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for _key, row in sorted(replay({}, past).items())] == [
            orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for _key, row in sorted(shown.items())
        ]


async def test_the_stream_has_it_all_and_ends_with_the_service(config):
    async with (
        FleetServer(generic(["a/b"])) as desk,
        service(config, config_text(desk.url)) as running,
    ):
        await running.until(lambda found: found["total"] == 1)
        url = f"http://127.0.0.1:{await running.port()}/api/events?since=0"
        async with running.session.get(url) as response:
            reading = asyncio.create_task(response.content.read())
            assert await running.end(signal.SIGTERM) == 0
            told = await asyncio.wait_for(reading, 10)
    assert b"event: model_added\n" in told


async def test_the_metrics_count_real_polls(config):
    async with (
        FleetServer(generic(["a/b"])) as desk,
        service(config, config_text(desk.url)) as running,
    ):
        await running.until(lambda found: found["total"] == 1)
        url = f"http://127.0.0.1:{await running.port()}/metrics"
        async with running.session.get(url) as response:
            families = {each.name: each for each in text_string_to_metric_families(await response.text())}
    (polls,) = families["llm_aggregator_polls"].samples[:1]
    assert polls.labels["outcome"] == "ok"
    assert polls.value >= 1
    assert families["llm_aggregator_poll_seconds"].samples
    assert families["llm_aggregator_provider_up"].samples[0].value == 1
