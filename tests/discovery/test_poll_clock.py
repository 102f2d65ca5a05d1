"""Providers are polled in a steady rhythm, spread over the interval, and left alone when they ask for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.discovery.poll_clock import FIRST_POLLS_PER_SECOND, PollClock

INTERVALS = st.floats(0.1, 3_600)
FLEET = [f"provider-{number}" for number in range(1_000)]


def spread(moments, parts):
    """How many of the moments lie in each part of the time that they take together."""
    longest = max(moments)
    return [sum(longest * n / parts <= each <= longest * (n + 1) / parts for each in moments) for n in range(parts)]


@given(st.text(), INTERVALS, st.integers(1, 5_000))
def test_the_first_poll_comes_soon_and_always_after_the_same_time(name, interval, size):
    delay = PollClock(interval).first_delay(name, size)
    assert 0 <= delay <= min(interval, size / FIRST_POLLS_PER_SECOND)
    assert delay == PollClock(interval).first_delay(name, size)


def test_a_small_fleet_is_asked_at_once():
    assert max(PollClock(60).first_delay(name, 20) for name in FLEET[:20]) <= 0.05


def test_a_large_fleet_is_not_asked_in_one_burst():
    delays = [PollClock(60).first_delay(name, len(FLEET)) for name in FLEET]
    assert min(spread(delays, 10)) > len(FLEET) / 20


def test_the_second_poll_spreads_the_fleet_over_half_an_interval():
    delays = [PollClock(60).next_delay(name, 1, 0, None) for name in FLEET]
    assert 30 <= min(delays) < max(delays) <= 60
    assert min(spread([delay - 30 for delay in delays], 10)) > len(FLEET) / 20


def test_a_faster_rhythm_spreads_the_fleet_over_the_whole_interval():
    delays = [PollClock(5).moved_delay(name) for name in FLEET]
    assert 0 <= min(delays) < max(delays) <= 5
    assert min(spread(delays, 10)) > len(FLEET) / 20


@given(st.text(), INTERVALS, st.integers(2, 1_000), st.floats(0, 10_000))
def test_from_then_on_polls_begin_one_interval_apart_however_long_they_take(name, interval, polls, took):
    delay = PollClock(interval).next_delay(name, polls, took, None)
    assert delay == max(interval - took, 0)


@given(st.text(), INTERVALS, st.integers(1, 1_000), st.floats(0, 10_000), st.floats(0, 3_600))
def test_the_wish_to_be_left_alone_is_honoured(name, interval, polls, took, wish):
    clock = PollClock(interval)
    delay = clock.next_delay(name, polls, took, wish)
    assert delay == max(wish, clock.next_delay(name, polls, took, None))


@pytest.mark.parametrize("polls", [1, 2])
def test_a_short_wish_makes_no_provider_polled_more_often(polls):
    assert PollClock(60).next_delay("desk", polls, 0, 0.0) == PollClock(60).next_delay("desk", polls, 0, None)
