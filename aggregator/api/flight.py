"""Flight: one question to an actor that all requests of the moment share; its last good answer where it is silent."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import attrs

from aggregator.errors import NoAnswer

Answer = TypeVar("Answer")

FRESH_SECONDS = 0.05
"""An answer may be so old: the way to the actor's thread and back costs more than many requests."""


@attrs.frozen
class Landed(Generic[Answer]):
    """An answer; `stale` means that it is an older one, because the actor did not answer in time."""

    answer: Answer
    stale: bool = False


class Flight(Generic[Answer]):
    """Asks at most once at a time. `first` is what is known before the first answer."""

    def __init__(
        self, ask: Callable[[], Awaitable[Answer]], first: Answer, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._now = now
        self._landed = Landed(first, stale=True)
        self._fresh_until = 0.0
        self._generation = 0
        self.must_be_newest = True  # nothing older may be shown, not even for a moment
        self._under_way: asyncio.Task[Landed[Answer]] | None = None

    async def land(self) -> Landed[Answer]:
        """An answer that is fresh enough, or that of the flight under way, or of a new one."""
        if self._now() < self._fresh_until:
            return self._landed
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._fly(self._generation))
        return await asyncio.shield(self._under_way)  # a client that hangs up must not take it from the others

    @property
    def fresh(self) -> Landed[Answer] | None:
        """The last answer while it is fresh enough, without waiting."""
        return self._landed if self._now() < self._fresh_until else None

    def expire(self) -> None:
        """Something changed that somebody knows of: nothing from before it may be shown to those who come later."""
        self.must_be_newest = True
        self.age()

    def age(self) -> None:
        """Something changed: the last answer is not fresh any more."""
        self._generation += 1
        self._fresh_until = 0.0
        self._under_way = None

    async def _fly(self, generation: int) -> Landed[Answer]:
        try:
            landed = Landed(await self._ask())
        except NoAnswer:
            return Landed(self._landed.answer, stale=True)
        if generation == self._generation:
            self._landed = landed
            self.must_be_newest = False
            self._fresh_until = self._now() + FRESH_SECONDS
        return landed
