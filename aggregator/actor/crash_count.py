"""CrashCount: when restarting an actor stops to make sense."""

import attrs

MOST_CRASHES = 5
WINDOW_SECONDS = 60.0


@attrs.frozen
class CrashCount:
    """The moments (monotonic seconds) of the crashes within the last minute."""

    moments: tuple[float, ...] = ()

    def crashed(self, now: float) -> "CrashCount":
        """One more, and those that are too long ago forgotten."""
        return CrashCount((*(moment for moment in self.moments if now - moment < WINDOW_SECONDS), now))

    @property
    def is_too_much(self) -> bool:
        """More than 5 in 60 s: whatever breaks it will break it again."""
        return len(self.moments) > MOST_CRASHES
