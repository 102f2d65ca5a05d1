"""Knowledge outlives the models it is about by half a year, and no clock that jumps takes it away."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.records import ListingGone, ListingKept
from aggregator.data.subject import Subject
from aggregator.store.sqlite.calendar import LONGEST_STEP_DAYS, SECONDS_A_DAY, Calendar
from aggregator.store.sqlite.recollection import RETENTION_DAYS
from tests.factories import listing
from tests.store import kept_records as kept

LISTED = ListingKept("desk", "http://10.0.0.1", listing("Qwen3:8b"), 1.0)


def live(opened, clock, days, engine=None):
    """A service that is started anew every ten days; the last memory of it."""
    for _ in range(days // 10):
        clock.jump(10 * SECONDS_A_DAY)
        engine = opened()
        memory = engine.load()
        engine.close()
    return memory


def fill(opened, *records):
    engine = opened()
    engine.write(records)
    engine.close()


def test_what_nobody_lists_is_kept_for_half_a_year(opened, clock):
    fill(opened, kept.LEARNT, kept.TRIAL, kept.CACHED)
    memory = live(opened, clock, RETENTION_DAYS)
    assert (memory.facts, memory.trials, memory.cached) == ((kept.LEARNT,), (kept.TRIAL,), (kept.CACHED,))
    memory = live(opened, clock, 10)
    assert (memory.facts, memory.trials, memory.cached) == ((), (), ())


def test_what_is_listed_is_kept_for_good(opened, clock):
    fill(opened, kept.LEARNT, kept.TRIAL, LISTED)
    memory = live(opened, clock, 3 * RETENTION_DAYS)
    assert (memory.facts, memory.trials) == ((kept.LEARNT,), (kept.TRIAL,))


def test_it_grows_old_from_the_day_on_which_it_left_the_last_list(opened, clock):
    for last in (ListingGone("desk"), attrs.evolve(LISTED, listing=listing("other"))):
        fill(opened, kept.LEARNT, LISTED)
        live(opened, clock, 2 * RETENTION_DAYS)
        fill(opened, last)
        assert live(opened, clock, RETENTION_DAYS).facts == (kept.LEARNT,)
        assert live(opened, clock, 10).facts == ()


def test_what_is_learnt_again_is_young_again(opened, clock):
    fill(opened, kept.LEARNT)
    live(opened, clock, 170)
    fill(opened, kept.LEARNT)
    assert live(opened, clock, 170).facts == (kept.LEARNT,)


def test_what_was_told_and_the_journal_know_no_age(opened, clock):
    fill(opened, kept.TOLD, kept.CHANGE)
    memory = live(opened, clock, 2 * RETENTION_DAYS)
    assert (dict(memory.told), memory.changes) == ({kept.TOLD.key: kept.VIEW}, (kept.CHANGE,))


def test_a_clock_that_jumps_once_takes_nothing_away(opened, clock):
    fill(opened, kept.LEARNT)
    for days in (10_000, -20_000, 10_000, -1, 1):
        clock.jump(days * SECONDS_A_DAY)
        engine = opened()
        assert engine.load().facts == (kept.LEARNT,)
        engine.write((kept.TRIAL,))
        engine.close()


def test_what_was_learnt_before_the_clock_was_set_is_not_old(opened, clock):
    clock.wall = 5.0
    fill(opened, attrs.evolve(kept.LEARNT, topic=Subject("early")))
    clock.wall = 1_800_000_000.0
    assert len(opened().load().facts) == 1


@given(st.lists(st.integers(-(10**10), 10**10), max_size=20))
def test_no_look_at_the_clock_moves_the_calendar_by_more_than_a_month(moments):
    calendar = Calendar.begun(0.0)
    for moment in moments:
        after = calendar.at(moment)
        assert abs(after.day - calendar.day) <= LONGEST_STEP_DAYS
        assert after.at(moment) is after
        calendar = after


@given(st.integers(0, 10**10), st.lists(st.integers(1, LONGEST_STEP_DAYS), max_size=20))
def test_days_that_are_lived_through_all_count(begin, steps):
    calendar = Calendar.begun(begin)
    for step in steps:
        begin += step * SECONDS_A_DAY
        calendar = calendar.at(begin)
    assert calendar.day == 1 + sum(steps)
