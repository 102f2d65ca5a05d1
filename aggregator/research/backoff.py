"""Backoff: how long what failed has to wait, and when it is given up."""

from collections.abc import Callable

import attrs


@attrs.frozen
class Backoff:
    """`first_seconds` × 2ⁿ, spread by ± `spread`, at most `longest_seconds`; given up after `attempts`.

    `random` gives numbers from 0 to 1; the spread keeps many that failed together from coming back together.
    """

    random: Callable[[], float]
    first_seconds: float = 30.0
    longest_seconds: float = 21_600.0
    spread: float = 0.2
    attempts: int = 6

    def delay_seconds(self, failures: int) -> float:
        """How long to wait after the `failures`-th failure in a row (from 1)."""
        plain = self.first_seconds * 2 ** min(failures - 1, 40)
        return float(min(plain * (1 + self.spread * (2 * self.random() - 1)), self.longest_seconds))

    def gives_up(self, failures: int) -> bool:
        """Whether that was the last try."""
        return failures >= self.attempts
