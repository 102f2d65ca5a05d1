"""FakeClock: time stands still until a test moves it."""

from aggregator.data.clock import Moment


class FakeClock:
    """Both clocks, in seconds."""

    def __init__(self, wall: float = 1_800_000_000.0, monotonic: float = 1_000.0) -> None:
        self.wall = wall
        self.monotonic = monotonic

    def wall_seconds(self) -> float:
        return self.wall

    def monotonic_seconds(self) -> float:
        return self.monotonic

    def now(self) -> Moment:
        return Moment(self.wall, self.monotonic)

    def advance(self, seconds: float) -> None:
        """Time passes."""
        self.wall += seconds
        self.monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self.wall += seconds
