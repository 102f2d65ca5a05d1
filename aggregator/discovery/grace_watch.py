"""GraceWatch: a timer for each failing provider that fires when its grace time ends, however far its next poll is."""

from collections.abc import Callable

from aggregator.actor.loop_door import Cancellable
from aggregator.data.clock import Clock
from aggregator.discovery.provider_life import ProviderLife

Arm = Callable[[float, str], Cancellable]
"""Sets a timer of so many seconds after which the grace time of this provider is over."""


class GraceWatch:
    """Belongs to one actor. A server may have asked to be left alone for an hour, or may hang."""

    def __init__(self, clock: Clock, arm: Arm) -> None:
        self._clock = clock
        self._arm = arm
        self._timers: dict[str, Cancellable] = {}

    def see(self, life: ProviderLife, grace_seconds: float) -> None:
        """So it stands with a provider now; where its grace time is over already, its polls see to the rest."""
        name = life.provider.name
        self.forget(name)
        if life.consecutive_failures and life.listing.models and life.last_ok_monotonic is not None:
            left = life.last_ok_monotonic + grace_seconds - self._clock.monotonic_seconds()
            if left > 0:
                self._timers[name] = self._arm(left, name)

    def forget(self, name: str) -> None:
        """Call its timer off."""
        if (timer := self._timers.pop(name, None)) is not None:
            timer.cancel()
