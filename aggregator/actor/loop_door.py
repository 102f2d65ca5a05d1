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
    """The door to a running loop. Once it is closed, or the loop is, nothing new begins and nothing comes back."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._jobs: dict[asyncio.Task[Any], _Job] = {}  # the loop itself keeps only weak references to its tasks
        self._closed = False

    def later(self, delay_seconds: float, call: Callable[[], None]) -> Cancellable:
        """See Door."""
        timer = _Timer(self._loop)
        self._on_loop(lambda: timer.arm(delay_seconds, call))
        return timer

    def run(self, work: Coroutine[Any, Any, Any], done: Done) -> Cancellable:
        """See Door."""
        job = _Job(self._loop, work, done)
        if self._closed or not self._on_loop(lambda: self._begin(job)):
            work.close()
        return job

    async def close(self) -> None:
        """Cancel all work and wait until it is gone."""
        self._closed = True
        for job in self._jobs.values():
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def _begin(self, job: "_Job") -> None:
        if self._closed:
            job.cancel()
        if (task := job.start()) is not None:
            self._jobs[task] = job
            task.add_done_callback(self._jobs.pop)

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
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._disarm)  # after arm(), which waits in the same queue

    def _disarm(self) -> None:
        if self._handle is not None:
            self._handle.cancel()


class _Job:
    def __init__(self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], done: Done) -> None:
        self._loop = loop
        self._work = work
        self._done = done
        self._task: asyncio.Task[Any] | None = None
        self._cancelled = False

    def start(self) -> asyncio.Task[Any] | None:
        if self._cancelled:
            self._work.close()
            return None
        self._task = self._loop.create_task(self._work)
        self._task.add_done_callback(self._finish)
        return self._task

    def _finish(self, task: asyncio.Task[Any]) -> None:
        error = RuntimeError("the work was cancelled from within") if task.cancelled() else task.exception()
        if not self._cancelled:
            self._done(None if error else task.result(), error)

    def cancel(self) -> None:
        self._cancelled = True
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop)  # after start(), which waits in the same queue

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
