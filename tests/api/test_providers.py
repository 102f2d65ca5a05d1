"""`/api/providers`: how each is doing, and with `history=1` how its last polls went."""

import pytest

from aggregator.data.provider_status import PastPoll
from tests.fakes.catalogue import NOON
from tests.fakes.http_service import serving, status

POLLS = (PastPoll(NOON, 12.34), PastPoll(NOON + 60, None))
SHOWN = [
    {"at": "2027-01-15T08:00:00Z", "ok": True, "latency_ms": 12.3},
    {"at": "2027-01-15T08:01:00Z", "ok": False, "latency_ms": None},
]


async def test_the_history_of_polls_comes_on_request():
    async with serving() as service:
        service.others.statuses = (status(polls=POLLS),)
        (listed,) = (await service.json("/api/providers?history=1"))["providers"]
        one = await service.json("/api/providers/desk?history=1")
        assert listed["polls"] == one["polls"] == SHOWN
        (plain,) = (await service.json("/api/providers"))["providers"]
        assert plain == await service.json("/api/providers/desk?history=0")
        assert listed == plain | {"polls": SHOWN}


@pytest.mark.parametrize("path", ["/api/providers", "/api/providers/desk"])
@pytest.mark.parametrize(("query", "parameter"), [("history=yes", "history"), ("colour=red", "colour")])
async def test_a_wrong_parameter_is_named(path, query, parameter):
    async with serving() as service:
        response = await service.get(f"{path}?{query}")
    assert (response.status, response.json()["parameter"]) == (400, parameter)
