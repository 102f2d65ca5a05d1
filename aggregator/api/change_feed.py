"""ChangeFeed: hands every change to all open streams; one that does not keep up is cut off, and can resume."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aggregator.data.change import Change
from aggregator.messages import ChangesKept

MOST_WAITING = 1_000
"""Changes that may wait for one slow reader."""


class Subscription:
    """What one stream has not sent yet."""

    def __init__(self) -> None:
        self._changes: asyncio.Queue[Change | None] = asyncio.Queue()
        self.cut_off = False

    def offer(self, change: Change) -> None:
        """One more; too many end the subscription."""
        if self._changes.qsize() >= MOST_WAITING:
            self.end()
        elif not self.cut_off:
            self._changes.put_nowait(change)

    def end(self) -> None:
        """No more comes."""
        self.cut_off = True
        self._changes.put_nowait(None)

    async def next(self) -> Change | None:
        """The next change; None when it was cut off."""
        return None if self.cut_off else await self._changes.get()


class ChangeFeed:
    """Lives on the loop; `tell` may be called from every thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._subscriptions: set[Subscription] = set()

    def tell(self, message: ChangesKept) -> None:
        """See Mailbox."""
        try:
            self._loop.call_soon_threadsafe(self._spread, message)
        except RuntimeError:  # the loop is closed: nobody listens any more
            return

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Every change from now on, for as long as the block lasts."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def end(self) -> None:
        """End all streams."""
        for subscription in tuple(self._subscriptions):
            subscription.end()

    def __len__(self) -> int:
        return len(self._subscriptions)

    def _spread(self, message: ChangesKept) -> None:
        for subscription in self._subscriptions:
            for change in message.changes:
                subscription.offer(change)
