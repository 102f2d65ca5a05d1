"""The change feed: pages, streams, resuming without a gap, and streams that end."""

import asyncio
import random

import orjson
import pytest

from aggregator.api.change_feed import MOST_MISSED, MOST_WAITING, ChangeFeed
from aggregator.data.change import Change, ChangeType
from aggregator.data.provider_status import ModelState
from aggregator.messages import ChangesKept
from aggregator.research.journal import KEPT_CHANGES, replay
from tests.factories import detail
from tests.fakes.catalogue import row
from tests.fakes.http_service import serving


class EventReader:
    """A client that reads Server-Sent Events as browsers do; `last_id` is where it would resume."""

    def __init__(self, service, since=None, **headers):
        path = "/api/events" + (f"?since={since}" if since is not None else "")
        self._request = service.session.get(service.url + path, headers=headers)
        self.last_id = since
        self.comments = 0

    async def __aenter__(self):
        self.response = await self._request
        return self

    async def __aexit__(self, *_error):
        self.response.close()

    async def events(self):
        fields = {}
        async for line in self.response.content:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
                self.comments += line.startswith(b":")
            else:
                self.last_id = int(fields.get("id", self.last_id or 0))
                if "data" in fields:
                    yield change_of(fields)
                fields = {}


def change_of(fields):
    document = orjson.loads(fields["data"])
    assert (fields["id"], fields["event"]) == (str(document["seq"]), document["type"])
    return Change(**{**document, "type": ChangeType(document["type"]), "at": 0.0})


async def test_changes_come_page_by_page():
    async with serving() as service:
        service.catalogue.put(*(row(f"m{number}") for number in range(5)))
        first = await service.json("/api/changes?since=0&limit=3")
        rest = await service.json(f"/api/changes?since={first['changes'][-1]['seq']}")
    assert [change["seq"] for change in first["changes"] + rest["changes"]] == [1, 2, 3, 4, 5]
    assert first["last"] == rest["last"] == 5
    assert first["changes"][0] | {"after": None} == {
        "seq": 1,
        "at": "2027-01-15T08:00:00Z",
        "type": "model_added",
        "provider": "desk",
        "name": "m0",
        "before": None,
        "after": None,
    }


@pytest.mark.parametrize("path", ["/api/changes", "/api/events"])
async def test_what_is_forgotten_or_never_was_is_gone(path):
    async with serving() as service:
        service.catalogue.put(*(row(f"m{number}") for number in range(KEPT_CHANGES + 5)))
        for since in (4, KEPT_CHANGES + 6):
            gone = await service.get(f"{path}?since={since}")
            assert gone.status == 410
            assert gone.json()["last"] == KEPT_CHANGES + 5


@pytest.mark.parametrize("wrong", ["since=-1", "since=x", "limit=0", "limit=1001", "when=now"])
async def test_a_wrong_parameter_is_refused(wrong):
    async with serving() as service:
        assert (await service.get(f"/api/changes?{wrong}")).status == 400
        assert (await service.get("/api/events", Last_Event_ID="x")).status == 400


async def test_a_stream_begins_with_its_place_and_goes_on_live():
    async with serving() as service:
        service.catalogue.put(row("old"))
        async with EventReader(service) as reader:
            assert reader.response.headers["Content-Type"] == "text/event-stream"
            service.catalogue.put(row("new"))
            async for change in reader.events():
                assert (change.seq, change.name) == (2, "new")
                break


async def test_the_id_that_a_browser_sends_goes_before_the_address():
    async with serving() as service:
        service.catalogue.put(row("a"), row("b"), row("c"))
        async with EventReader(service, since=0, **{"Last-Event-ID": "2"}) as reader:
            async for change in reader.events():
                assert change.seq == 3
                break


class Follower:
    """Keeps a copy of the catalogue from one list and the changes after it."""

    def __init__(self, answer):
        self.last = int(answer.headers["X-Catalogue-Seq"])
        self.state = rows_of(answer)

    async def follow(self, service, most):
        """Take some changes, then die; the connection is cut in the middle of the stream."""
        async with EventReader(service, since=self.last) as reader:
            async for change in reader.events():
                assert change.seq == self.last + 1
                self.state, self.last, most = replay(self.state, [change]), change.seq, most - 1
                if most == 0 or self.last == service.catalogue.journal.last:
                    break


def stir(catalogue, chance):
    name, provider = f"m{chance.randrange(12)}", chance.choice(["desk", "attic"])
    match chance.randrange(4):
        case 0:
            catalogue.drop((name, provider))
        case 1:
            catalogue.provider_changed(provider, chance.choice(list(ModelState)))
        case 2:
            catalogue.put(row(name, provider, detail(context_length=chance.randrange(1, 9))))
        case _:
            catalogue.put(row(name, provider, detail("brain", family=f"f{chance.randrange(9)}")))


async def test_a_client_killed_fifty_times_has_the_state_of_the_catalogue():
    chance = random.Random(5)
    async with serving() as service:
        service.catalogue.put(row("m0"), row("m1", "attic"))
        follower = Follower(await service.get("/api/models"))
        for _life in range(50):
            service.catalogue.put(row("clock", "desk", detail(context_length=_life + 1)))  # at least one change
            for _ in range(chance.randrange(8)):
                stir(service.catalogue, chance)
            await follower.follow(service, chance.randrange(1, 8))
        while follower.last < service.catalogue.journal.last:
            await follower.follow(service, 1_000)
        end = await service.get("/api/models")
        while int(end.headers["X-Catalogue-Seq"]) < follower.last:
            end = await service.get("/api/models")
    packed = [orjson.dumps(sorted_rows(each), option=orjson.OPT_SORT_KEYS) for each in (follower.state, rows_of(end))]
    assert packed[0] == packed[1]


def rows_of(answer):
    return {(each["name"], each["provider"]): each for each in answer.json()["models"]}


def sorted_rows(state):
    return [state[key] for key in sorted(state)]


async def test_what_the_feed_lost_comes_from_the_journal():
    async with serving() as service, EventReader(service, since=0) as reader:
        events = reader.events()
        service.catalogue.put(row("a"))
        assert (await anext(events)).seq == 1
        feed, service.catalogue._feed = service.catalogue._feed, None
        service.catalogue.put(row("b"))
        service.catalogue._feed = feed
        service.catalogue.put(row("c"))
        assert [(await anext(events)).seq for _ in range(2)] == [2, 3]


async def test_streams_over_the_cap_are_told_to_come_later():
    async with serving() as service:
        service.edge_events = next(route for route in service.edge.routes if route.path == "/api/events")
        service.edge_events.handler.__self__._most_streams = 1
        async with EventReader(service, since=0):
            refused = await service.get("/api/events")
    assert refused.status == 503
    assert refused.headers["Retry-After"]


async def test_a_quiet_stream_has_a_heartbeat():
    async with serving() as service:
        route = next(route for route in service.edge.routes if route.path == "/api/events")
        route.handler.__self__._heartbeat_seconds = 0.01
        async with EventReader(service, since=0) as reader:
            lines = [await reader.response.content.readline() for _ in range(5)]
    assert lines[2] == b": heartbeat\n"


async def test_five_hundred_streams_all_hear_it_and_end_at_once_with_the_service():
    async with serving() as service:
        readers = [EventReader(service, since=0) for _ in range(500)]
        service.session.connector._limit = 0
        await asyncio.gather(*(reader.__aenter__() for reader in readers))
        service.catalogue.put(row("a"))

        async def first(reader):
            return (await anext(reader.events())).seq

        assert await asyncio.gather(*(first(reader) for reader in readers)) == [1] * 500
        assert (await service.get("/api/models")).status == 200
        loop = asyncio.get_running_loop()
        began = loop.time()
        await service.edge.stop()
        assert loop.time() - began < 5  # seconds; without an end it would be for ever
        for reader in readers:
            reader.response.close()


async def test_a_reader_that_is_too_slow_is_cut_off():
    feed = ChangeFeed(asyncio.get_running_loop())
    change = Change(1, 0.0, ChangeType.MODEL_ADDED, "desk", "a", None, {})
    with feed.subscribe() as subscription:
        for _ in range(MOST_MISSED // MOST_WAITING + 2):
            feed.tell(ChangesKept((change,) * (MOST_WAITING + 1)))
        await asyncio.sleep(0)  # the loop hands them out while the reader is still busy with what it had
        assert await subscription.take(5) == []
        assert subscription.is_over
    assert len(feed) == 0


async def test_many_changes_at_once_cut_off_nobody_who_reads():
    async with serving() as service, EventReader(service, since=0) as reader:
        events = reader.events()
        service.catalogue.put(*(row(f"m{number}") for number in range(3 * MOST_WAITING)))
        assert [(await anext(events)).seq for _ in range(3 * MOST_WAITING)] == list(range(1, 3 * MOST_WAITING + 1))


async def test_a_reader_that_takes_all_it_is_sent_is_never_too_slow():
    feed = ChangeFeed(asyncio.get_running_loop())
    change = Change(1, 0.0, ChangeType.MODEL_ADDED, "desk", "a", None, {})
    with feed.subscribe() as subscription:
        for _ in range(3 * MOST_MISSED // MOST_WAITING):
            feed.tell(ChangesKept((change,) * (MOST_WAITING + 1)))
            await asyncio.sleep(0)
            subscription.keeps_up()  # what it read of the journal meanwhile has been sent
        assert not subscription.is_over


async def test_a_stream_tells_its_place_to_those_who_named_none():
    async with serving() as service:
        service.catalogue.put(row("a"))
        async with EventReader(service) as fresh, EventReader(service, since=0) as resumed:
            assert [await fresh.response.content.readline() for _ in range(2)] == [b"id: 1\n", b"retry: 3000\n"]
            assert await resumed.response.content.readline() == b"retry: 3000\n"
