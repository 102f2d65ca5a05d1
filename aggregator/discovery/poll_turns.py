"""PollTurns: whose turn it is to be polled: one timer or one poll in flight for each provider, never both."""

from collections.abc import Callable, Iterable

import attrs

from aggregator.actor.loop_door import Cancellable
from aggregator.data.clock import Clock, Moment
from aggregator.discovery.poll_clock import PollClock

Arm = Callable[[float, str], Cancellable]
"""Sets a timer of so many seconds after which it is this provider's turn."""


@attrs.define
class _Turn:
    timer: Cancellable | None = None
    poll: Cancellable | None = None
    due_at: Moment | None = None
    told_to_wait: bool = False
    began_monotonic: float = 0.0
    polls_done: int = 0
    again_at_once: bool = False

    def call_off(self) -> None:
        for each in (self.timer, self.poll):
            if each is not None:
                each.cancel()


class PollTurns:
    """Belongs to one actor, and lives on its thread."""

    def __init__(self, clock: Clock, arm: Arm, interval_seconds: float) -> None:
        self._clock = clock
        self._arm = arm
        self._rhythm = PollClock(interval_seconds)
        self._turns: dict[str, _Turn] = {}

    def meet(self, name: str, fleet_size: int) -> None:
        """A new provider, in a fleet of that size."""
        self._await(name, self._rhythm.first_delay(name, fleet_size))

    def forget(self, name: str) -> None:
        """Call off its timer and its poll."""
        if (turn := self._turns.pop(name, None)) is not None:
            turn.call_off()

    def begin(self, name: str) -> bool:
        """Its turn has come; False when it is not there, or in flight."""
        turn = self._turns.get(name)
        if turn is None or turn.poll is not None:
            return False
        turn.timer, turn.due_at, turn.began_monotonic = None, None, self._clock.monotonic_seconds()
        return True

    def in_flight(self, name: str, poll: Cancellable) -> None:
        """This is its poll, so that it can be called off."""
        self._turns[name].poll = poll

    def ended(self, name: str, retry_after_seconds: float | None) -> bool:
        """Its poll is over, the next one is awaited; False when nothing is known of it (any more)."""
        if (turn := self._turns.get(name)) is None:
            return False
        turn.poll, turn.polls_done = None, turn.polls_done + 1
        turn.told_to_wait = retry_after_seconds is not None
        took = self._clock.monotonic_seconds() - turn.began_monotonic
        delay = self._rhythm.next_delay(name, turn.polls_done, took, retry_after_seconds)
        again_at_once, turn.again_at_once = turn.again_at_once, False
        self._await(name, 0.0 if again_at_once else delay)
        return True

    def now(self, name: str) -> None:
        """Somebody wants it polled now; while it is in flight: once more at once."""
        turn = self._turns[name]
        if turn.poll is not None:
            turn.again_at_once = True  # the answer under way may be older than the wish
        else:
            self._await(name, 0.0)

    def take_interval(self, interval_seconds: float) -> None:
        """The rhythm is another one; who waits for longer than that is moved, but for those who asked to be left."""
        if self._rhythm.interval_seconds == interval_seconds:
            return
        self._rhythm = PollClock(interval_seconds)
        latest = self._clock.monotonic_seconds() + interval_seconds
        for name, turn in self._turns.items():
            turn.polls_done = 0  # the fleet spreads over the new interval
            if turn.due_at is not None and turn.due_at.monotonic > latest and not turn.told_to_wait:
                self._await(name, self._rhythm.moved_delay(name))

    def renew(self, names: Iterable[str]) -> None:
        """After a crash, which called off all timers and polls: arm them anew."""
        former, self._turns = self._turns, {}
        fleet = tuple(names)
        for name in fleet:
            self._await(name, self._delay_after_crash(name, former.get(name), len(fleet)))

    def due_at(self, name: str) -> float | None:
        """When its next poll is, in seconds since 1970 (UTC); None while it is in flight."""
        turn = self._turns.get(name)
        return turn.due_at.wall if turn is not None and turn.due_at is not None else None

    def _await(self, name: str, delay_seconds: float) -> None:
        turn = self._turns.setdefault(name, _Turn())
        if turn.timer is not None:
            turn.timer.cancel()
        turn.timer = self._arm(delay_seconds, name)
        now = self._clock.now()
        turn.due_at = Moment(now.wall + delay_seconds, now.monotonic + delay_seconds)

    def _delay_after_crash(self, name: str, turn: _Turn | None, fleet_size: int) -> float:
        if turn is not None and turn.poll is not None:  # another one's fault: ask again
            return self._rhythm.first_delay(name, fleet_size)
        if turn is None or turn.due_at is None:  # perhaps the one that broke this actor: not at once again
            return self._rhythm.interval_seconds
        return turn.due_at.monotonic - self._clock.monotonic_seconds()
