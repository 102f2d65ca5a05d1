"""ProviderClient: asks a provider which models it offers."""

import asyncio
import hashlib
from typing import Protocol

import attrs

from aggregator.data.clock import Clock
from aggregator.data.foreign_text import one_line
from aggregator.data.poll_outcome import PollAnswer, PollFailure, PollOutcome
from aggregator.data.provider import Provider
from aggregator.discovery.status_check import refuse_status
from aggregator.errors import PollError
from aggregator.http_client import Fetch, HttpError, Limits, auth_headers
from aggregator.servers.foreign_json import read_json
from aggregator.servers.listing_of import listing_of
from aggregator.servers.server_kind import ServerKind

PARSED_ON_THE_LOOP_BYTES = 262_144
"""Parsing a larger body would hold up every request for milliseconds."""


class Poll(Protocol):
    """Asks one provider once; `ProviderClient.poll` is the real one."""

    async def __call__(
        self, provider: Provider, last: PollAnswer | None, limits: Limits, max_models: int
    ) -> PollOutcome:
        """Never raises: a failure is an outcome. The bytes of `last`, the last good answer, are not parsed again."""
        ...


class ProviderClient:
    """Sends the list request and reads its answer."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock

    async def poll(self, provider: Provider, last: PollAnswer | None, limits: Limits, max_models: int) -> PollOutcome:
        """See Poll."""
        began = self._clock.monotonic_seconds()
        try:
            reply = await self._fetch(
                "GET",
                f"{provider.endpoint.root}/v1/models",
                limits=limits,
                headers=auth_headers(provider.auth),
                tls=provider.tls,
            )
            latency_ms = 1000 * (self._clock.monotonic_seconds() - began)
            refuse_status(reply, self._clock.wall_seconds())
            answer = await self._read(reply.body, last, max_models)
        except HttpError as error:
            return PollFailure(error.kind, str(error))
        except PollError as error:
            secret = provider.auth.key.reveal()
            message = str(error).replace(secret, "***") if secret else str(error)
            return PollFailure(error.kind, one_line(message), error.retry_after_seconds)
        return attrs.evolve(answer, latency_ms=latency_ms)

    async def _read(self, body: bytes, last: PollAnswer | None, max_models: int) -> PollAnswer:
        digest = hashlib.blake2b(body, digest_size=16).digest()
        if last is not None and last.body_digest == digest:
            return last
        if len(body) > PARSED_ON_THE_LOOP_BYTES:
            return await asyncio.to_thread(self._parsed, body, digest, max_models)
        return self._parsed(body, digest, max_models)

    def _parsed(self, body: bytes, digest: bytes, max_models: int) -> PollAnswer:
        kind = ServerKind()
        parsed = listing_of(kind, [read_json(body)], {}, max_models, self._clock.wall_seconds())
        return PollAnswer(parsed.listing, kind.kind, digest, parsed.skipped)
