"""The lane by example: the cases of Kubernetes' work queue by name and meaning, and what ours does beyond them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.research_status import ResearchState, ResearchStatus
from aggregator.data.subject import Subject
from aggregator.research.backoff import Backoff
from aggregator.research.lane import History, Lane
from tests.research.leaks import left_over

NOW = 1000.0
A, B, C, D = (Subject(name) for name in "abcd")


def lane_with(*topics, batch_size=2, concurrency=9):
    lane = Lane(batch_size, concurrency, Backoff(lambda: 0.5))
    for topic in topics:
        lane.add(topic, NOW)
    return lane


def drain(lane, now=NOW):
    """Take and answer everything that can be taken; the batches."""
    batches = []
    while lane.can_take(now):
        number = -1 - len(batches)
        batches.append(lane.take(number, now))
        lane.answered(number, batches[-1], now)
    return batches


def fail_alone(lane, topic, now=NOW):
    """The next batch is this topic's alone, and fails."""
    assert lane.take(77, now) == (topic,)
    lane.failed(77, "it broke", now)


# ── as Kubernetes' queue_test.go ──────────────────────────────────────────────────────────────────────────────────────


def test_add_while_processing_does_not_buy_a_second_question():
    # Here we differ from Kubernetes, which processes the item once more: our work costs money.
    lane = lane_with(A)
    lane.take(1, NOW)

    lane.add(A, NOW)

    assert not lane.can_take(NOW)
    lane.answered(1, {A}, NOW)
    assert drain(lane) == []


def test_collapse():
    assert drain(lane_with(A, A, A)) == [(A,)]


def test_collapse_while_processing():
    lane = lane_with(A)
    lane.take(1, NOW)

    lane.ask_again(A, NOW)
    lane.ask_again(A, NOW)
    lane.answered(1, {A}, NOW)

    assert drain(lane) == [(A,)]


def test_reinsert():
    lane = lane_with(A)
    assert drain(lane) == [(A,)]

    lane.add(A, NOW)

    assert drain(lane) == [(A,)]


def test_deduping():
    lane = lane_with(A, B, C, A, B)

    assert drain(lane) == [(A, B), (C,)]


def test_deduping_of_what_was_asked_for_many_times():
    lane = lane_with(A, B)
    for _ in range(1000):
        lane.ask_again(B, NOW)

    assert len(lane._first) == 1
    assert drain(lane) == [(B,), (A,)]


def test_drainage_goes_on_until_what_is_in_flight_has_come_back():
    lane = lane_with(A, B, C)
    lane.take(1, NOW)
    assert drain(lane) == [(C,)]
    assert lane.oldest() == NOW

    lane.failed(1, "it broke", NOW)

    assert drain(lane) == [(A,), (B,)]
    assert lane.oldest() is None


def test_garbage_collection():
    lane = lane_with(A, B, C, D)
    lane.take(1, NOW)
    lane.failed(1, "it broke", NOW)  # two groups
    lane.take(2, NOW)
    lane.failed(2, "it broke", NOW)  # one delayed
    lane.take(3, NOW)  # one in flight
    lane.ask_again(A, NOW)
    lane.ask_again(C, NOW)
    for topic in (A, B, C, D):
        lane.remove(topic)

    lane.answered(3, {B}, NOW)

    assert left_over(lane) == {}


def test_garbage_collection_of_alarms_that_are_set_and_called_off_for_ever():
    lane = lane_with(A, B, batch_size=1)
    for number in range(2000):
        lane.ask_again(A, NOW)
        lane.take(number, NOW)
        lane.failed(number, "it broke", NOW + number)

    assert len(lane._delayed._heap) < 100


# ── order ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_go_first_but_for_those_that_came_back():
    lane = lane_with(A, B, C, D)
    lane.take(1, NOW)
    lane.add(Subject("e"), NOW)

    lane.returned(1)

    assert drain(lane) == [(A, B), (C, D), (Subject("e"),)]


def test_a_topic_that_left_its_group_and_came_anew_stands_at_the_end_of_the_line():
    lane = lane_with(A, B, C)
    lane.take(1, NOW)
    lane.returned(1)

    lane.remove(A)
    lane.add(A, NOW)

    assert drain(lane) == [(B,), (C, A)]


def test_what_is_asked_again_goes_before_all_others():
    lane = lane_with(A, B, C)

    lane.ask_again(C, NOW)

    assert drain(lane) == [(C,), (A, B)]


# ── failures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_topic_whose_companion_was_removed_in_flight_is_not_blamed_for_the_batch():
    lane = lane_with(A, B)
    lane.take(1, NOW)
    lane.remove(B)

    lane.failed(1, "it broke", NOW)

    assert lane.status(A, NOW) == ResearchStatus(ResearchState.QUEUED)
    assert drain(lane) == [(A,)]


def test_an_answer_that_leaves_some_out_is_asked_for_those_alone():
    lane = lane_with(A, B, C, batch_size=3)
    lane.take(1, NOW)

    lane.answered(1, {B}, NOW)

    assert lane.take(2, NOW) == (A, C)


def test_a_topic_that_no_answer_ever_names_waits_in_the_end():
    lane = lane_with(A, B)
    lane.take(1, NOW)
    lane.answered(1, {B}, NOW)
    lane.take(2, NOW)
    lane.answered(2, {B}, NOW)

    status = lane.status(A, NOW)
    assert (status.state, status.attempts, status.next_try) == (ResearchState.QUEUED, 1, NOW + 30)
    assert status.last_error == "the answer says nothing about it"


def test_after_six_attempts_a_topic_is_parked_until_somebody_asks():
    lane, now = lane_with(A), NOW
    for number in range(6):
        now = lane.next_moment(now) or now
        lane.take(number, now)
        lane.failed(number, "it broke", now)

    assert lane.status(A, now) == ResearchStatus(ResearchState.PARKED, 6, "it broke")
    lane.add(A, now)
    assert (lane.can_take(now), lane.next_moment(now)) == (False, None)

    lane.ask_again(A, now)
    assert lane.status(A, now) == ResearchStatus(ResearchState.QUEUED, 6, "it broke")
    assert lane.take(7, now) == (A,)
    lane.failed(7, "it broke again", now)
    assert lane.status(A, now) == ResearchStatus(ResearchState.PARKED, 7, "it broke again")
    lane.ask_again(A, now)
    assert drain(lane, now) == [(A,)]
    assert lane.status(A, now) == ResearchStatus(ResearchState.DONE, 8)


def test_whoever_was_answered_begins_to_count_anew_when_asked_again():
    lane = lane_with(A)
    drain(lane)
    lane.ask_again(A, NOW)
    fail_alone(lane, A)
    assert lane.status(A, NOW).attempts == 1


def test_a_removed_topic_is_dropped_when_its_failure_comes_back():
    lane = lane_with(A)
    lane.take(1, NOW)
    lane.remove(A)

    lane.failed(1, "it broke", NOW)

    assert A not in lane
    assert lane.next_moment(NOW) is None


@given(st.integers(1, 40), st.integers(1, 16), st.data())
def test_halving_ends_with_the_poisonous_ones_alone_and_all_others_answered(count, batch_size, data):
    topics = [Subject(str(number)) for number in range(count)]
    poison = data.draw(st.sets(st.sampled_from(topics)))
    lane, answered, calls = lane_with(*topics, batch_size=batch_size, concurrency=1), [], 0
    while batch := lane.take(calls, NOW):
        if poison.intersection(batch):
            lane.failed(calls, "poison", NOW)
        else:
            answered += batch
            lane.answered(calls, batch, NOW)
        calls += 1

    assert sorted(answered) == sorted(set(topics) - poison)
    assert all(lane.status(topic, NOW).next_try == NOW + 30 for topic in poison)
    # For each poisonous one at most all steps of the halving, and of each step the other half too.
    assert calls <= -(-count // batch_size) + len(poison) * 2 * batch_size.bit_length()


# ── a source that is away ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unavailable_source_is_no_fault_of_the_models():
    lane = lane_with(A, B, C)
    lane.take(1, NOW)

    lane.unavailable(1, "nobody there", NOW)

    assert not lane.can_take(NOW)
    assert lane.next_moment(NOW) == NOW + 1
    assert lane.status(A, NOW) == ResearchStatus(ResearchState.QUEUED, 0, "nobody there", NOW + 1)
    assert lane.take(2, NOW + 1) == (A, B)


def test_one_batch_alone_tries_whether_the_source_is_back():
    lane = lane_with(A, B, C, D)
    lane.take(1, NOW)
    lane.unavailable(1, "nobody there", NOW)

    assert lane.take(2, NOW + 1) == (A, B)
    assert not lane.can_take(NOW + 1)
    lane.answered(2, {A, B}, NOW + 1)
    assert lane.can_take(NOW + 1)


def test_who_asks_again_does_not_wait_for_the_pause_but_tries_alone():
    lane = lane_with(A, B, C, D)
    lane.take(1, NOW)
    lane.unavailable(1, "nobody there", NOW, 600.0)

    lane.ask_again(D, NOW)

    assert lane.take(2, NOW) == (D,)
    assert not lane.can_take(NOW)


def test_others_need_not_wait_for_a_source_that_is_away():
    lane = lane_with(A)
    assert not lane.is_settled(A, NOW)
    lane.take(1, NOW)
    assert not lane.is_settled(A, NOW)

    lane.unavailable(1, "nobody there", NOW)

    assert lane.is_settled(A, NOW)


# ── lives ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_to_a_former_life_saves_the_question():
    lane = lane_with(A, B)

    lane.answered(-1, {A}, NOW)

    assert drain(lane) == [(B,)]


@pytest.mark.parametrize("outcome", ["failed", "unavailable"])
def test_a_failure_of_a_former_life_changes_nothing(outcome):
    lane = lane_with(A)

    getattr(lane, outcome)(-1, "it broke", NOW)

    assert lane.status(A, NOW) == ResearchStatus(ResearchState.QUEUED)
    assert lane.can_take(NOW)


def test_a_topic_for_which_the_source_plays_dead_stands_alone_in_the_end_and_others_are_answered():
    lane, now, answered = lane_with(A, B, C, D, batch_size=4), NOW, []
    for number in range(40):
        now = max([now, lane.next_moment(now) or now])
        batch = lane.take(number, now)
        if B in batch:
            lane.unavailable(number, "HTTP 503", now)
        elif batch:
            lane.answered(number, batch, now)
            answered += batch
    assert set(answered) == {A, C, D}
    status = lane.status(B, now)
    assert (status.state, status.attempts, status.last_error) == (ResearchState.PARKED, 6, "HTTP 503")


def test_a_source_that_is_away_for_a_day_blames_nobody():
    lane, now = lane_with(A, B, C, D, batch_size=4), NOW
    for number in range(1_000):
        now = max([now, lane.next_moment(now) or now])
        if lane.take(number, now):
            lane.unavailable(number, "nobody there", now)
    assert {lane.status(topic, now).attempts for topic in (A, B, C, D)} == {0}
    batches = drain(lane, now + 60)
    assert sorted(topic.name for batch in batches for topic in batch) == ["a", "b", "c", "d"]


def test_what_failed_before_a_restart_waits_on():
    lane = lane_with()
    lane.restore(A, History(3, "it broke"), NOW + 50, NOW)
    lane.restore(B, History(6, "it broke"), None, NOW)

    assert lane.status(A, NOW) == ResearchStatus(ResearchState.QUEUED, 3, "it broke", NOW + 50)
    assert lane.status(B, NOW) == ResearchStatus(ResearchState.PARKED, 6, "it broke")
    assert (lane.trial(A), lane.trial(B), lane.trial(C)) == (
        (History(3, "it broke"), NOW + 50),
        (History(6, "it broke"), None),
        None,
    )
    assert drain(lane, NOW + 50) == [(A,)]


def test_what_was_queued_already_is_not_overtaken_by_the_memory_of_its_failure():
    lane = lane_with(A)

    lane.restore(A, History(6, "it broke"), None, NOW)

    assert drain(lane) == [(A,)]


def test_a_new_lane_remembers_who_failed_with_the_former_one():
    former = lane_with(A, C, batch_size=1)
    former.restore(B, History(6, "it broke"), None, NOW)
    fail_alone(former, A)
    due = former.status(A, NOW).next_try
    lane = lane_with()
    lane.remember(former)
    for topic in (A, B, C):
        lane.add(topic, NOW)

    assert lane.status(A, NOW) == ResearchStatus(ResearchState.QUEUED, 1, "it broke", due)
    assert lane.status(B, NOW) == ResearchStatus(ResearchState.PARKED, 6, "it broke")
    assert lane.oldest() == former.oldest()
    assert drain(lane) == [(C,)]


def test_a_new_lane_leaves_a_source_alone_for_as_long_as_the_former_one_was_told_to():
    former = lane_with(A)
    former.take(1, NOW)
    former.unavailable(1, "HTTP 429", NOW, retry_after_seconds=500.0)
    lane = lane_with()
    lane.remember(former)
    lane.add(A, NOW)

    assert not lane.can_take(NOW + 499)
    assert drain(lane, NOW + 500) == [(A,)]


def test_who_waits_after_a_failure_has_waited_since_it_came():
    lane = lane_with(A)
    fail_alone(lane, A)

    assert lane.oldest() == NOW
    lane.take(9, lane.status(A, NOW).next_try)
    assert lane.oldest() == NOW
    lane.answered(9, {A}, NOW + 100)
    assert lane.oldest() is None


def test_a_new_lane_takes_over_what_is_in_flight():
    former = lane_with(A, B, C)
    former.take(1, NOW)
    former.remove(B)
    lane = lane_with(concurrency=1)
    lane.take_over(former)
    for topic in (A, C):
        lane.add(topic, NOW)

    assert not lane.can_take(NOW)  # the batch of the former one counts
    lane.failed(1, "it broke", NOW)

    assert drain(lane) == [(A,), (C,)]
