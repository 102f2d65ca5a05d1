"""Calendar: the store's own count of days, which a clock that jumps does not run away with."""

import attrs

SECONDS_A_DAY = 86_400
LONGEST_STEP_DAYS = 30
"""A clock that moved by more since it was last looked at is believed so far and no further."""


@attrs.frozen
class Calendar:
    """`day` counts from 1; `wall_day` is what the wall clock said when it was last looked at.

    A service that slept for a year, and a machine that starts with a battery gone flat, look the same from inside. So a
    jump counts as a month at most, forwards as backwards: knowledge that nobody uses is dropped later than it might be,
    but never because of one wrong clock.
    """

    day: int
    wall_day: int

    @classmethod
    def begun(cls, wall_seconds: float) -> "Calendar":
        """The first day."""
        return cls(1, int(wall_seconds // SECONDS_A_DAY))

    def at(self, wall_seconds: float) -> "Calendar":
        """Today; the same object while the day is the same."""
        today = int(wall_seconds // SECONDS_A_DAY)
        if today == self.wall_day:
            return self
        step = max(-LONGEST_STEP_DAYS, min(LONGEST_STEP_DAYS, today - self.wall_day))
        return Calendar(self.day + step, today)
