"""A poll never raises: for every way in which a provider can fail there is one outcome, and no outcome holds a key."""

import asyncio
from types import MappingProxyType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.poll_outcome import PollAnswer, PollFailure
from aggregator.data.provider import Auth, AuthMethod
from aggregator.data.secret import Secret
from aggregator.discovery.provider_client import ProviderClient
from aggregator.discovery.provider_life import ProviderLife
from aggregator.http_client import HttpClient, HttpError, Limits, Reply
from scripts.fleet.faults import FAULT_WORDS, OK, FaultyProvider
from tests.factories import bearer, provider
from tests.fakes.clock import FakeClock

KEY = "sk-CANARY"
LIMITS = Limits(timeout_seconds=20, max_body_bytes=1_000_000)
SHORT = Limits(timeout_seconds=0.3, max_body_bytes=1_000_000)
WITHOUT_END = {"hang", "drip"}
GOOD = ["good-model", "other-model"]

FAILURES = {
    # the word of the fault: kind of the failure, state of the provider after one
    "refuse": ("refused", "degraded"),
    "hang": ("timeout", "degraded"),
    "drip": ("timeout", "degraded"),
    "close": ("closed", "degraded"),
    "reset": ("closed", "degraded"),
    "short_length": ("closed", "degraded"),
    "wrong_encoding": ("closed", "degraded"),
    "not_http": ("bad_http", "degraded"),
    "status_404": ("http_404", "degraded"),
    "status_500": ("http_500", "degraded"),
    "status_503_loading": ("http_503", "degraded"),
    "status_401": ("auth", "auth_error"),
    "status_403": ("auth", "auth_error"),
    "status_429_seconds": ("rate_limited", "rate_limited"),
    "status_429_date": ("rate_limited", "rate_limited"),
    "status_429_absurd": ("rate_limited", "rate_limited"),
    "status_429_nonsense": ("rate_limited", "rate_limited"),
    "redirect": ("redirect", "bad_answer"),
    "long_list": ("too_large", "bad_answer"),
    "gzip_bomb": ("too_large", "bad_answer"),
    "status_204": ("bad_answer", "bad_answer"),
    "html_200": ("bad_answer", "bad_answer"),
    "empty_200": ("bad_answer", "bad_answer"),
    "truncated_json": ("bad_answer", "bad_answer"),
    "deep_json": ("bad_answer", "bad_answer"),
    "no_list": ("bad_answer", "bad_answer"),
    "error_200": ("bad_answer", "bad_answer"),
}

ANSWERS = {
    # the word of the fault: what is listed all the same, and how many entries were left out
    "escape_ids": (["good-model"], 1),
    "control_ids": (["good-model"], 1),
    "override_ids": (["gpt\u202egpj.exe", "good-model"], 0),
    "markup_ids": (["<img src=x onerror=alert(1)>&\"'</script>", "good-model"], 0),
    "long_ids": (["good-model"], 1),
    "surrogate_ids": (["half \ufffd pair", "good-model"], 0),
    "nan": (["good-model"], 0),
    "duplicate_ids": (["twin", "good-model"], 1),
    "not_text_ids": (["good-model"], 5),
    "data_null": ([], 0),
    "bare_array": (["good-model", "other"], 0),
    "no_created": (["good-model"], 0),
    "float_created": (["good-model"], 0),
    "entry_not_object": (["good-model"], 1),
    "byte_order_mark": (["good-model"], 0),
    "not_utf8": (["mod\ufffdle"], 0),
}


@pytest.fixture
async def client():
    async with HttpClient() as http:
        yield ProviderClient(http.fetch, FakeClock())


async def poll(client, faulty, auth=Auth()):
    limits = SHORT if faulty.word in WITHOUT_END else LIMITS
    return await client.poll(provider(url=faulty.url, auth=auth), None, limits, 10_000)


def replying(status=200, body=b"[]", **headers):
    """A client whose requests are all answered so; `asked` are their methods, URLs and headers."""
    asked = []

    async def fetch(method, url, *, limits, headers=MappingProxyType({}), json=None, tls=None):
        asked.append((method, url, dict(headers), limits))
        return Reply(status, MappingProxyType(reply_headers), body)

    reply_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    client = ProviderClient(fetch, FakeClock())
    client.asked = asked
    return client


def raising(error):
    async def fetch(*_args, **_options):
        raise error

    return ProviderClient(fetch, FakeClock())


def names(outcome):
    return [model.name for model in outcome.listing.models]


# ---- every fault


def test_every_fault_of_the_fleet_is_tried_here():
    assert {*FAILURES, *ANSWERS} == set(FAULT_WORDS)


@pytest.mark.parametrize(("word", "kind", "state"), [(word, *expected) for word, expected in FAILURES.items()])
async def test_a_fault_is_a_failure_of_its_kind(word, kind, state, client):
    async with FaultyProvider(word) as faulty:
        outcome = await poll(client, faulty, auth=bearer(KEY))
    assert isinstance(outcome, PollFailure)
    assert outcome.kind == kind
    assert ProviderLife(provider()).failed(outcome, FakeClock().now()).state == state
    assert 0 < len(outcome.message) <= 300
    assert outcome.message.isprintable()


@pytest.mark.parametrize(("word", "listed", "skipped"), [(word, *expected) for word, expected in ANSWERS.items()])
async def test_an_odd_list_is_taken_as_far_as_it_can_be(word, listed, skipped, client):
    async with FaultyProvider(word) as faulty:
        outcome = await poll(client, faulty)
    assert isinstance(outcome, PollAnswer)
    assert (names(outcome), outcome.skipped, outcome.kind) == (listed, skipped, "generic")


@pytest.mark.parametrize("word", FAULT_WORDS)
async def test_no_outcome_holds_the_key(word, client):
    async with FaultyProvider(word) as faulty:
        for method in (AuthMethod.BEARER, AuthMethod.X_API_KEY):
            assert "CANARY" not in repr(await poll(client, faulty, auth=Auth(method, Secret(KEY))))


@pytest.mark.parametrize("word", [word for word in FAULT_WORDS if word != "refuse"])
async def test_after_any_fault_the_same_provider_is_read_again(word, client):
    async with FaultyProvider(word) as faulty:
        at = provider(url=faulty.url)
        await client.poll(at, None, SHORT if word in WITHOUT_END else LIMITS, 10_000)
        faulty.word = OK
        assert names(await client.poll(at, None, LIMITS, 10_000)) == GOOD


# ---- what is asked


async def test_the_list_is_asked_for_with_the_key():
    client = replying(body=b'{"data": [{"id": "a"}]}')
    await client.poll(provider(url="http://desk:81/llm/v1", auth=bearer(KEY)), None, LIMITS, 10)
    method, url, headers, limits = client.asked[0]
    assert (method, url) == ("GET", "http://desk:81/llm/v1/models")
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert limits.timeout_seconds <= LIMITS.timeout_seconds
    assert limits.max_body_bytes == LIMITS.max_body_bytes


async def test_a_model_name_is_no_key_for_the_list():
    client = replying()
    await client.poll(provider(auth=Auth(AuthMethod.MODEL_NAME)), None, LIMITS, 10)
    assert all("Authorization" not in headers for _method, _url, headers, _limits in client.asked)


async def test_only_gets_are_sent():
    client = replying(body=b'{"data": [{"id": "a"}]}')
    await client.poll(provider(), None, LIMITS, 10)
    assert {method for method, *_rest in client.asked} == {"GET"}


# ---- Retry-After


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("99999999", 3_600), ("soon", None), (None, None), ("Fri, 15 Jan 2027 08:00:20 GMT", 20)],
)
async def test_retry_after_is_passed_on(header, seconds):
    client = replying(429, b"", **({"retry_after": header} if header else {}))
    outcome = await client.poll(provider(), None, LIMITS, 10)
    assert (outcome.kind, outcome.retry_after_seconds) == ("rate_limited", seconds)


# ---- what is known already


async def test_the_same_bytes_are_not_read_again():
    client, at = replying(body=b'{"data": [{"id": "a"}]}'), provider()
    first = await client.poll(at, None, LIMITS, 10)
    again = await client.poll(at, first, LIMITS, 10)
    assert again.listing is first.listing
    assert first.body_digest


async def test_other_bytes_are_read():
    at, first = provider(), None
    for body in (b'{"data": [{"id": "a"}]}', b'{"data": [{"id": "b"}]}'):
        first = await replying(body=body).poll(at, first, LIMITS, 10)
    assert names(first) == ["b"]


async def test_a_smaller_max_models_counts_for_the_same_bytes_too():
    client, at = replying(body=b'[{"id": "a"}, {"id": "a"}]'), provider()
    first = await client.poll(at, None, LIMITS, 2)
    outcome = await client.poll(at, first, LIMITS, 1)
    assert (outcome.kind, "max_models" in outcome.message) == ("too_many", True)


async def test_a_large_list_is_read_as_a_small_one():
    body = b"[" + b", ".join(b'{"id": "model-%d"}' % number for number in range(9_000)) + b"]"
    outcome = await replying(body=body).poll(provider(), None, LIMITS, 10_000)
    assert len(outcome.listing) == 9_000


# ---- what nobody foresaw


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError(), AssertionError("sk-CANARY"), MemoryError()])
async def test_an_error_that_nobody_foresaw_is_a_failed_poll_and_ends_nothing(error):
    outcome = await raising(error).poll(provider(), None, LIMITS, 10)
    assert outcome.kind == "bad_answer"
    assert type(error).__name__ in outcome.message
    assert "CANARY" not in outcome.message


async def test_a_network_error_keeps_its_kind():
    outcome = await raising(HttpError("dns", "the host name is not known")).poll(provider(), None, LIMITS, 10)
    assert outcome == PollFailure("dns", "the host name is not known")


async def test_a_poll_can_be_cancelled():
    with pytest.raises(asyncio.CancelledError):
        await raising(asyncio.CancelledError()).poll(provider(), None, LIMITS, 10)


@pytest.mark.parametrize("blanks", [0, 100, 185, 195, 290, 1_990])
async def test_a_key_that_a_provider_repeats_is_struck_out_wherever_it_stands(blanks):
    message = "x" * blanks + f" wrong key: {KEY}"
    client = replying(body=b'{"error": {"message": "%b"}}' % message.encode())
    outcome = await client.poll(provider(auth=bearer(KEY)), None, LIMITS, 10)
    assert "CANARY" not in outcome.message
    assert "sk-" not in outcome.message


@given(
    st.integers(200, 599),
    st.binary() | st.sampled_from([b"[]", b"{}", b'{"error": 1}', b'{"data": [{"id": "a"}]}']),
    st.dictionaries(st.sampled_from(["retry-after", "content-type", "server"]), st.text()),
)
def test_any_answer_has_an_outcome(status, body, headers):
    async def fetch(*_args, **_options):
        return Reply(status, MappingProxyType(headers), body)

    outcome = asyncio.run(ProviderClient(fetch, FakeClock()).poll(provider(), None, LIMITS, 10))
    assert isinstance(outcome, PollAnswer | PollFailure)
    if isinstance(outcome, PollFailure):
        assert "broke" not in outcome.message
        assert attrs.evolve(outcome, message=outcome.message.strip()) == outcome
