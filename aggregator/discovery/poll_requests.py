"""PollRequests: all requests of one poll to one provider, within the time that the poll has."""

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from aggregator.data.clock import Clock
from aggregator.data.provider import Provider
from aggregator.http_client import Fetch, HttpError, Limits, auth_headers
from aggregator.servers.heard import Heard, read
from aggregator.servers.server_kind import Answer

PROBE_LIMITS = Limits(timeout_seconds=3.0, max_body_bytes=1_048_576)

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class PollRequests:
    """Read-only GETs with the provider's credentials; `latency_ms` is how long the list, or its first page, took."""

    def __init__(self, fetch: Fetch, clock: Clock, provider: Provider, limits: Limits) -> None:
        self._fetch = fetch
        self._clock = clock
        self._provider = provider
        self._limits = limits
        self._began = clock.monotonic_seconds()
        self.latency_ms: float | None = None

    @property
    def now_wall(self) -> float:
        """Seconds since 1970 (UTC)."""
        return self._clock.wall_seconds()

    async def get(self, path: str, headers: Mapping[str, str] = _NO_HEADERS, most: Limits | None = None) -> Heard:
        """Ask for a path; `most` are narrower limits than the poll's own.

        Raises:
            HttpError: no whole answer came in time.
        """
        reply = await self._fetch(
            "GET",
            f"{self._provider.endpoint.root}{path}",
            limits=self._limits_now(most or self._limits),
            headers={**headers, **auth_headers(self._provider.auth)},
            tls=self._provider.tls,
        )
        return Heard(reply)

    async def get_list(self, path: str, headers: Mapping[str, str] = _NO_HEADERS) -> Heard:
        """Ask for a page of the list; see `get`."""
        heard = await self.get(path, headers)
        if self.latency_ms is None:
            self.latency_ms = 1000 * (self._clock.monotonic_seconds() - self._began)
        return heard

    async def try_get(
        self, path: str, headers: Mapping[str, str] = _NO_HEADERS, most: Limits | None = None
    ) -> Heard | None:
        """Ask for a path without which the poll goes on; None where no whole answer came."""
        try:
            return await self.get(path, headers, most)
        except HttpError:
            return None

    async def probe(self, path: str) -> Answer | None:
        """Ask for a path only to recognise the kind."""
        heard = await self.try_get(path, most=PROBE_LIMITS)
        if heard is None:
            return None
        await read(heard)
        return heard.answer

    def _limits_now(self, most: Limits) -> Limits:
        left = self._limits.timeout_seconds - (self._clock.monotonic_seconds() - self._began)
        return attrs.evolve(
            most,
            timeout_seconds=max(min(most.timeout_seconds, left), 0.0),
            max_body_bytes=min(most.max_body_bytes, self._limits.max_body_bytes),
        )
