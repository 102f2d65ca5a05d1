"""HubClient: polite, cached GETs to the one configured hub."""

import asyncio
from collections.abc import Callable
from typing import Final

import attrs

from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import Fetch, HttpError, Limits, Reply
from aggregator.research.sources.cache import CachedAnswer, SourceCache
from aggregator.research.sources.hub.rate_limit import seconds_of_silence
from aggregator.retry_after import LONGEST_SECONDS
from aggregator.settings.settings import HubSettings

_AT_ONCE: Final = 4
_LIMITS: Final = Limits(timeout_seconds=30.0, max_body_bytes=8 * 1024 * 1024)
_NOTHING_LASTS_SECONDS: Final = 86_400.0
_NOTHING_THERE: Final = frozenset({400, 403, 404, 410, 451})
_REDIRECTS: Final = frozenset({301, 302, 307, 308})


@attrs.frozen
class Moved:
    """The hub says that what was asked for lies elsewhere."""

    location: str


class HubClient:
    """Asks at most four things at once, and nothing that it was told lately or while the hub wants silence.

    Used on the loop. Only paths of `settings.url` are ever asked; redirects are handed back.
    """

    def __init__(
        self, settings: HubSettings, fetch: Fetch, wall_seconds: Callable[[], float], cache: SourceCache
    ) -> None:
        self.url = settings.url.rstrip("/")
        self._settings = settings
        self._fetch = fetch
        self._now = wall_seconds
        self._cache = cache
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._silent_until = 0.0

    def known(self, path: str) -> CachedAnswer | None:
        """What was answered last, however long ago."""
        return self._cache.get(self._key(path))

    async def get(self, path: str, most_kept: int | None = None) -> CachedAnswer | Moved:
        """The answer to `GET path`; an empty body where there is nothing (or nothing for us).

        Of a long body only the first `most_kept` bytes are kept. An answer that grew old still serves while the hub is
        not to be had.

        Raises:
            ResearchError: the hub failed with this path.
            SourceUnavailable: the hub can't be asked now.
        """
        async with self._slots:
            before = self.known(path)
            if before is not None and before.is_fresh(self._now(), self.lasts_seconds(is_empty=not before.body)):
                return before
            try:
                return await self._ask(path, before, most_kept)
            except ResearchError:
                if before is None or not before.body:
                    raise
                return before

    def lasts_seconds(self, *, is_empty: bool) -> float:
        """For how long an answer holds; what is not there may be there tomorrow."""
        ttl = self._settings.ttl_seconds
        return min(ttl, _NOTHING_LASTS_SECONDS) if is_empty else ttl

    async def _ask(self, path: str, before: CachedAnswer | None, most_kept: int | None) -> CachedAnswer | Moved:
        reply = await self._send(path, before)
        now = self._now()
        silence = seconds_of_silence(reply, now)
        if silence is not None:
            self._silent_until = now + silence
        if reply.status == 304 and before is not None:
            return self._keep(path, attrs.evolve(before, fetched_at=now))
        if reply.status == 200 and reply.body:
            return self._keep(path, CachedAnswer(reply.body[:most_kept], reply.headers.get("etag", ""), now))
        if reply.status in _REDIRECTS and (location := reply.headers.get("location")):
            return Moved(location)
        if self._means_nothing(reply):
            return self._keep(path, CachedAnswer(b"", "", now))
        raise self._error(reply, silence)

    async def _send(self, path: str, before: CachedAnswer | None) -> Reply:
        wait = self._silent_until - self._now()
        if 0 < wait <= LONGEST_SECONDS:  # more only when the clock was set back
            raise SourceUnavailable("the hub wants to be left alone for a while", wait)
        headers = {}
        if self._settings.token:
            headers["Authorization"] = f"Bearer {self._settings.token.reveal()}"
        if before is not None and before.etag:
            headers["If-None-Match"] = before.etag
        try:
            return await self._fetch("GET", self.url + path, limits=_LIMITS, headers=headers)
        except HttpError as error:
            wrong = SourceUnavailable if error.before_the_request else ResearchError
            raise wrong(f"the hub: {error}") from None

    def _means_nothing(self, reply: Reply) -> bool:
        if reply.status == 401:  # without a token the hub answers so for what does not exist, too
            return not self._settings.token or "x-error-code" in reply.headers
        return reply.status in _NOTHING_THERE

    def _error(self, reply: Reply, silence: float | None) -> ResearchError:
        if reply.status == 401:
            return SourceUnavailable("the hub refuses the token (HTTP 401)")
        if reply.status in {429, 503}:
            return SourceUnavailable(f"the hub is busy (HTTP {reply.status})", silence)
        return ResearchError(f"the hub answered HTTP {reply.status}")

    def _keep(self, path: str, answer: CachedAnswer) -> CachedAnswer:
        self._cache.put(self._key(path), answer)
        return answer

    def _key(self, path: str) -> str:
        return f"hub {self.url}{path}"
