"""PollClock: when each provider's turn is; spread by a hash of its name, so that a fleet is not asked in one burst."""

import hashlib

import attrs

FIRST_POLLS_PER_SECOND = 400
"""How fast a large fleet is asked for the first time; 20 providers all start within 50 ms."""


@attrs.frozen
class PollClock:
    """The rhythm of the polls; all results are in seconds."""

    interval_seconds: float

    def first_delay(self, name: str, fleet_size: int) -> float:
        """How long a new provider waits for its first poll."""
        return min(self.interval_seconds, fleet_size / FIRST_POLLS_PER_SECOND) * _share(name)

    def moved_delay(self, name: str) -> float:
        """How long a provider waits when the rhythm became faster; spread again, else a fleet would move as one."""
        return self.interval_seconds * _share(name)

    def next_delay(
        self, name: str, polls_done: int, poll_took_seconds: float, retry_after_seconds: float | None
    ) -> float:
        """How long to wait after a poll has ended.

        Counted from the poll's start, so that a slow provider is not polled less often; only the second poll is moved,
        which spreads the fleet over the interval for good. A wish to be left alone (Retry-After) is honoured.
        """
        pause = self.interval_seconds
        if polls_done == 1:
            pause *= 0.5 + _share(name) / 2
        return max(pause - poll_took_seconds, retry_after_seconds or 0.0, 0.0)


def _share(name: str) -> float:
    """A number from 0 to 1 that is always the same for a name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest()) / 2**32
