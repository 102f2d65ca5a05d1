"""EditionsFromUrl: the catalogue over HTTP, asked for again after its time to live, and only if it changed."""

import asyncio
from collections.abc import Callable
from typing import Final

import attrs
import structlog

from aggregator.errors import SourceUnavailable
from aggregator.http_client import Fetch, HttpError, Limits
from aggregator.research.sources.cache import CachedAnswer, SourceCache
from aggregator.research.sources.catalogue.edition import Edition
from aggregator.research.sources.catalogue.index import MOST_BYTES, CatalogueIndex, NotACatalogue
from aggregator.retry_after import retry_after_seconds

_LIMITS: Final = Limits(timeout_seconds=60.0, max_body_bytes=MOST_BYTES)
_RETRY_SECONDS: Final = 600.0
log = structlog.get_logger("aggregator.research.catalogue")


class EditionsFromUrl:
    """See Editions. Used on the loop; parsing happens on another thread."""

    def __init__(
        self, url: str, ttl_seconds: float, fetch: Fetch, wall_seconds: Callable[[], float], cache: SourceCache
    ) -> None:
        self._url = url
        self._ttl_seconds = ttl_seconds
        self._fetch = fetch
        self._now = wall_seconds
        self._cache = cache
        self._key = f"catalogue {url}"
        self._edition: Edition | None = None
        self._failed_at: float | None = None
        self._retry_seconds = _RETRY_SECONDS
        self._lock = asyncio.Lock()

    async def current(self) -> Edition:
        """See Editions."""
        async with self._lock:
            if self._edition is None:
                self._edition = await self._kept()
            if self._edition is None:
                self._edition = await self._fetched(None)
            elif not self._is_fresh(self._edition) and not self._failed_lately():
                self._edition = await self._renewed(self._edition)
            return self._edition

    def _is_fresh(self, edition: Edition) -> bool:
        return 0 <= self._now() - edition.as_of < self._ttl_seconds

    def _failed_lately(self) -> bool:
        return self._failed_at is not None and 0 <= self._now() - self._failed_at < self._retry_seconds

    async def _kept(self) -> Edition | None:
        """The last good edition as an earlier life, or the file of the store, left it."""
        answer = self._cache.get(self._key)
        if answer is None:
            return None
        try:
            return Edition(await asyncio.to_thread(CatalogueIndex.parse, answer.body), answer.fetched_at)
        except NotACatalogue:
            return None

    async def _renewed(self, old: Edition) -> Edition:
        try:
            edition = await self._fetched(old)
        except SourceUnavailable as error:
            if self._failed_at is None:
                log.warning("catalogue_not_renewed", error=str(error))
            self._failed_at = self._now()
            self._retry_seconds = error.retry_after_seconds or _RETRY_SECONDS
            return old
        self._failed_at = None
        return edition

    async def _fetched(self, old: Edition | None) -> Edition:
        before = self._cache.get(self._key) if old else None
        headers = {"If-None-Match": before.etag} if before and before.etag else {}
        try:
            reply = await self._fetch("GET", self._url, limits=_LIMITS, headers=headers)
        except HttpError as error:
            raise SourceUnavailable(f"the catalogue: {error}") from None
        now = self._now()
        if reply.status == 304 and old is not None and before is not None:
            self._cache.put(self._key, attrs.evolve(before, fetched_at=now))
            return attrs.evolve(old, as_of=now)
        if reply.status != 200:
            wait = retry_after_seconds(reply.headers.get("retry-after"), now)
            raise SourceUnavailable(f"the catalogue's server answered HTTP {reply.status}", wait)
        try:
            edition = Edition(await asyncio.to_thread(CatalogueIndex.parse, reply.body), now)
        except NotACatalogue as error:
            raise SourceUnavailable(f"what came is no catalogue: {error}") from None
        self._cache.put(self._key, CachedAnswer(reply.body, reply.headers.get("etag", ""), now))
        return edition
