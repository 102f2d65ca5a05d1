"""The hub source: what is asked, what is kept, and what it does when the hub is not to be had."""

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.batch import Question
from aggregator.data.fact import Fact
from aggregator.data.model_detail import ModelDetail
from aggregator.data.subject import Subject
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import HttpError
from aggregator.research.sources.cache import MemoryCache
from aggregator.research.sources.source import Ageing, Scope, Source
from tests.fakes.answering_fetch import AnsweringFetch, reply
from tests.fakes.clock_seconds import WallSeconds
from tests.research.sources.hub.asking import DAY, HUB, ask, batch_of, card_url, hub, model_url, question, wire

QWEN = "Qwen/Qwen3-8B"


def the_hub(**more):
    return AnsweringFetch({model_url(QWEN): reply(wire("model_safetensors.json"), ETag='"1"'), **more})


def described(repo, **more):
    return reply({"id": repo, **more})


def test_it_is_a_source_of_subjects():
    source: Source = hub(AnsweringFetch())
    assert (source.name, source.scope, source.batch_size, source.concurrency) == ("hub", Scope.SUBJECT, 15, 1)


async def test_a_name_that_is_a_repository_is_looked_up_and_dated():
    found = await hub(the_hub(), now=WallSeconds(1_700_000_000.5)).research(batch_of(QWEN))

    (detail,) = found.values()
    assert detail.get("homepage") == f"{HUB}/{QWEN}"
    assert detail.facts["license"] == Fact("Apache-2.0", "hub", 1_700_000_000)


async def test_a_name_that_is_no_repository_is_never_asked_or_searched_for():
    fetch = AnsweringFetch()

    assert await ask(hub(fetch), "qwen3:8b", "../../etc/passwd", "my/own-thing", "a/../b") == {
        "qwen3:8b": {},
        "../../etc/passwd": {},
        "my/own-thing": {},
        "a/../b": {},
    }
    assert fetch.urls == []


async def test_a_repository_that_the_server_knows_is_asked_for_whatever_the_name():
    found = await ask(hub(the_hub()), question("my-assistant", hub_repo=QWEN))

    assert found["my-assistant"]["parameters"] == 8190735360


async def test_what_the_brain_says_is_no_repository():
    told = ModelDetail({"hub_repo": Fact(QWEN, "brain", 1)})
    fetch = the_hub()

    assert await ask(hub(fetch), Question(Subject("x"), "x", known=told)) == {"x": {}}
    assert fetch.urls == []


async def test_the_tag_chooses_the_size():
    repo = "unsloth/Qwen3-8B-GGUF"
    fetch = AnsweringFetch({model_url(repo): reply(wire("model_gguf.json"))})

    found = await ask(hub(fetch), f"{repo}:Q8_0", f"{repo}:Q4_K_M")

    assert {name: values["size_bytes"] for name, values in found.items()} == {
        f"{repo}:Q8_0": 8709518624,
        f"{repo}:Q4_K_M": 5027783488,
    }
    assert fetch.urls == [model_url(repo)]


async def test_the_context_comes_from_the_config_file_where_nothing_else_tells_it():
    config = {"architectures": ["Qwen3ForCausalLM"], "max_position_embeddings": 40960}
    fetch = AnsweringFetch(
        {
            model_url(QWEN): described(QWEN, siblings=[{"rfilename": "config.json"}]),
            f"{HUB}/{QWEN}/raw/main/config.json": reply(config),
        }
    )

    assert (await ask(hub(fetch), QWEN))[QWEN]["context_length"] == 40960


async def test_a_fresh_answer_is_not_fetched_again_and_an_old_one_only_if_it_changed():
    now, fetch = WallSeconds(), the_hub()
    source = hub(fetch, now=now)
    first = await ask(source, QWEN)
    now.advance(7 * DAY - 1)
    assert await ask(source, QWEN) == first
    assert len(fetch.requests) == 1

    now.advance(1)
    fetch.answers[model_url(QWEN)] = reply(status=304)
    assert await ask(source, QWEN) == first
    assert [headers.get("If-None-Match") for _, headers in fetch.requests] == [None, '"1"']
    now.advance(DAY)
    await ask(source, QWEN)
    assert len(fetch.requests) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_what_is_not_there_gets_an_empty_answer_for_a_day(status):
    now = WallSeconds()
    fetch = AnsweringFetch({model_url(QWEN): reply(wire("error_404.json"), status)})
    source = hub(fetch, now=now)

    assert await ask(source, QWEN) == {QWEN: {}}
    now.advance(DAY - 1)
    assert await ask(source, QWEN) == {QWEN: {}}
    assert len(fetch.requests) == 1
    now.advance(1)
    await ask(source, QWEN)
    assert len(fetch.requests) == 2


async def test_the_token_goes_to_the_hub_and_a_refused_one_says_nothing_about_a_model():
    fetch = AnsweringFetch({model_url(QWEN): reply({"error": "Invalid credentials"}, 401)})

    with pytest.raises(SourceUnavailable, match="refuses the token") as caught:
        await ask(hub(fetch, token="hf_secret"), QWEN)
    assert fetch.requests[0][1]["Authorization"] == "Bearer hf_secret"
    assert "hf_secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"retry-after": "120"}, 120), ({"ratelimit": '"api";r=0;t=55'}, 55), ({}, None)],
)
async def test_a_hub_that_wants_silence_gets_it(headers, seconds):
    now = WallSeconds()
    fetch = AnsweringFetch({model_url(QWEN): reply(b"", 429, **headers)})
    source = hub(fetch, now=now)

    with pytest.raises(SourceUnavailable) as caught:
        await ask(source, QWEN)
    assert caught.value.retry_after_seconds == seconds
    if seconds:
        now.advance(seconds - 1)
        with pytest.raises(SourceUnavailable):
            await ask(source, QWEN)
        assert len(fetch.requests) == 1


async def test_the_last_request_before_the_limit_is_the_last():
    fetch = the_hub()
    fetch.answers[model_url(QWEN)] = reply(wire("model_safetensors.json"), ratelimit='"api";r=0;t=30')
    source = hub(fetch)

    assert (await ask(source, QWEN))[QWEN]
    with pytest.raises(SourceUnavailable) as caught:
        await ask(source, "Qwen/Qwen3-4B")
    assert caught.value.retry_after_seconds == 30
    assert len(fetch.requests) == 1


@pytest.mark.parametrize("kind", ["refused", "dns", "tls"])
async def test_offline_only_hub_facts_suffer_and_kept_answers_serve_however_old(kind):
    now, cache = WallSeconds(), MemoryCache()
    first = await ask(hub(the_hub(), cache, now), QWEN)
    now.advance(30 * DAY)
    nobody = AnsweringFetch({model_url(repo): HttpError(kind, "nobody is there") for repo in (QWEN, "Qwen/Qwen3-4B")})
    source = hub(nobody, cache, now)

    assert await ask(source, QWEN, "Qwen/Qwen3-4B", "qwen3:8b") == {**first, "qwen3:8b": {}}
    with pytest.raises(SourceUnavailable):
        await ask(source, "Qwen/Qwen3-4B")


@pytest.mark.parametrize("answer", [reply(b"", 500), HttpError("timeout", "too slow"), HttpError("too_large", "huge")])
async def test_one_repository_that_fails_is_no_reproach_to_the_others(answer):
    fetch = the_hub(**{model_url("Qwen/Qwen3-4B"): answer})
    source = hub(fetch)

    assert (await ask(source, QWEN, "Qwen/Qwen3-4B")).keys() == {QWEN}
    with pytest.raises(ResearchError) as caught:
        await ask(source, "Qwen/Qwen3-4B")
    assert not isinstance(caught.value, SourceUnavailable)


async def test_a_renamed_repository_is_found_under_its_new_name():
    old = "Qwen/Qwen3-Old-8B"
    fetch = the_hub(**{model_url(old): reply(b"", 307, location=f"/api/models/{QWEN}")})

    assert (await ask(hub(fetch), old))[old]["hub_repo"] == QWEN


async def test_a_redirect_to_somewhere_else_is_not_followed():
    fetch = AnsweringFetch({model_url(QWEN): reply(b"", 302, location=f"https://evil.test/api/models/{QWEN}")})

    with pytest.raises(ResearchError, match="somewhere else"):
        await ask(hub(fetch), QWEN)
    assert fetch.urls == [model_url(QWEN)]


async def test_an_answer_about_another_repository_is_not_believed():
    with pytest.raises(ResearchError, match="another repository"):
        await ask(hub(AnsweringFetch({model_url(QWEN): described("Qwen/Qwen3-4B")})), QWEN)


async def test_the_card_is_kept_as_a_context_and_its_absence_spoils_nothing():
    card = b"---\nlicense: mit\n---\n# Title\n\nThis model answers questions in many languages.\n"
    fetch = the_hub(**{card_url(QWEN): reply(card)})
    source = hub(fetch, reads_cards=True)

    assert source.card(QWEN) is None
    found = await ask(source, QWEN)

    assert "summary" not in found[QWEN]
    assert source.card(QWEN) == "This model answers questions in many languages."
    assert source.context(question("mine", hub_repo=QWEN)) == source.card(QWEN)
    assert source.context(question("qwen3:8b")) is None
    assert (await ask(hub(the_hub(**{card_url(QWEN): reply(b"", 500)}), reads_cards=True), QWEN))[QWEN]


async def test_at_most_four_requests_are_under_way_at_once():
    under_way = most = 0

    async def fetch(method, url, *, limits, headers=None, json=None, tls=None):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return reply({"id": url.removeprefix(f"{HUB}/api/models/").partition("?")[0]})

    await ask(hub(fetch), *(f"Qwen/Qwen3-{number}B" for number in range(15)))
    assert most == 4


@given(
    st.binary(max_size=200),
    st.integers(100, 599),
    st.dictionaries(st.sampled_from(["location", "ratelimit"]), st.text(max_size=20)),
)
async def test_whatever_comes_only_the_allowed_errors_are_raised(body, status, headers):
    fetch = AnsweringFetch({model_url(QWEN): reply(body, status, **headers)})
    with contextlib.suppress(ResearchError):
        assert (await ask(hub(fetch), QWEN)).keys() == {QWEN}


def test_an_answer_lasts_its_time_and_an_empty_one_a_day():
    source = hub(AnsweringFetch())

    assert isinstance(source, Ageing)
    assert source.lasts_seconds(ModelDetail.said_by("hub", 1, {"family": "x"})) == 7 * DAY
    assert source.lasts_seconds(ModelDetail()) == DAY
