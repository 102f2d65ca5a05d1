"""Flapping: a provider that comes and goes all the time is spoken of once a minute at most; a pure value."""

import attrs

WINDOW_SECONDS = 600.0
MOST_CHANGES = 4
"""So many changes between well and failing within the window are told at once; what follows is damped."""
PAUSE_SECONDS = 60.0


@attrs.frozen
class Flapping:
    """The latest changes (monotonic seconds), and when the last one was told."""

    changes: tuple[float, ...] = ()
    told_at: float = 0.0

    def changed(self, now: float) -> "Flapping":
        """It began to fail, or recovered."""
        recent = (*(moment for moment in self.changes if now - moment < WINDOW_SECONDS), now)
        return attrs.evolve(self, changes=recent)

    def told(self, now: float) -> "Flapping":
        """A change was told."""
        return attrs.evolve(self, told_at=now)

    def holds_back(self, now: float) -> bool:
        """Whether a change should not be told now."""
        recent = [moment for moment in self.changes if now - moment < WINDOW_SECONDS]
        return len(recent) > MOST_CHANGES and now - self.told_at < PAUSE_SECONDS
