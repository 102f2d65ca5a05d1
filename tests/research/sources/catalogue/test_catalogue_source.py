"""The catalogue source: where the current edition comes from, and that garbage never takes its place."""

import os

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aioresponses import aioresponses
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from aggregator.data.batch import Batch
from aggregator.data.fact import Fact
from aggregator.data.model_detail import ModelDetail
from aggregator.data.provider import ProviderKind
from aggregator.errors import SourceUnavailable
from aggregator.http_client import HttpClient, HttpError
from aggregator.research.sources.cache import CachedAnswer, MemoryCache
from aggregator.research.sources.catalogue import CatalogueSource
from aggregator.research.sources.source import Ageing, Scope, Source
from aggregator.settings.settings import CatalogueSettings
from tests.fakes.answering_fetch import AnsweringFetch, reply
from tests.fakes.clock_seconds import WallSeconds
from tests.research.sources.catalogue.asking import (
    DAY,
    GPT_5,
    GPT_5_PRICES,
    SAMPLE,
    URL,
    ask,
    catalogue_of,
    provider,
    question,
    source,
)

GARBAGE = (
    reply(b"<html>Sign in to the hotel's network</html>"),
    reply(b""),
    reply(b"{}"),
    reply(b'{"error": "overloaded"}'),
    reply(SAMPLE[: len(SAMPLE) // 2]),
    reply(b"", 500),
    reply(b"", 302, location="https://elsewhere.test/"),
    reply(b"", 304),
    HttpError("too_large", "the answer is larger than 16777216 bytes"),
    HttpError("refused", "connection refused"),
    HttpError("timeout", "no whole answer within 60 s"),
)


def test_it_is_a_source_of_models():
    catalogue: Source = source(AnsweringFetch())
    assert (catalogue.name, catalogue.scope) == ("catalogue", Scope.MODEL)
    assert (catalogue.batch_size, catalogue.concurrency) == (500, 1)
    assert isinstance(catalogue, Ageing)
    assert catalogue.lasts_seconds(ModelDetail()) == DAY


async def test_facts_are_dated_and_an_unknown_name_gets_an_empty_answer():
    catalogue = source(AnsweringFetch({URL: reply(SAMPLE)}), now=WallSeconds(1_700_000_000.0))
    asked = Batch(1, "catalogue", (question("gpt-5"), question("my-assistant")))

    known, unknown = (await catalogue.research(asked)).values()

    assert known.facts["released"] == Fact("2025-08-07", "catalogue", 1_700_000_000)
    assert not unknown


async def test_only_the_clouds_own_models_have_prices():
    catalogue = source(AnsweringFetch({URL: reply(SAMPLE)}))

    assert await ask(catalogue, "gpt-5", at=provider(kind=ProviderKind.OPENAI)) == {"gpt-5": {**GPT_5, **GPT_5_PRICES}}
    assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}


async def test_an_empty_batch_asks_nobody():
    fetch = AnsweringFetch()

    assert await ask(source(fetch)) == {}
    assert fetch.urls == []


async def test_it_is_fetched_once_and_after_its_time_only_if_it_changed():
    now, fetch = WallSeconds(), AnsweringFetch({URL: [reply(SAMPLE, etag='"1"'), reply(b"", 304)]})
    catalogue = source(fetch, now=now)
    await ask(catalogue, "gpt-5")
    now.advance(DAY - 1)
    await ask(catalogue, "gpt-5")
    assert len(fetch.requests) == 1

    now.advance(1)
    assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}
    now.advance(DAY - 1)
    await ask(catalogue, "gpt-5")

    assert [headers for _, headers in fetch.requests] == [{}, {"If-None-Match": '"1"'}]


async def test_a_new_edition_takes_the_place_of_the_old_one():
    now, newer = WallSeconds(), catalogue_of(a={"new-model": {"limit": {"context": 1000}}})
    fetch = AnsweringFetch({URL: [reply(SAMPLE), reply(newer)]})
    catalogue = source(fetch, now=now)
    await ask(catalogue, "gpt-5")
    now.advance(DAY)

    assert await ask(catalogue, "gpt-5", "new-model") == {"gpt-5": {}, "new-model": {"context_length": 1000}}


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_never_replaces_the_last_good_edition(garbage):
    now, cache = WallSeconds(), MemoryCache()
    fetch = AnsweringFetch({URL: [reply(SAMPLE), garbage]})
    catalogue = source(fetch, cache, now)
    await ask(catalogue, "gpt-5")
    now.advance(2 * DAY)

    with capture_logs() as logs:
        for _ in range(3):
            assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}
            now.advance(600)

    assert cache.get(f"catalogue {URL}").body == SAMPLE
    if garbage is not GARBAGE[7]:  # without an ETag nobody was asked for a 304
        assert [log["event"] for log in logs] == ["catalogue_not_renewed"]


@given(st.binary(max_size=200), st.integers(100, 599))
async def test_no_bytes_of_any_status_replace_the_last_good_edition(body, status):
    now = WallSeconds()
    catalogue = source(AnsweringFetch({URL: [reply(SAMPLE), reply(body, status)]}), now=now)
    await ask(catalogue, "gpt-5")
    now.advance(DAY)

    assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}


async def test_a_server_that_failed_is_left_alone_for_a_while():
    now, fetch = WallSeconds(), AnsweringFetch({URL: [reply(SAMPLE), reply(b"", 429, retry_after="3000")]})
    catalogue = source(fetch, now=now)
    await ask(catalogue, "gpt-5")
    now.advance(DAY)
    await ask(catalogue, "gpt-5")
    now.advance(2999)
    await ask(catalogue, "gpt-5")
    assert len(fetch.requests) == 2

    now.advance(1)
    await ask(catalogue, "gpt-5")
    assert len(fetch.requests) == 3


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_without_any_good_edition_the_source_is_unavailable(garbage):
    with pytest.raises(SourceUnavailable):
        await ask(source(AnsweringFetch({URL: garbage})), "gpt-5")


async def test_offline_the_kept_edition_serves_also_after_a_restart():
    cache, now = MemoryCache(), WallSeconds()
    await ask(source(AnsweringFetch({URL: reply(SAMPLE)}), cache, now), "gpt-5")
    now.advance(30 * DAY)

    offline = source(AnsweringFetch({URL: HttpError("dns", "the host name is not known")}), cache, now)

    assert await ask(offline, "gpt-5") == {"gpt-5": GPT_5}


async def test_a_kept_edition_that_is_garbage_is_fetched_anew():
    cache = MemoryCache()
    cache.put(f"catalogue {URL}", CachedAnswer(b"garbage", '"old"', 1_800_000_000.0))
    fetch = AnsweringFetch({URL: reply(SAMPLE)})

    assert await ask(source(fetch, cache), "gpt-5") == {"gpt-5": GPT_5}
    assert fetch.requests == [(URL, {})]


def write(path, body, modified):
    path.write_bytes(body)
    os.utime(path, (modified, modified))


async def test_a_file_is_read_again_when_it_changed(tmp_path):
    path = tmp_path / "catalogue.json"
    write(path, SAMPLE, 1_700_000_000)
    catalogue = source(path=path)
    asked = Batch(1, "catalogue", (question("gpt-5"),))
    (detail,) = (await catalogue.research(asked)).values()
    assert (detail.values(), detail.facts["released"].as_of) == (GPT_5, 1_700_000_000)

    write(path, catalogue_of(a={"gpt-5": {"knowledge": "2024-10"}}), 1_700_000_001)
    assert await ask(catalogue, "gpt-5") == {"gpt-5": {"knowledge_cutoff": "2024-10"}}


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"{}", SAMPLE[:100], None])
async def test_a_file_that_became_garbage_or_went_away_changes_nothing(tmp_path, garbage):
    path = tmp_path / "catalogue.json"
    write(path, SAMPLE, 1_700_000_000)
    catalogue = source(path=path)
    await ask(catalogue, "gpt-5")
    if garbage is None:
        path.unlink()
    else:
        write(path, garbage, 1_700_000_001)

    with capture_logs() as logs:
        for _ in range(2):
            assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}
    assert [log["event"] for log in logs] == ["catalogue_not_renewed"]
    write(path, SAMPLE, 1_700_000_002)
    assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}


async def test_a_file_that_is_absent_a_folder_or_a_pipe_is_waited_for_without_hanging(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "absent", tmp_path, tmp_path / "pipe"):
        with pytest.raises(SourceUnavailable):
            await ask(source(path=path), "gpt-5")


async def test_a_file_far_too_large_is_not_read(tmp_path):
    path = tmp_path / "catalogue.json"
    with path.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    with pytest.raises(SourceUnavailable, match="larger than"):
        await ask(source(path=path), "gpt-5")


async def test_through_the_real_client_it_is_fetched_and_revalidated():
    now = WallSeconds()
    with aioresponses() as server:
        server.get(URL, body=SAMPLE, headers={"ETag": '"1"'})
        server.get(URL, status=304)
        async with HttpClient() as client:
            catalogue = source(client.fetch, now=now)
            assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}
            now.advance(DAY)
            assert await ask(catalogue, "gpt-5") == {"gpt-5": GPT_5}
        (calls,) = server.requests.values()
        assert [call.kwargs["headers"].get("If-None-Match") for call in calls] == [None, '"1"']


async def test_a_large_catalogue_comes_over_a_real_socket_compressed():
    large = catalogue_of(a={f"model-{number}": {"limit": {"context": 1000 + number}} for number in range(5000)})

    async def handler(request):
        answer = web.Response(body=large, content_type="application/json")
        answer.enable_compression()
        return answer

    app = web.Application()
    app.router.add_get("/api.json", handler)
    async with TestServer(app) as server, HttpClient() as client:
        settings = CatalogueSettings(str(server.make_url("/api.json")))
        catalogue = CatalogueSource(settings, client.fetch, WallSeconds(), MemoryCache())
        assert await ask(catalogue, "model-4999") == {"model-4999": {"context_length": 5999}}
