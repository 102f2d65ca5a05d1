"""FakeDoor: timers fire and work runs only when a test says so, on the test's own thread."""

import asyncio
import weakref
from collections.abc import Callable, Coroutine
from typing import Any

from aggregator.actor.loop_door import Done
from tests.fakes.clock import FakeClock


class FakeTimer:
    """`delay` and `call` as given; `due_at` on the monotonic clock."""

    def __init__(self, delay: float, due_at: float, call: Callable[[], None]) -> None:
        self.delay = delay
        self.due_at = due_at
        self.call = call
        self.cancelled = False
        self.fired = False

    @property
    def pending(self) -> bool:
        return not (self.cancelled or self.fired)

    def fire(self) -> None:
        """Fire now, whatever the time; even a cancelled one does, as a timer that was called off a moment too late."""
        self.fired = True
        self.call()

    def cancel(self) -> None:
        self.cancelled = True


class FakeWork:
    """A coroutine that waits for the test to run it, or to end it by hand."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], done: Done, open_ones: list[Any]) -> None:
        self.coroutine = coroutine
        self.done = done
        self.cancelled = False
        self.ended = False
        self._open_ones = open_ones
        open_ones.append(coroutine)

    @property
    def pending(self) -> bool:
        return not (self.cancelled or self.ended)

    def run(self) -> None:
        """Run the coroutine to its end, on a loop of its own, and deliver its outcome."""
        self.ended = True
        self._open_ones.remove(self.coroutine)
        try:
            with asyncio.Runner() as runner:
                result = runner.run(self.coroutine)
        except Exception as error:  # noqa: BLE001 - as LoopDoor does
            self.done(None, error)
        else:
            self.done(result, None)

    def finish(self, result: Any) -> None:
        """End with this result; the coroutine itself never runs. A cancelled one delivers it too late."""
        self._end()
        self.done(result, None)

    def fail(self, error: Exception) -> None:
        """End with this error; the coroutine itself never runs."""
        self._end()
        self.done(None, error)

    def cancel(self) -> None:
        self.cancelled = True
        self._close()

    def _end(self) -> None:
        self.ended = True
        self._close()

    def _close(self) -> None:
        if self.coroutine in self._open_ones:
            self._open_ones.remove(self.coroutine)
            self.coroutine.close()


class FakeDoor:
    """`timers` and `works` hold all that was ever given, in its order."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.timers: list[FakeTimer] = []
        self.works: list[FakeWork] = []
        self._open_ones: list[Any] = []
        weakref.finalize(self, _close_all, self._open_ones)  # else Python warns of coroutines that never ran

    def later(self, delay_seconds: float, call: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(delay_seconds, self.clock.monotonic + delay_seconds, call)
        self.timers.append(timer)
        return timer

    def run(self, work: Coroutine[Any, Any, Any], done: Done) -> FakeWork:
        job = FakeWork(work, done, self._open_ones)
        self.works.append(job)
        return job

    @property
    def pending_timers(self) -> list[FakeTimer]:
        """Those that neither fired nor were called off, the earliest first."""
        return sorted((timer for timer in self.timers if timer.pending), key=lambda timer: timer.due_at)

    @property
    def pending_works(self) -> list[FakeWork]:
        """Those that neither ended nor were called off."""
        return [work for work in self.works if work.pending]

    def fire_due(self) -> int:
        """Fire the timers whose time has come, the earliest first; how many there were."""
        due = [timer for timer in self.pending_timers if timer.due_at <= self.clock.monotonic]
        for timer in due:
            timer.fire()
        return len(due)

    def fire_next(self) -> None:
        """Let time pass until the next timer is due, and fire all that are due then."""
        self.clock.advance(max(self.pending_timers[0].due_at - self.clock.monotonic, 0.0))
        self.fire_due()

    def run_all(self) -> int:
        """Run all waiting work to its end; how many there were."""
        waiting = self.pending_works
        for work in waiting:
            work.run()
        return len(waiting)


def _close_all(coroutines: list[Any]) -> None:
    for coroutine in coroutines:
        coroutine.close()
