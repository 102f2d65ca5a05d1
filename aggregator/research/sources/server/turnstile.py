"""Turnstile: how many questions one server is asked at a time, and how long one that is away is left alone."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from weakref import WeakValueDictionary

AT_ONCE = 4
LEFT_ALONE_SECONDS = 20.0
"""Less than the first pause after a failure, so that each model's own next try is sent."""


class Turnstile:
    """By the root of each server. `now` gives seconds since 1970."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._away: dict[str, tuple[float, str]] = {}

    def gate(self, root: str) -> AbstractAsyncContextManager[None]:
        """Where a question waits for its turn."""
        gate = self._gates.get(root)
        if gate is None:
            gate = self._gates[root] = asyncio.Semaphore(AT_ONCE)
        return gate

    def report_away(self, root: str, why: str) -> None:
        """Nobody answered there."""
        self._away = {other: entry for other, entry in self._away.items() if self._holds(entry[0])}
        self._away[root] = (self._now(), why)

    def why_away(self, root: str) -> str | None:
        """Why that server need not be asked now; None when it may be."""
        if root not in self._away:
            return None
        since, why = self._away[root]
        return why if self._holds(since) else None

    def _holds(self, since: float) -> bool:
        return 0 <= self._now() - since < LEFT_ALONE_SECONDS
