"""KeptLedger between a brain and a store: what can't be written down is not paid for."""

import pytest

from aggregator.brain_calls import BrainCalls
from aggregator.data.records import CallBegun, CallOver
from aggregator.errors import SourceUnavailable
from aggregator.research.sources.brain import KeptLedger, kept_ledger
from aggregator.store.store_actor import StoreActor
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.engine import FakeEngine
from tests.fakes.mailbox import FakeMailbox
from tests.research.sources.brain.scripted_brain import NOW, ScriptedFetch, batch, brain, entry, says


class Store:
    """The mailbox of a real StoreActor, which handles each message as soon as it is told."""

    def __init__(self):
        setting = ActorSetting()
        self.engine = FakeEngine()
        self.address = setting.address("store")
        self.actor = StoreActor(self.address, setting.surroundings, self.engine, FakeMailbox())
        begin(self.actor)

    def tell(self, message):
        self.address.tell(message)
        deliver(self.actor)


class WatchedFetch(ScriptedFetch):
    """Notes what the store held at the moment of each request."""

    def __init__(self, engine):
        super().__init__(says([entry(1, "a", family="alpha")]))
        self.engine = engine
        self.written_before = []

    async def __call__(self, *args, **more):
        self.written_before.append(tuple(self.engine.written))
        return await super().__call__(*args, **more)


@pytest.fixture
def store():
    return Store()


async def test_a_call_is_in_the_store_before_it_goes_out_and_its_end_afterwards(store):
    fetch, question = WatchedFetch(store.engine), batch("a")

    await brain(fetch, KeptLedger(store, "boot", BrainCalls())).research(question)

    topics = tuple(each.topic for each in question.questions)
    begun = CallBegun("boot-7-1", 7, "qwen3:8b", topics, NOW)
    assert fetch.written_before == [(begun,)]
    (over,) = store.engine.of(CallOver)
    assert (over.number, over.outcome, over.tokens_in, over.tokens_out) == ("boot-7-1", "answered", 100, 20)
    assert "alpha" in over.answer


@pytest.mark.parametrize("trouble", ["refuses", "breaks"])
async def test_no_call_goes_out_while_the_store_fails(store, trouble):
    fetch, tally = WatchedFetch(store.engine), BrainCalls()
    source = brain(fetch, KeptLedger(store, "boot", tally))
    store.engine.refuse()
    if trouble == "breaks":
        store.engine.trouble = RuntimeError("broken on purpose")

    for _ in range(3):
        with pytest.raises(SourceUnavailable, match="nothing is paid for"):
            await source.research(batch("a"))
    assert (fetch.requests, tally) == ([], BrainCalls())

    store.engine.trouble = None
    await source.research(batch("a"))
    assert (len(fetch.requests), tally.calls) == (1, 1)
    assert len(store.engine.of(CallBegun)) == 1


async def test_no_call_goes_out_when_the_store_says_nothing(store, monkeypatch):
    monkeypatch.setattr(kept_ledger, "PATIENCE_SECONDS", 0.0)
    fetch = WatchedFetch(store.engine)

    with pytest.raises(SourceUnavailable, match="nothing is paid for"):
        await brain(fetch, KeptLedger(FakeMailbox(), "boot", BrainCalls())).research(batch("a"))

    assert fetch.requests == []


async def test_the_end_of_a_call_that_was_paid_for_waits_for_a_disk_that_fails_meanwhile(store):
    fetch = WatchedFetch(store.engine)
    fetch.replies = [says([entry(1, "a", family="alpha")])]
    ledger = KeptLedger(store, "boot", BrainCalls())
    started = ledger.call_started
    ledger.call_started = lambda call: (started(call), store.engine.refuse())

    await brain(fetch, ledger).research(batch("a"))
    assert store.engine.of(CallOver) == []

    store.engine.trouble = None
    store.actor.on_stop()
    assert [over.outcome for over in store.engine.of(CallOver)] == ["answered"]
