"""A provider that comes and goes all the time is spoken of once a minute at most."""

from aggregator.discovery.flapping import PAUSE_SECONDS, WINDOW_SECONDS, Flapping


def after_changes(count, seconds_apart=1.0):
    flapping, now = Flapping(), 0.0
    for _ in range(count):
        now += seconds_apart
        flapping = flapping.changed(now).told(now)
    return flapping, now


def test_the_first_four_changes_are_told_at_once():
    flapping, now = after_changes(4)
    assert not flapping.holds_back(now)


def test_from_the_fifth_change_within_ten_minutes_on_one_is_told_a_minute():
    flapping, now = after_changes(4)
    flapping = flapping.changed(now + 1)
    assert flapping.holds_back(now + 1)
    assert not flapping.holds_back(now + PAUSE_SECONDS)


def test_rare_changes_are_never_held_back():
    flapping, now = after_changes(50, seconds_apart=WINDOW_SECONDS / 3)
    assert not flapping.changed(now + 1).holds_back(now + 1)


def test_old_changes_are_forgotten():
    flapping, _now = after_changes(1_000, seconds_apart=WINDOW_SECONDS / 4)
    assert len(flapping.changes) <= 5
