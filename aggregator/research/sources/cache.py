"""SourceCache: answers from outside that need not be fetched again, and still serve when nobody answers."""

from collections import OrderedDict
from typing import Final, Protocol

import attrs

_MOST_BYTES: Final = 64 * 1024 * 1024


@attrs.frozen
class CachedAnswer:
    """A body as it came; `fetched_at` is the last time it was known to be current, in seconds since 1970 (UTC).

    An empty body means: asked, and there is nothing.
    """

    body: bytes
    etag: str
    fetched_at: float

    def is_fresh(self, now: float, ttl_seconds: float) -> bool:
        """Whether it is younger than that; one from the future (the clock was set back) is not."""
        return 0 <= now - self.fetched_at < ttl_seconds


class SourceCache(Protocol):
    """Keeps answers under a key. It may forget any of them; it never raises and never waits."""

    def get(self, key: str) -> CachedAnswer | None:
        """What was put there last, None when nothing is left of it."""
        ...

    def put(self, key: str, answer: CachedAnswer) -> None:
        """Keep this instead of what was there."""
        ...


class MemoryCache:
    """A SourceCache that lasts as long as the process. It forgets what was not used for longest. Used on the loop."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, CachedAnswer] = OrderedDict()

    def get(self, key: str) -> CachedAnswer | None:
        """See SourceCache."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: str, answer: CachedAnswer) -> None:
        """See SourceCache; the newest answer stays, however large it is."""
        if (before := self._answers.pop(key, None)) is not None:
            self._bytes -= len(before.body)
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while self._bytes > self._most_bytes and len(self._answers) > 1:
            self._bytes -= len(self._answers.popitem(last=False)[1].body)
