"""An exception costs the message, never the actor; what a former life began never reaches the next one."""

import pytest
from structlog.testing import capture_logs

from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.parrot import Break, Parrot, Say, SayLater, WhatWasSaid, WorkOn


@pytest.fixture
def setting():
    return ActorSetting()


@pytest.fixture
def address(setting):
    return setting.address("parrot")


@pytest.fixture
def parrot(setting, address):
    with capture_logs():
        return Parrot(address, setting.surroundings)


async def nothing():
    return "nothing"


async def breaking():
    raise LookupError("broken work")


def tell(parrot, address, *messages):
    """Deliver messages one by one; the log events meanwhile."""
    with capture_logs() as logs:
        for message in messages:
            address.tell(message)
            deliver(parrot)
    return logs


def test_messages_are_handled_in_their_order(parrot, address):
    tell(parrot, address, Say("a"), Say("b"))
    assert parrot.heard == ["a", "b"]


def test_a_crash_drops_the_message_and_resets_the_state(parrot, address, setting):
    logs = tell(parrot, address, Say("a"), Break(ValueError()), Say("b"))
    assert parrot.heard == ["b"]
    assert parrot.resets == 1
    assert setting.restarted == ["parrot"]
    assert setting.given_up == []
    assert [(log["event"], log["message"], log["actor"]) for log in logs] == [("actor_restarted", "Break", "parrot")]


def test_the_backlog_survives_a_crash(parrot, address):
    with capture_logs():
        for message in (Say("a"), Break(ValueError()), Say("b"), Say("c")):
            address.tell(message)
        assert deliver(parrot) == 4
    assert parrot.heard == ["b", "c"]


def test_the_log_names_the_exception_that_broke_it(parrot, address):
    error = ValueError("why")
    (log,) = tell(parrot, address, Break(error))
    assert log["exc_info"] is error
    assert log["log_level"] == "error"


def test_a_request_that_breaks_the_handler_only_fails_its_asker(parrot, address, setting):
    reply, error = FakeMailbox(), KeyError("x")
    logs = tell(parrot, address, Say("a"), WhatWasSaid(reply, error))
    assert (reply.answers, reply.errors) == ([], [error])
    assert (parrot.heard, parrot.resets, setting.restarted) == (["a"], 0, [])
    assert [log["event"] for log in logs] == ["request_failed"]


def test_failing_requests_never_end_the_service(parrot, address, setting):
    tell(parrot, address, *[WhatWasSaid(FakeMailbox(), KeyError())] * 50)
    assert setting.given_up == []


def test_a_request_is_answered(parrot, address):
    reply = FakeMailbox()
    tell(parrot, address, Say("a"), WhatWasSaid(reply))
    assert reply.answer == ("a",)


def test_five_crashes_within_a_minute_are_survived(parrot, address, setting):
    tell(parrot, address, *[Break(ValueError())] * 5)
    assert (parrot.resets, setting.given_up) == (5, [])


def test_the_sixth_crash_within_a_minute_ends_the_service(parrot, address, setting):
    logs = tell(parrot, address, *[Break(ValueError())] * 6)
    assert setting.given_up == ["parrot"]
    assert [log["event"] for log in logs][-2:] == ["actor_restarted", "actor_gave_up"]


def test_crashes_of_more_than_a_minute_ago_are_forgotten(parrot, address, setting):
    for _ in range(20):
        tell(parrot, address, Break(ValueError()))
        setting.clock.advance(12)
    assert setting.given_up == []


def test_a_wall_clock_that_jumps_does_not_count_crashes_wrong(parrot, address, setting):
    for _ in range(6):
        tell(parrot, address, Break(ValueError()))
        setting.clock.jump(3_600)
    assert setting.given_up == ["parrot"]


def test_an_actor_that_cannot_reset_gives_up(setting, address):
    with capture_logs() as logs:
        parrot = Parrot(address, setting.surroundings, broken_reset=RuntimeError("no source"))
    logs = tell(parrot, address, Break(ValueError()))
    assert setting.given_up == ["parrot"]
    assert logs[-1] == {"event": "actor_gave_up", "error": "RuntimeError", "actor": "parrot", "log_level": "critical"}


def test_the_first_thing_done_is_begin(parrot):
    begin(parrot)
    assert (parrot.began, parrot.resets) == (1, 0)


def test_a_broken_begin_is_a_crash_like_any_other(setting, address):
    with capture_logs() as logs:
        parrot = Parrot(address, setting.surroundings, broken_begin=OSError())
        begin(parrot)
    assert (parrot.resets, setting.restarted, setting.given_up) == (1, ["parrot"], [])
    tell(parrot, address, Say("a"))
    assert parrot.heard == ["a"]
    assert [log["event"] for log in logs] == ["actor_restarted"]


# ---- timers


def test_a_timer_comes_back_as_a_message(parrot, address, setting):
    tell(parrot, address, SayLater(5, Say("late")))
    assert [timer.delay for timer in setting.door.timers] == [5]
    setting.clock.advance(4.9)
    setting.settle(parrot)
    assert parrot.heard == []
    setting.clock.advance(0.2)
    setting.settle(parrot)
    assert parrot.heard == ["late"]


def test_a_timer_that_was_called_off_is_never_delivered(parrot, address, setting):
    tell(parrot, address, SayLater(5, Say("late")))
    parrot.handles[0].cancel()
    (timer,) = setting.door.timers
    assert timer.cancelled
    timer.fire()  # it had fired on the loop already when it was called off here
    deliver(parrot)
    assert parrot.heard == []


def test_a_timer_that_fired_but_was_called_off_before_its_turn_is_not_delivered(parrot, address, setting):
    tell(parrot, address, SayLater(5, Say("late")))
    setting.door.timers[0].fire()
    parrot.handles[0].cancel()
    deliver(parrot)
    assert parrot.heard == []


def test_calling_off_twice_or_too_late_does_nothing(parrot, address, setting):
    tell(parrot, address, SayLater(5, Say("late")))
    setting.door.timers[0].fire()
    deliver(parrot)
    for _ in range(2):
        parrot.handles[0].cancel()
    assert parrot.heard == ["late"]


def test_a_timer_is_delivered_once(parrot, address, setting):
    tell(parrot, address, SayLater(5, Say("late")))
    for _ in range(2):
        setting.door.timers[0].fire()
    deliver(parrot)
    assert parrot.heard == ["late"]


def test_a_crash_calls_off_the_timers_of_this_life(parrot, address, setting):
    tell(parrot, address, SayLater(5, Say("of the former life")), Break(ValueError()), SayLater(5, Say("of this life")))
    former, present = setting.door.timers
    assert (former.cancelled, present.cancelled) == (True, False)
    former.fire()
    present.fire()
    deliver(parrot)
    assert parrot.heard == ["of this life"]


def test_a_message_that_crashes_later_is_logged_by_its_own_name(parrot, address, setting):
    tell(parrot, address, SayLater(5, Break(ValueError())))
    setting.door.timers[0].fire()
    with capture_logs() as logs:
        deliver(parrot)
    assert [(log["event"], log["message"]) for log in logs] == [("actor_restarted", "Break")]


# ---- work on the loop


def test_the_result_of_work_comes_back_as_a_message(parrot, address, setting):
    tell(parrot, address, WorkOn(nothing()))
    assert parrot.heard == []
    setting.settle(parrot)
    assert parrot.heard == ["nothing"]


def test_work_that_raises_is_a_crash(parrot, address, setting):
    tell(parrot, address, Say("a"), WorkOn(breaking()))
    with capture_logs() as logs:
        setting.settle(parrot)
    assert (parrot.heard, parrot.resets, setting.restarted) == ([], 1, ["parrot"])
    assert isinstance(logs[0]["exc_info"], LookupError)


def test_a_crash_cancels_the_work_of_this_life(parrot, address, setting):
    tell(parrot, address, WorkOn(nothing()), Break(ValueError()))
    assert setting.door.works[0].cancelled
    assert setting.door.pending_works == []


@pytest.mark.parametrize("end", [lambda work: work.finish("late"), lambda work: work.fail(ValueError("late"))])
def test_a_late_outcome_of_a_former_life_is_forgotten(end, parrot, address, setting):
    tell(parrot, address, WorkOn(nothing()), Break(ValueError()), WorkOn(nothing()))
    end(setting.door.works[0])
    deliver(parrot)
    assert (parrot.heard, parrot.resets) == ([], 1)
    setting.settle(parrot)
    assert parrot.heard == ["nothing"]


def test_an_outcome_that_waits_in_the_inbox_while_the_actor_crashes_is_forgotten(parrot, address, setting):
    tell(parrot, address, WorkOn(nothing()))
    address.tell(Break(ValueError()))
    setting.door.works[0].finish("late")
    with capture_logs():
        deliver(parrot)
    assert parrot.heard == []


def test_work_that_was_called_off_is_cancelled_and_its_outcome_dropped(parrot, address, setting):
    tell(parrot, address, WorkOn(nothing()))
    parrot.handles[0].cancel()
    assert setting.door.works[0].cancelled
    setting.door.works[0].finish("late")
    deliver(parrot)
    assert parrot.heard == []


def test_the_end_of_an_actor_calls_everything_off(parrot, address, setting):
    tell(parrot, address, WorkOn(nothing()), SayLater(5, Say("late")))
    parrot.on_stop()
    assert setting.door.works[0].cancelled
    assert setting.door.timers[0].cancelled


def test_a_door_to_a_closed_loop_breaks_nothing_at_the_end(parrot, address, setting):
    class Closed:
        def cancel(self):
            raise RuntimeError("Event loop is closed")

    setting.door.later = lambda _delay, _call: Closed()
    tell(parrot, address, SayLater(5, Say("late")))
    parrot.on_stop()
