"""ChangeFeed: hands every change to all open streams; one that does not keep up at all is cut off, and can resume."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from aggregator.data.change import Change
from aggregator.messages import ChangesKept

MOST_WAITING = 1_000
"""Changes that may wait for one reader; where there are more, it finds them in the journal."""
MOST_MISSED = 10_000
"""So many may pass while one event is being sent: then the reader is too slow, and the journal forgets them."""


class Subscription:
    """What one stream has not sent yet."""

    def __init__(self) -> None:
        self._waiting: list[Change] = []
        self._missed = 0
        self._news = asyncio.Event()
        self._is_waited_for = False
        self.is_over = False

    def offer(self, changes: Sequence[Change]) -> None:
        """Some more; of too many only the newest waits, by whose number the stream sees that it missed others."""
        if self.is_over or not changes:
            return
        self._waiting.extend(changes)
        self._news.set()
        if len(self._waiting) > MOST_WAITING:
            self._missed += 0 if self._is_waited_for else len(self._waiting) - 1
            del self._waiting[:-1]
            if self._missed > MOST_MISSED:
                self.end()

    def keeps_up(self) -> None:
        """What was sent has been taken: what passed meanwhile is no sign of slowness."""
        self._missed = 0

    def end(self) -> None:
        """No more comes, and what waits is given up."""
        self.is_over = True
        self._waiting = []
        self._news.set()

    async def take(self, patience_seconds: float) -> Sequence[Change]:
        """All that waits, as soon as there is something; nothing when the time is up, or when it is over."""
        self._is_waited_for = True
        try:
            async with asyncio.timeout(patience_seconds):
                await self._news.wait()
        except TimeoutError:
            return ()
        finally:
            self._is_waited_for = False
        taken, self._waiting = self._waiting, []
        if not self.is_over:
            self._news.clear()
        return taken


class ChangeFeed:
    """Lives on the loop; `tell` may be called from every thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._subscriptions: set[Subscription] = set()
        self._listeners: list[Callable[[], None]] = []
        self._is_over = False

    def tell(self, message: ChangesKept) -> None:
        """See Mailbox."""
        try:
            self._loop.call_soon_threadsafe(self._spread, message)
        except RuntimeError:  # the loop is closed: nobody listens any more
            return

    def on_change(self, call: Callable[[], None]) -> None:
        """Call this before any stream hears of a change."""
        self._listeners.append(call)

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Every change from now on, for as long as the block lasts."""
        subscription = Subscription()
        if self._is_over:
            subscription.end()
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def end(self) -> None:
        """End all streams, and those that are opened from now on."""
        self._is_over = True
        for subscription in tuple(self._subscriptions):
            subscription.end()

    def __len__(self) -> int:
        return len(self._subscriptions)

    def _spread(self, message: ChangesKept) -> None:
        for call in self._listeners:
            call()
        for subscription in tuple(self._subscriptions):
            subscription.offer(message.changes)
