"""Pause: how long a source that is away is left alone; a pure value."""

import attrs

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
"""A brain that comes back is seen within a minute."""
MOST_DOUBLINGS = 10
"""Far beyond the longest pause; without a bound, a source that is away for a day makes a number that is no float."""


@attrs.frozen
class Pause:
    """`until` is in monotonic seconds; `failures` counts the tries in a row that found nobody, 0 when all is well."""

    until: float = 0.0
    error: str | None = None
    failures: int = 0

    def holds(self, now: float) -> bool:
        """Whether nothing may be sent now."""
        return now < self.until

    @property
    def is_being_tested(self) -> bool:
        """Whether one batch alone should try, because nobody knows yet if the source is back."""
        return self.failures > 0

    def begun(self, error: str, now: float, retry_after_seconds: float | None) -> "Pause":
        """After a try that found nobody; those that were under way at the same time count as one."""
        if self.holds(now):
            return self
        own = min(FIRST_SECONDS * 2 ** min(self.failures, MOST_DOUBLINGS), LONGEST_SECONDS)
        return Pause(now + max(own, retry_after_seconds or 0.0), error, self.failures + 1)

    def lifted(self) -> "Pause":
        """Somebody wants a try now; whether the source is back is as unknown as before."""
        return attrs.evolve(self, until=0.0)

    def ended(self) -> "Pause":
        """After any answer."""
        return Pause()
