"""Clock: what time it is, for people and for intervals."""

import time
from typing import Protocol

import attrs


@attrs.frozen
class Moment:
    """Now, on both clocks, in seconds: `wall` since 1970 (UTC), `monotonic` since some moment."""

    wall: float
    monotonic: float


class Clock(Protocol):
    """Two clocks: only the first can jump, only the second measures."""

    def wall_seconds(self) -> float:
        """Seconds since 1970 (UTC)."""
        ...

    def monotonic_seconds(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def now(self) -> Moment:
        """Both at once."""
        ...


class SystemClock:
    """The machine's clocks."""

    def wall_seconds(self) -> float:
        """See Clock."""
        return time.time()

    def monotonic_seconds(self) -> float:
        """See Clock."""
        return time.monotonic()

    def now(self) -> Moment:
        """See Clock."""
        return Moment(time.time(), time.monotonic())
