from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.backoff import Backoff


@given(st.integers(1, 10_000), st.floats(0.0, 1.0))
def test_the_wait_doubles_within_a_fifth_and_ends_at_six_hours(failures, random):
    seconds = Backoff(lambda: random).delay_seconds(failures)

    plain = 30.0 * 2 ** min(failures - 1, 100)
    assert min(0.8 * plain, 21_600.0) <= seconds <= min(1.2 * plain, 21_600.0)


def test_the_spread_reaches_a_fifth_to_both_sides():
    assert [Backoff(lambda at=at: at).delay_seconds(3) for at in (0.0, 0.5, 1.0)] == [96.0, 120.0, 144.0]


def test_the_sixth_failure_is_the_last_one():
    assert [Backoff(lambda: 0.5).gives_up(failures) for failures in range(4, 8)] == [False, False, True, True]
