"""Flight: one question to an actor that all requests of the moment share; its last good answer where it is silent."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import attrs

from aggregator.errors import NoAnswer

Answer = TypeVar("Answer")


@attrs.frozen
class Landed(Generic[Answer]):
    """An answer; `stale` means that it is an older one, because the actor did not answer in time."""

    answer: Answer
    stale: bool = False


class Flight(Generic[Answer]):
    """Asks at most once at a time. `first` is what is known before the first answer."""

    def __init__(self, ask: Callable[[], Awaitable[Answer]], first: Answer) -> None:
        self._ask = ask
        self._last = first
        self._under_way: asyncio.Task[Landed[Answer]] | None = None

    async def land(self) -> Landed[Answer]:
        """The answer of the flight under way, or of a new one."""
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._fly())
        return await asyncio.shield(self._under_way)  # a client that hangs up must not take it from the others

    async def _fly(self) -> Landed[Answer]:
        try:
            self._last = await self._ask()
        except NoAnswer:
            return Landed(self._last, stale=True)
        return Landed(self._last)
