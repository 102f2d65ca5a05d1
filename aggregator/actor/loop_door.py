"""LoopDoor: how actors, on their threads, get things done by the asyncio loop."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

Done = Callable[[Any, BaseException | None], None]
"""Called on the loop with the result, or with None and the error."""


class Cancellable(Protocol):
    """A timer or a piece of work that may be called off; calling off twice, or too late, does nothing."""

    def cancel(self) -> None:
        """Call it off."""
        ...


class Door(Protocol):
    """Timers and coroutines for actors; tests have one that records them."""

    def later(self, delay_seconds: float, call: Callable[[], None]) -> Cancellable:
        """Call `call` on the loop after a while."""
        ...

    def run(self, work: Coroutine[Any, Any, Any], done: Done) -> Cancellable:
        """Run `work` on the loop, then call `done` there; a cancelled work calls nothing."""
        ...


class LoopDoor:
    """The door to a running loop. After the loop is closed everything becomes a no-op."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._tasks: set[asyncio.Task[Any]] = set()

    def later(self, delay_seconds: float, call: Callable[[], None]) -> Cancellable:
        """See Door."""
        timer = _Timer(self._loop)
        self._on_loop(lambda: timer.arm(delay_seconds, call))
        return timer

    def run(self, work: Coroutine[Any, Any, Any], done: Done) -> Cancellable:
        """See Door."""
        job = _Job(self._loop, work)

        def start() -> None:
            if (task := job.start(done)) is not None:
                self._tasks.add(task)  # the loop itself keeps only a weak reference
                task.add_done_callback(self._tasks.discard)

        if not self._on_loop(start):
            work.close()
        return job

    async def close(self) -> None:
        """Cancel all work and wait until it is gone."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _on_loop(self, call: Callable[[], None]) -> bool:
        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:  # the loop is closed: the service is past its end
            return False
        return True


class _Timer:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None
        self._cancelled = False

    def arm(self, delay_seconds: float, call: Callable[[], None]) -> None:
        if not self._cancelled:
            self._handle = self._loop.call_later(max(delay_seconds, 0.0), self._fire, call)

    def _fire(self, call: Callable[[], None]) -> None:
        if not self._cancelled:
            call()

    def cancel(self) -> None:
        self._cancelled = True
        if self._handle is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._handle.cancel)


class _Job:
    def __init__(self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any]) -> None:
        self._loop = loop
        self._work = work
        self._task: asyncio.Task[Any] | None = None
        self._cancelled = False

    def start(self, done: Done) -> asyncio.Task[Any] | None:
        if self._cancelled:
            self._work.close()
            return None
        self._task = self._loop.create_task(self._work)
        self._task.add_done_callback(lambda task: self._finish(task, done))
        return self._task

    def _finish(self, task: asyncio.Task[Any], done: Done) -> None:
        if task.cancelled() or self._cancelled:
            return
        error = task.exception()
        done(None if error else task.result(), error)

    def cancel(self) -> None:
        self._cancelled = True
        if self._task is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)
