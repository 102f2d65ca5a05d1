"""More than five crashes within sixty seconds are too many."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.actor.crash_count import MOST_CRASHES, WINDOW_SECONDS, CrashCount


@given(st.lists(st.floats(0, 100), max_size=30))
def test_it_counts_the_crashes_of_the_last_minute(pauses):
    count, now, moments = CrashCount(), 0.0, []
    for pause in pauses:
        now += pause
        moments.append(now)
        count = count.crashed(now)
        assert count.is_too_much == (sum(now - moment < WINDOW_SECONDS for moment in moments) > MOST_CRASHES)


def test_it_keeps_no_more_than_it_needs():
    count = CrashCount()
    for second in range(0, 10_000, 15):
        count = count.crashed(second)
    assert len(count.moments) == 4
