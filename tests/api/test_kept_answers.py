"""ETag, 304, gzip, freshness and staleness: what is kept, and for how long."""

import gzip

import pytest

from aggregator.api.flight import FRESH_SECONDS, Flight
from aggregator.errors import NoAnswer
from tests.factories import detail
from tests.fakes.catalogue import row
from tests.fakes.clock import FakeClock
from tests.fakes.http_service import serving

LISTS = ("/api/models", "/api/models?type=llm", "/v1/models", "/api/providers", "/api/research", "/api/export/csv")


@pytest.mark.parametrize("path", [*LISTS, "/api/changes", "/openapi.json", "/"])
async def test_every_list_has_a_strong_etag_a_304_and_a_compressed_form(path):
    async with serving() as service:
        service.catalogue.put(*(row(f"model-{number}", "desk", detail(types=["llm"])) for number in range(30)))
        plain = await service.get(path, Accept_Encoding="identity")
        body, etag = plain.body, plain.headers["ETag"]
        assert etag.startswith('"')
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert plain.headers["Cache-Control"] == "no-cache"
        again = await service.get(path, If_None_Match=f'W/"other", {etag}')
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
        zipped = await service.get(path, Accept_Encoding="gzip")
        assert gzip.decompress(zipped.body) == body
        assert zipped.headers["ETag"] != etag
        known = await service.get(path, Accept_Encoding="gzip", If_None_Match=zipped.headers["ETag"])
        assert known.status == 304
        assert (await service.get(path, If_None_Match='"other"')).status == 200


@pytest.mark.parametrize(
    ("accepted", "is_zipped"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("*, gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("identity", False),
        ("br", False),
    ],
)
async def test_gzip_comes_to_those_who_take_it_however_short_the_list(accepted, is_zipped):
    async with serving() as service:
        response = await service.get("/api/models", Accept_Encoding=accepted)
    assert (response.headers.get("Content-Encoding") == "gzip") is is_zipped


async def test_the_etag_changes_with_the_catalogue_alone():
    async with serving() as service:
        service.catalogue.put(row("a"))
        etags = {(await service.get("/api/models")).headers["ETag"] for _ in range(3)}
        service.catalogue.put(row("b"))
        response = await service.get("/api/models")
        while response.headers["X-Catalogue-Seq"] != "2":  # the feed is on its way
            response = await service.get("/api/models")
    assert len(etags) == 1
    assert response.headers["ETag"] not in etags


async def test_where_an_actor_is_silent_the_last_answer_goes_out_marked():
    async with serving(patience_seconds=0.05) as service:
        service.catalogue.put(row("a"))
        await service.get("/api/models")
        service.catalogue.silent = True
        response = await service.get("/api/models")
        while "X-Stale" not in response.headers:  # until the last answer is too old to pass for a new one
            response = await service.get("/api/models")
        assert response.json()["total"] == 1
        assert (await service.get("/readyz")).status == 503
        assert (await service.get("/api/changes")).status == 503


async def test_many_requests_of_a_moment_ask_the_actor_once():
    clock, asked = FakeClock(), []

    async def ask():
        asked.append(1)
        return len(asked)

    flight = Flight(ask, 0, clock.monotonic_seconds)
    assert [(await flight.land()).answer for _ in range(5)] == [1] * 5
    clock.advance(FRESH_SECONDS)
    assert (await flight.land()).answer == 2
    flight.expire()
    assert (await flight.land()).answer == 3


async def test_an_answer_that_was_under_way_when_something_changed_is_not_kept():
    clock, answers = FakeClock(), iter(("old", "new"))
    flight = Flight(lambda: late(next(answers)), "none", clock.monotonic_seconds)

    async def late(answer):
        if answer == "old":
            flight.expire()
        return answer

    assert (await flight.land()).answer == "old"
    assert (await flight.land()).answer == "new"


async def test_an_actor_without_an_answer_leaves_the_last_one():
    clock = FakeClock()

    async def ask():
        raise NoAnswer("dead")

    landed = await Flight(ask, "first", clock.monotonic_seconds).land()
    assert (landed.answer, landed.stale) == ("first", True)
