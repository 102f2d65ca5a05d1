"""Faults do what their words say, on any path."""

import gzip
import json
import zlib

import pytest

from aggregator.http_client import HttpClient, HttpError, Limits
from scripts.fleet.fault_bodies import DEEP_LEVELS, LIST_FAULTS, LONG_LIST_BYTES, long_list
from scripts.fleet.fault_replies import BOMB_BYTES, bomb
from scripts.fleet.faults import FAULT_WORDS, OK, FaultyProvider

SHORT = Limits(timeout_seconds=0.3, max_body_bytes=1_000_000)
STATUSES = {
    "status_204": 204,
    "status_401": 401,
    "status_403": 403,
    "status_404": 404,
    "status_429_seconds": 429,
    "status_429_date": 429,
    "status_429_absurd": 429,
    "status_429_nonsense": 429,
    "status_500": 500,
    "status_503_loading": 503,
    "redirect": 307,
    "html_200": 200,
    "empty_200": 200,
}
BROKEN = {
    "refuse": "refused",
    "hang": "timeout",
    "drip": "timeout",
    "close": "closed",
    "reset": "closed",
    "short_length": "closed",
    "wrong_encoding": "closed",
    "gzip_bomb": "too_large",
    "long_list": "too_large",
    "not_http": "bad_http",
}


@pytest.fixture
async def fetch():
    async with HttpClient() as client:

        async def fetch(provider, path="/any/path", **headers):
            return await client.fetch("GET", provider.url + path, limits=SHORT, headers=headers)

        yield fetch


def test_every_word_is_tried_here():
    assert {*STATUSES, *BROKEN, *LIST_FAULTS} == set(FAULT_WORDS)
    assert len(FAULT_WORDS) == len(set(FAULT_WORDS))


def test_an_unknown_word_is_an_error():
    with pytest.raises(ValueError, match="is no fault"):
        FaultyProvider("gremlins")


@pytest.mark.parametrize(("word", "status"), STATUSES.items())
async def test_a_status_is_answered(word, status, fetch):
    async with FaultyProvider(word) as provider:
        assert (await fetch(provider)).status == status
        assert provider.calls == {"GET /any/path": 1}


@pytest.mark.parametrize(("word", "kind"), BROKEN.items())
async def test_no_whole_answer_comes(word, kind, fetch):
    async with FaultyProvider(word) as provider:
        with pytest.raises(HttpError) as caught:
            await fetch(provider)
        assert caught.value.kind == kind


@pytest.mark.parametrize("word", LIST_FAULTS)
async def test_a_faulty_list_arrives_as_it_is(word, fetch):
    async with FaultyProvider(word) as provider:
        reply = await fetch(provider)
        assert (reply.status, reply.body) == (200, LIST_FAULTS[word]())


async def test_the_word_can_change_while_it_runs(fetch):
    async with FaultyProvider("status_500") as provider:
        assert (await fetch(provider)).status == 500
        provider.word = OK
        assert json.loads((await fetch(provider)).body)["data"][0]["id"] == "good-model"


async def test_a_refusing_port_can_start_to_listen(fetch):
    provider = FaultyProvider("refuse")
    async with provider:
        url = provider.url
    provider.word = OK
    async with provider:
        assert provider.url == url
        assert (await fetch(provider)).status == 200


async def test_a_401_echoes_the_credentials(fetch):
    async with FaultyProvider("status_401") as provider:
        assert b"Bearer top-secret" in (await fetch(provider, Authorization="Bearer top-secret")).body
        assert provider.headers["authorization"] == "Bearer top-secret"


async def test_a_redirect_leads_to_another_origin_that_counts(fetch):
    async with FaultyProvider("redirect") as provider:
        target = (await fetch(provider)).headers["location"]
        assert not target.startswith(provider.url)
        assert not provider.other_origin_calls
        async with HttpClient() as client:
            await client.fetch("GET", target, limits=SHORT, headers={"X-Mark": "1"})
        assert provider.other_origin_calls == {"GET /v1/models": 1}
        assert provider.other_origin_headers["x-mark"] == "1"


@pytest.mark.parametrize(
    ("word", "header"),
    [("status_429_seconds", "2"), ("status_429_absurd", "99999999999999"), ("status_429_nonsense", "soon")],
)
async def test_a_429_says_when_to_come_back(word, header, fetch):
    async with FaultyProvider(word) as provider:
        assert (await fetch(provider)).headers["retry-after"] == header


async def test_a_429_can_name_a_date(fetch):
    async with FaultyProvider("status_429_date") as provider:
        assert (await fetch(provider)).headers["retry-after"].endswith("GMT")


def test_the_bomb_is_small_and_valid():
    packed = bomb()
    assert len(packed) < BOMB_BYTES / 500
    unpacker = zlib.decompressobj(wbits=31)
    size = 0
    while not unpacker.eof:  # a wrong checksum or length would raise
        size += len(unpacker.decompress(packed, 10_000_000))
        packed = unpacker.unconsumed_tail
    assert size == BOMB_BYTES


def test_the_long_list_is_one_valid_list():
    packed = gzip.compress(b"".join(long_list()), compresslevel=1)
    body = gzip.decompress(packed)
    assert len(body) >= LONG_LIST_BYTES
    assert body.startswith(b'{"object": "list", "data": [{')
    assert body.endswith(b"}]}")
    assert body.count(b'"id"') == body.count(b"}, {") + 1


def test_hostile_lists_hold_what_they_say():
    bodies = {word: make() for word, make in LIST_FAULTS.items()}
    assert b"NaN" in bodies["nan"]
    assert bodies["deep_json"].count(b"[") == DEEP_LEVELS
    assert json.loads(bodies["data_null"])["data"] is None
    assert isinstance(json.loads(bodies["bare_array"]), list)
    ids = {word: json.loads(bodies[word])["data"][0]["id"] for word in bodies if word.endswith("_ids")}
    assert "\x1b" in ids["escape_ids"]
    assert "\x00" in ids["control_ids"]
    assert "\u202e" in ids["override_ids"]
    assert "<img" in ids["markup_ids"]
    assert len(ids["long_ids"]) == 300
    assert "\ud83d" in ids["surrogate_ids"]
    assert ids["not_text_ids"] == 7
    assert ids["duplicate_ids"] == json.loads(bodies["duplicate_ids"])["data"][1]["id"]
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(bodies["truncated_json"])
