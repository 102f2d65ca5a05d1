"""The real actors on their threads with a real loop: from lists to details, 2,000 rows, nothing asked twice."""

import asyncio
import contextlib

import pytest

from aggregator.actor.actor import Surroundings
from aggregator.actor.address import Address
from aggregator.actor.asking import ask
from aggregator.actor.dead_letters import DeadLetters
from aggregator.actor.loop_door import LoopDoor
from aggregator.data.clock import SystemClock
from aggregator.data.research_status import ResearchState
from aggregator.discovery.model_service import ModelServiceActor
from aggregator.messages import GetSnapshot
from aggregator.research.backoff import Backoff
from aggregator.research.detail_actor import DetailActor, Peers
from aggregator.research.loader import LoaderActor
from aggregator.research.runner import RunnerActor
from aggregator.settings.settings import PollingSettings, Settings
from aggregator.store.memory import MemoryEngine
from aggregator.store.store_actor import StoreActor
from tests.factories import answer, provider
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.source import FakeSource

PROVIDERS = [provider(f"p{number}", f"http://10.0.0.{number}:80") for number in range(20)]
LISTS = {
    owner.name: [f"m{name}" for name in range(75 * number, 75 * number + 100)] for number, owner in enumerate(PROVIDERS)
}
NAMES = {name for names in LISTS.values() for name in names}
LOADERS = 4
PATIENCE_SECONDS = 60.0


class WatchedSource(FakeSource):
    """Sets `all_asked` when every name was asked about, and keeps the longest inbox that it ever saw."""

    def __init__(self, name, inboxes, **more):
        super().__init__(name, **more)
        self.inboxes = inboxes
        self.all_asked = asyncio.Event()
        self.fullest = 0
        self.in_flight = 0
        self.most_in_flight = 0

    async def research(self, batch):
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self.fullest = max([self.fullest, *(inbox.waiting() for inbox in self.inboxes)])
        found = await super().research(batch)
        await asyncio.sleep(0)
        self.in_flight -= 1
        if len(self.asked) == len(NAMES):
            self.all_asked.set()
        return found


async def instant_poll(owner, _last_answer, _limits, _max_models):
    return answer(*LISTS[owner.name])


@pytest.fixture
async def service():
    loop, letters = asyncio.get_running_loop(), DeadLetters()
    door, given_up = LoopDoor(loop), []
    around = Surroundings(door, SystemClock(), given_up.append)
    to = {name: Address(name, letters) for name in ("models", "details", "runner", "store")}
    to_loaders = [Address(f"loader-{number}", letters) for number in range(LOADERS)]
    inner = [to["runner"], *to_loaders]
    sources = (
        WatchedSource("name", inner, batch_size=1000),
        WatchedSource("brain", inner, batch_size=15, concurrency=LOADERS),
    )
    peers = Peers(to["runner"], to["models"], to["store"])
    refs = [
        StoreActor.start(to["store"], around, MemoryEngine(), FakeMailbox()),
        *(LoaderActor.start(each, around, n, to["details"], to["runner"]) for n, each in enumerate(to_loaders)),
        DetailActor.start(to["details"], around, peers, Settings(), lambda _: sources, Backoff(lambda: 0.5), "boot"),
        RunnerActor.start(to["runner"], around, to["details"], to_loaders.__getitem__, LOADERS),
        ModelServiceActor.start(
            to["models"], around, instant_poll, to["details"], to["store"], tuple(PROVIDERS), PollingSettings()
        ),
    ]
    yield to["details"], sources, letters, given_up
    letters.service_is_stopping()
    await door.close()
    for ref in reversed(refs):
        with contextlib.suppress(Exception):
            await asyncio.to_thread(ref.stop, timeout=5)


async def finished(details):
    """The snapshot in which nothing waits any more."""
    for _ in range(2_000):
        snapshot = await ask(details, GetSnapshot, PATIENCE_SECONDS)
        states = {row.research.state for row in snapshot.rows}
        if len(snapshot.rows) == 2_000 and states == {ResearchState.DONE}:
            return snapshot
    raise AssertionError(f"{len(snapshot.rows)} rows are {states}")


async def test_two_thousand_rows_are_researched_with_one_question_for_each_name(service):
    details, (name, brain), letters, given_up = service
    async with asyncio.timeout(PATIENCE_SECONDS):
        await brain.all_asked.wait()

    snapshot = await finished(details)

    assert [row.key for row in snapshot.rows] == sorted(
        (model, owner) for owner, models in LISTS.items() for model in models
    )
    assert all(row.detail.get("family") == f"name-{row.model.name}" for row in snapshot.rows)
    assert all(len(row.claims) == 2 for row in snapshot.rows)
    for source in (name, brain):
        assert {topic.name: count for topic, count in source.asked.items()} == dict.fromkeys(NAMES, 1)
    assert brain.most_in_flight <= LOADERS
    # Work is pulled, never pushed: a hundred batches do not lie in inboxes.
    assert max(name.fullest, brain.fullest) <= 4 * LOADERS
    assert (letters.counts(), given_up) == ({}, [])
