"""The StoreActor while the disk is well, refuses, and comes back, and while the engine breaks."""

import pytest
from structlog.testing import capture_logs

from aggregator.data.records import Memory, RowTold
from aggregator.data.store_state import StoreState
from aggregator.messages import ChangesKept, GetStoreState, Keep, Kept, Recall, Recalled, TryToWrite, WriteCall
from aggregator.store import store_actor
from aggregator.store.store_actor import RETRY_SECONDS, StoreActor
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.engine import FakeEngine
from tests.fakes.mailbox import FakeMailbox
from tests.store.kept_records import BEGUN, LEARNT, TOLD, TRIAL, change

A, B, C = (RowTold((name, "desk"), {"name": name}) for name in "abc")
BROKEN = ValueError("broken on purpose")


class StoreStage:
    """A StoreActor that was never started, with all it needs; a message is handled as soon as it is told."""

    def __init__(self):
        self.setting = ActorSetting()
        self.engine = FakeEngine()
        self.order = []
        self.streams = FakeMailbox("streams")
        self.sender = FakeMailbox("sender")
        self.address = self.setting.address("store")
        self.actor = StoreActor(self.address, self.setting.surroundings, self.engine, self.streams, "some.db")
        begin(self.actor)

    def tell(self, message):
        self.address.tell(message)
        deliver(self.actor)

    def keep(self, *records, ticket=1):
        self.tell(Keep(records, self.sender, ticket))

    def write_call(self):
        reply = FakeMailbox()
        self.tell(WriteCall(BEGUN, reply))
        return reply

    def state(self):
        reply = FakeMailbox()
        self.tell(GetStoreState(reply))
        return reply.answer

    def recall(self):
        to = FakeMailbox()
        self.tell(Recall(to))
        (recalled,) = to.messages
        assert isinstance(recalled, Recalled)
        return recalled.memory

    def told_changes(self):
        assert all(isinstance(message, ChangesKept) for message in self.streams.messages)
        return [each for message in self.streams.messages for each in message.changes]

    def pass_seconds(self, seconds):
        self.setting.clock.advance(seconds)
        self.setting.settle(self.actor)

    def retry(self):
        self.pass_seconds(RETRY_SECONDS)

    @property
    def pending(self):
        return [timer.delay for timer in self.setting.door.pending_timers]


@pytest.fixture
def stage():
    return StoreStage()


# ── as long as all is well ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_kept_is_written_told_and_confirmed(stage):
    stage.keep(LEARNT, change(1), TOLD, ticket=7)

    assert stage.engine.written == [LEARNT, change(1), TOLD]
    assert stage.sender.messages == [Kept(7)]
    assert stage.told_changes() == [change(1)]
    assert stage.pending == []


def test_who_wants_no_confirmation_gets_none(stage):
    stage.tell(Keep((A,)))

    assert stage.engine.written == [A]
    assert stage.setting.restarted == []


def test_the_streams_hear_nothing_of_records_that_are_no_changes(stage):
    stage.keep(A, LEARNT)

    assert stage.streams.messages == []


def test_an_empty_keep_is_confirmed_without_a_write(stage):
    stage.keep(ticket=3)

    assert (stage.engine.attempts, stage.sender.messages) == (0, [Kept(3)])


@pytest.mark.parametrize("trouble", [None, "refuses", "breaks"])
def test_streams_and_sender_hear_of_changes_once_and_only_after_the_attempt_to_write_them(stage, trouble):
    attempts = []
    stage.streams.tell = lambda message: attempts.append(("streams", stage.engine.attempts))
    stage.sender.tell = lambda message: attempts.append(("sender", stage.engine.attempts))
    if trouble == "refuses":
        stage.engine.refuse()
    elif trouble == "breaks":
        stage.engine.trouble = BROKEN

    stage.keep(change(1))
    assert sorted(attempts) == [("sender", 1), ("streams", 1)]

    stage.engine.trouble = None
    stage.retry()
    assert len(attempts) == 2


def test_several_who_recall_share_one_load(stage):
    stage.keep(A, LEARNT)

    first, second = stage.recall(), stage.recall()

    assert first is second
    assert (first.told, first.facts, stage.engine.loads) == ({A.key: A.view}, (LEARNT,), 1)


def test_after_something_was_kept_it_is_loaded_anew(stage):
    assert stage.recall() == Memory(told={})
    stage.keep(A)

    assert stage.recall().told == {A.key: A.view}


# ── the disk refuses ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_keep_is_confirmed_and_its_changes_are_told_while_the_disk_refuses(stage):
    stage.engine.refuse()

    stage.keep(change(1), ticket=1)
    stage.keep(change(2), A, ticket=2)

    assert stage.sender.messages == [Kept(1), Kept(2)]
    assert stage.told_changes() == [change(1), change(2)]
    assert stage.engine.written == []


def test_what_was_refused_is_written_in_order_when_the_disk_is_back_and_told_no_second_time(stage):
    stage.engine.refuse()
    stage.keep(change(1), A)
    stage.keep(B, change(2))
    stage.keep(C)
    stage.engine.trouble = None

    stage.retry()

    assert stage.engine.written == [change(1), A, B, change(2), C]
    assert stage.told_changes() == [change(1), change(2)]
    assert stage.pending == []


def test_it_is_tried_every_5_seconds_for_as_long_as_it_takes(stage):
    stage.engine.refuse()
    stage.keep(A)
    stage.keep(B)

    for number in range(1, 100):
        assert stage.pending == [5.0]
        stage.pass_seconds(5.0)
        assert stage.engine.attempts == 2 + number

    stage.engine.trouble = None
    stage.retry()
    assert stage.engine.written == [A, B]
    assert stage.setting.restarted == []


def test_the_next_keep_brings_what_waits_when_the_disk_is_back_before_the_timer(stage):
    stage.engine.refuse()
    stage.keep(A)
    stage.engine.trouble = None

    stage.keep(B)
    assert stage.engine.written == [A, B]

    stage.retry()
    assert stage.engine.written == [A, B]
    assert stage.pending == []


def test_each_outage_is_logged_once_at_its_begin_and_once_at_its_end(stage):
    with capture_logs() as logs:
        for _outage in range(2):
            stage.engine.refuse()
            stage.keep(A)
            stage.write_call()
            stage.keep(B)
            stage.retry()
            stage.retry()
            stage.engine.trouble = None
            stage.retry()
            stage.keep(C)

    assert [entry["event"] for entry in logs] == ["store_failed", "store_recovered"] * 2
    assert logs[0]["error"] == "the disk is full"


def test_the_state_tells_what_is_wrong_and_how_much_waits(stage):
    assert stage.state() == StoreState("some.db", writable=True, problem=None, waiting=0)

    stage.engine.refuse()
    stage.keep(A, B)
    stage.keep(C)
    assert stage.state() == StoreState("some.db", writable=False, problem="the disk is full", waiting=3)

    stage.engine.trouble = None
    stage.retry()
    assert stage.state() == StoreState("some.db", writable=True, problem=None, waiting=0)


def test_when_too_much_waits_the_oldest_is_given_up_but_never_the_newest(stage, monkeypatch):
    monkeypatch.setattr(store_actor, "MOST_WAITING", 3)
    stage.engine.refuse()
    stage.keep(A, B)
    stage.keep(C)
    stage.keep(LEARNT)
    assert stage.state().waiting == 2

    stage.keep(A, B, C, TRIAL)
    assert stage.state().waiting == 4

    stage.engine.trouble = None
    stage.retry()
    assert stage.engine.written == [A, B, C, TRIAL]


def test_who_recalls_while_records_wait_is_told_of_them_too(stage):
    stage.keep(change(1), A, LEARNT)
    stage.engine.refuse()
    stage.keep(change(2), B, RowTold(A.key, None))

    memory = stage.recall()

    assert (memory.changes, memory.last_seq) == ((change(1), change(2)), 2)
    assert (memory.told, memory.facts) == ({B.key: B.view}, (LEARNT,))


# ── calls to the brain ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_may_go_out_once_it_is_written(stage):
    assert stage.write_call().answer is True
    assert stage.engine.written == [BEGUN]


def test_no_call_may_go_out_while_nothing_can_be_written_and_a_refused_one_is_never_written(stage):
    stage.engine.refuse()
    assert [stage.write_call().answer for _ in range(3)] == [False] * 3
    assert stage.state() == StoreState("some.db", writable=False, problem="the disk is full", waiting=0)

    stage.engine.trouble = None
    assert stage.write_call().answer is True
    assert stage.engine.written == [BEGUN]
    assert stage.state().writable


def test_what_waits_is_written_before_the_next_call(stage):
    stage.engine.refuse()
    stage.keep(A)
    assert stage.write_call().answer is False

    stage.engine.trouble = None
    assert stage.write_call().answer is True
    assert stage.engine.written == [A, BEGUN]
    assert stage.state().waiting == 0


def test_when_the_engine_breaks_on_a_call_only_its_asker_hears_of_it(stage):
    stage.engine.trouble = BROKEN

    reply = stage.write_call()

    assert (reply.messages, reply.errors) == ([], [BROKEN])
    assert stage.setting.restarted == []


# ── the engine breaks ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_keep_is_confirmed_and_its_changes_are_told_when_the_engine_breaks(stage):
    stage.engine.trouble = BROKEN

    stage.keep(change(1), A, ticket=4)

    assert stage.setting.restarted == ["store"]
    assert stage.sender.messages == [Kept(4)]
    assert stage.told_changes() == [change(1)]


def test_a_crash_of_the_actor_loses_nothing(stage):
    stage.engine.refuse()
    stage.keep(A)
    stage.keep(change(1))
    stage.engine.trouble = BROKEN
    stage.keep(B)
    assert stage.setting.restarted == ["store"]
    assert (stage.pending, stage.state().waiting) == ([5.0], 3)

    stage.engine.trouble = None
    stage.retry()

    assert stage.engine.written == [A, change(1), B]
    assert stage.told_changes() == [change(1)]
    assert stage.pending == []


def test_records_that_break_the_engine_again_and_alone_are_given_up_and_all_others_kept(stage):
    stage.engine.poison = B
    stage.engine.refuse()
    for record in (A, B, C):
        stage.keep(record)
    stage.engine.trouble = None

    for _ in range(20):
        stage.retry()
    stage.keep(TRIAL)

    assert stage.engine.written == [A, C, TRIAL]
    assert stage.setting.restarted == ["store"] * 2
    assert stage.setting.given_up == []
    assert stage.state() == StoreState("some.db", writable=True, problem=None, waiting=0)


def test_a_disk_that_refuses_while_a_bad_record_is_sought_loses_nothing(stage):
    stage.engine.trouble = BROKEN
    stage.keep(A)
    stage.engine.refuse()
    stage.keep(B)
    stage.retry()
    assert stage.state().waiting == 2

    stage.engine.trouble = None
    stage.retry()
    assert stage.engine.written == [A, B]


# ── the end ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_at_the_end_what_waits_is_written_and_the_engine_is_closed(stage):
    stage.engine.refuse()
    stage.keep(A)
    stage.keep(B)
    stage.engine.trouble = None

    stage.actor.on_stop()

    assert stage.engine.written == [A, B]
    assert stage.engine.is_closed
    assert stage.pending == []


def test_the_engine_is_closed_even_when_it_refuses_to_the_end(stage):
    stage.engine.refuse()
    stage.keep(A)

    stage.actor.on_stop()

    assert stage.engine.is_closed


def test_the_engine_is_closed_even_when_it_breaks_at_the_end(stage):
    stage.engine.refuse()
    stage.keep(A)
    stage.engine.trouble = BROKEN

    with pytest.raises(ValueError, match="on purpose"):
        stage.actor.on_stop()

    assert stage.engine.is_closed


def test_at_the_end_of_a_store_with_nothing_to_write_nothing_is_written(stage):
    stage.actor.on_stop()

    assert (stage.engine.attempts, stage.engine.is_closed) == (0, True)


def test_a_timer_that_fires_when_all_is_written_does_nothing(stage):
    stage.tell(TryToWrite())

    assert (stage.engine.attempts, stage.pending) == (0, [])
