"""How a call to the brain can end, and what that means for the batch."""

import asyncio
import contextlib

import pytest

from aggregator.data.provider import Auth, AuthMethod
from aggregator.data.secret import Secret
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import HttpError
from aggregator.research.sources.brain import BrainCounts, BrainSource
from aggregator.research.sources.source import Scope, Source
from aggregator.retry_after import retry_after_seconds
from tests.research.sources.brain.scripted_brain import (
    NOW,
    Books,
    ScriptedFetch,
    ask,
    batch,
    brain,
    entry,
    reply,
    says,
    settings,
    wire,
)

FOUND = says([entry(1, "a", family="alpha")])
KEY = "sk-canary-1234567890"


def limits_of(fetch):
    return [body["max_tokens"] for body in fetch.bodies]


def test_it_is_a_source_of_subjects_with_its_own_concurrency():
    source: Source = brain(ScriptedFetch(FOUND), concurrency=3)

    assert (source.name, source.scope, source.batch_size, source.concurrency) == ("brain", Scope.SUBJECT, 15, 3)


async def test_the_request_goes_to_chat_completions_with_the_limits_of_the_settings():
    fetch = ScriptedFetch(FOUND)

    await ask(fetch, "a", timeout_seconds=7.5, temperature=0.0, system_prompt="Be brief.")

    request = fetch.requests[0]
    assert (request["method"], request["url"]) == ("POST", "http://brain.test:11434/v1/chat/completions")
    assert (request["limits"].timeout_seconds, request["limits"].max_body_bytes) == (7.5, 4 * 1024 * 1024)
    assert request["json"]["temperature"] == 0.0
    assert request["json"]["messages"][0]["content"] == "Be brief."


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (Auth(), {}),
        (Auth(AuthMethod.MODEL_NAME), {"Authorization": "Bearer qwen3:8b"}),
        (Auth(AuthMethod.BEARER, Secret(KEY)), {"Authorization": f"Bearer {KEY}"}),
        (Auth(AuthMethod.X_API_KEY, Secret(KEY)), {"x-api-key": KEY}),
    ],
)
async def test_the_credentials_are_sent_as_configured(auth, headers):
    fetch = ScriptedFetch(FOUND)

    await ask(fetch, "a", auth=auth)

    assert fetch.requests[0]["headers"] == headers


# ── answers that a limit ended ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_cut_answer_is_never_accepted_even_when_its_json_is_whole():
    fetch = ScriptedFetch(says([entry(1, "a", family="alpha"), entry(2, "b", family="beta")], "length"))

    with pytest.raises(ResearchError, match="cut"):
        await ask(fetch, "a", "b")
    assert len(fetch.requests) == 1


async def test_a_single_model_is_asked_again_once_with_twice_the_tokens():
    fetch = ScriptedFetch(reply(wire("openai/chat_ok_length.json")), FOUND)

    assert await ask(fetch, "a") == {"a": {"family": "alpha"}}
    assert limits_of(fetch) == [2400, 4800]


@pytest.mark.parametrize("path", ["openai/chat_ok_length.json", "brain/reply_open_think_length.json"])
async def test_a_single_model_that_is_cut_twice_fails(path):
    fetch = ScriptedFetch(reply(wire(path)))

    with pytest.raises(ResearchError, match="cut"):
        await ask(fetch, "a")
    assert limits_of(fetch) == [2400, 4800]


@pytest.mark.parametrize("names", [("a",), ("a", "b")])
async def test_a_brain_that_only_thought_gets_twice_the_tokens_once(names):
    thoughts = reply(wire("brain/reply_content_null_reasoning.json"))
    fetch = ScriptedFetch(thoughts, FOUND)

    assert await ask(fetch, *names) == {"a": {"family": "alpha"}}
    assert limits_of(fetch)[1] == 2 * limits_of(fetch)[0]
    with pytest.raises(ResearchError, match="thought until its limit"):
        await ask(ScriptedFetch(thoughts), *names)


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
async def test_the_reasoning_is_never_read_for_the_answer(field):
    with pytest.raises(ResearchError):
        await ask(ScriptedFetch(says(None, **{field: '{"family": "thought"}'})), "a")


async def test_a_filtered_answer_names_its_reason():
    with pytest.raises(ResearchError, match="with nothing \\(content_filter\\)"):
        await ask(ScriptedFetch(says(None, "content_filter")), "a")


# ── errors ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "is_unavailable"),
    [
        (HttpError("refused", "connection refused"), True),
        (HttpError("dns", "the host name is not known"), True),
        (HttpError("tls", "the certificate was refused"), True),
        (HttpError("timeout", "no whole answer within 120 s"), False),
        (HttpError("closed", "the connection was closed"), False),
        (HttpError("too_large", "too large"), False),
        (HttpError("bad_http", "not valid HTTP"), False),
    ],
)
async def test_only_a_request_that_never_arrived_says_nothing_about_the_batch(error, is_unavailable):
    with pytest.raises(ResearchError, match=str(error)) as caught:
        await ask(ScriptedFetch(error), "a")
    assert isinstance(caught.value, SourceUnavailable) is is_unavailable


@pytest.mark.parametrize("status", [301, 302, 307, 401, 402, 403, 404, 405, 429, 503, 529])
async def test_a_status_that_any_batch_would_get_is_the_sources_fault(status):
    with pytest.raises(SourceUnavailable, match=f"HTTP {status}"):
        await ask(ScriptedFetch(reply(b"", status, location="http://evil.test/")), "a")


@pytest.mark.parametrize("status", [400, 408, 413, 422, 499, 500, 501, 502, 504, 520])
async def test_any_other_status_is_the_batchs_fault(status):
    with pytest.raises(ResearchError, match=f"HTTP {status}") as caught:
        await ask(ScriptedFetch(reply(b"", status)), "a")
    assert not isinstance(caught.value, SourceUnavailable)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (404, wire("ollama/chat_error_404.json"), "HTTP 404: model 'nope' not found"),
        (404, wire("vllm/error_model_404.json"), "HTTP 404: The model `nope` does not exist."),
        (401, wire("llamacpp/unauthorized_401.json"), "HTTP 401: Invalid API Key"),
        (401, wire("anthropic/error_401.json"), "HTTP 401: invalid x-api-key"),
        (503, wire("llamacpp/loading_503.json"), "HTTP 503: Loading model"),
        (400, b'{"error": {"message": "model \'x\' not found"}}', "HTTP 400: model 'x' not found"),
        (400, wire("llamaswap/error.json"), "HTTP 400: could not find suitable inference handler for nope"),
        (400, b'[{"error": {"message": "API key not valid"}}]', "HTTP 400: API key not valid"),
        (200, wire("lmstudio/unknown_path_200.json"), "HTTP 404: Unexpected endpoint or method. (GET /api/tags)"),
        (200, b'{"error": {"message": "slow down", "code": 429}}', "HTTP 429: slow down"),
        (200, b'{"choices": [{"error": {"message": "busy", "code": "503"}}]}', "HTTP 503: busy"),
    ],
)
async def test_what_the_server_says_is_told_when_the_source_is_unavailable(status, body, message):
    with pytest.raises(SourceUnavailable) as caught:
        await ask(ScriptedFetch(reply(body, status)), "a")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (500, b'{"error": {"message": "boom", "type": "x"}}', "HTTP 500: boom"),
        (500, b'{"error": "boom"}', "HTTP 500: boom"),
        (500, b'{"detail": "boom"}', "HTTP 500: boom"),
        (422, b'{"detail": [{"loc": ["body", "n"], "msg": "boom"}, "bang"]}', "HTTP 422: body.n: boom; bang"),
        (500, b'{"message": "boom", "object": "error"}', "HTTP 500: boom"),
        (200, b'{"message": "boom", "object": "error"}', "HTTP 400: boom"),
        (200, b'{"error": "boom"}', "HTTP 400: boom"),
        (500, b'[{"error": {"message": "boom"}}]', "HTTP 500: boom"),
        (500, b'{"error": {"code": "E7"}}', "HTTP 500: E7"),
        (500, b'{"oops": 1}', 'HTTP 500: {"oops": 1}'),
        (500, b"boom\x1b[31m\r\n", "HTTP 500: boom[31m"),
        (502, b"<html><h1>Bad   Gateway</h1></html>", "HTTP 502: Bad Gateway"),
        (500, b"", "HTTP 500"),
    ],
)
async def test_an_error_is_read_in_every_form(status, body, message):
    with pytest.raises(ResearchError) as caught:
        await ask(ScriptedFetch(reply(body, status)), "a")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "answer",
    [
        reply({"error": {"message": f"wrong key {KEY}"}}, 401),
        reply({"error": {"message": "x" * 190 + KEY}}, 500),
        reply(f"wrong key {KEY[:5]}\u200b{KEY[5:]}".encode(), 500),
        says(f"I see Bearer {KEY}"),
    ],
)
async def test_a_key_that_the_server_repeats_is_never_told(answer):
    books = Books()

    with pytest.raises(ResearchError) as caught:
        await brain(ScriptedFetch(answer), books, auth=Auth(AuthMethod.BEARER, Secret(KEY))).research(batch("a"))
    assert KEY[:10] not in str(caught.value)
    assert len(str(caught.value)) <= 200
    assert KEY not in repr(books.ended)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("999999999999999999999999", 3600.0),
        ("9" * 5000, 3600.0),
        ("Mon, 21 Sep 2026 14:13:40 GMT", 20.0),
        ("Mon, 21 Sep 2026 14:13:40 -0000", 20.0),
        ("Mon, 21 Sep 2020 14:13:40 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600.0),
        ("-1", None),
        ("1e3", None),
        ("٧", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_an_hour_at_most(header, seconds):
    assert retry_after_seconds(header, NOW) == seconds


async def test_retry_after_is_passed_on():
    with pytest.raises(SourceUnavailable) as caught:
        await ask(ScriptedFetch(reply(b"", 429, retry_after="30")), "a")
    assert caught.value.retry_after_seconds == 30.0


# ── the books ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "outcome", "kept"),
    [
        (FOUND, "answered", '[{"key": "m1", "name": "a", "family": "alpha"}]'),
        (says("prose"), "unusable", "prose"),
        (says("cut", "length"), "cut", "cut"),
        (says(None), "no_content", ""),
        (reply({"error": "boom"}, 500), "http_500", "boom"),
        (reply(b"what"), "unusable", ""),
        (HttpError("timeout", "no whole answer"), "timeout", ""),
        (asyncio.CancelledError(), "cancelled", ""),
    ],
)
async def test_every_call_is_booked_with_its_end_and_its_raw_answer(answer, outcome, kept):
    books = Books()

    with contextlib.suppress(ResearchError, asyncio.CancelledError):
        await brain(ScriptedFetch(answer), books).research(batch("a", "b"))
    assert books.outcomes == [outcome]
    assert books.ended[0][0] == books.started[0]
    assert books.ended[0][1].answer == kept
    assert (books.started[0].batch_number, books.started[0].attempt, len(books.started[0].topics)) == (7, 1, 2)


async def test_a_call_is_booked_before_it_goes_out():
    books = Books()

    class Watching(ScriptedFetch):
        async def __call__(self, *args, **kwargs):
            assert (len(books.started), len(books.ended)) == (1, 0)
            return await super().__call__(*args, **kwargs)

    await brain(Watching(FOUND), books).research(batch("a"))


async def test_all_calls_and_their_tokens_are_counted():
    books = Books()
    fetch = ScriptedFetch(reply({"error": "bad grammar"}, 400), says("cut", "length"), FOUND)

    await brain(fetch, books).research(batch("a"))

    assert (books.tally.calls, books.tally.failed, books.tally.tokens_in, books.tally.tokens_out) == (3, 2, 200, 40)
    assert [call.attempt for call in books.started] == [1, 2, 3]


@pytest.mark.parametrize(
    "usage", [None, [], {}, {"prompt_tokens": "1", "completion_tokens": -5}, {"prompt_tokens": None}]
)
async def test_a_strange_usage_counts_as_none(usage):
    books = Books()
    answer = reply({"choices": [{"message": {"content": '{"family": "x"}'}}], "usage": usage})

    await brain(ScriptedFetch(answer), books).research(batch("a"))

    assert (books.tally.tokens_in, books.tally.tokens_out) == (0, 0)


async def test_what_the_context_finds_is_quoted_to_the_brain():
    fetch = ScriptedFetch(FOUND)
    source = BrainSource(settings(), fetch, lambda: NOW, 15, BrainCounts(), lambda question: f"About {question.name}.")

    await source.research(batch("a"))

    assert '"quote":"About a."' in fetch.bodies[0]["messages"][1]["content"]
