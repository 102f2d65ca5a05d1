from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.pause import Pause


def test_without_a_failure_nothing_is_held_back():
    assert not Pause().holds(0.0)
    assert not Pause().is_being_tested


def test_pauses_double_up_to_a_minute():
    pause, now, lengths = Pause(), 100.0, []
    for _ in range(9):
        pause = pause.begun("away", now, None)
        lengths.append(pause.until - now)
        now = pause.until

    assert lengths == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


def test_a_source_may_be_away_for_months():
    pause, now = Pause(), 0.0
    for _ in range(100_000):
        pause = pause.begun("away", now, None)
        now = pause.until

    assert pause.until <= 60.0 * 100_000


@given(st.floats(0.0, 3600.0))
def test_a_longer_wish_of_the_source_is_granted(retry_after):
    pause = Pause().begun("busy", 100.0, retry_after)

    assert pause.until == 100.0 + max(1.0, retry_after)


def test_tries_that_were_under_way_at_the_same_time_count_as_one():
    pause = Pause().begun("away", 100.0, None)

    assert pause.begun("away", 100.5, None) is pause


def test_a_lifted_pause_does_not_know_whether_the_source_is_back():
    pause = Pause().begun("away", 100.0, 50.0).lifted()

    assert (pause.holds(100.0), pause.is_being_tested) == (False, True)
    assert pause.begun("away", 100.0, None).until == 102.0


def test_any_answer_ends_it():
    assert Pause().begun("away", 100.0, None).ended() == Pause()
