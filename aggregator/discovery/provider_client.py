"""ProviderClient: asks a provider which models it offers."""

import asyncio
import hashlib
from typing import Protocol

import attrs

from aggregator.data.clock import Clock
from aggregator.data.foreign_text import one_line
from aggregator.data.poll_outcome import PollAnswer, PollFailure, PollOutcome
from aggregator.data.provider import Provider, ProviderKind
from aggregator.errors import PollError
from aggregator.http_client import Fetch, HttpError, Limits, Reply, auth_headers
from aggregator.retry_after import retry_after_seconds
from aggregator.servers.foreign_json import read_json
from aggregator.servers.openai_list import parse_list

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
            answer = await _read(reply.body, last, max_models)
        except HttpError as error:
            return PollFailure(error.kind, str(error))
        except PollError as error:
            secret = provider.auth.key.reveal()
            message = str(error).replace(secret, "***") if secret else str(error)
            return PollFailure(error.kind, one_line(message), error.retry_after_seconds)
        return attrs.evolve(answer, latency_ms=latency_ms)


def refuse_status(reply: Reply, now_wall: float) -> None:
    """Let only a 200 pass.

    Raises:
        PollError: `auth`, `rate_limited` (with Retry-After), `redirect`, `loading`, `bad_answer` or `http_<status>`.
    """
    match reply.status:
        case 200:
            return
        case 401 | 403:
            raise PollError("auth", f"HTTP {reply.status}: the provider wants another key (auth_method, api_key)")
        case 429:
            seconds = retry_after_seconds(reply.headers.get("retry-after"), now_wall)
            raise PollError("rate_limited", "HTTP 429: asked too often", seconds)
        case status if 300 <= status < 400:
            raise PollError(
                "redirect", f"HTTP {status}: redirects are not followed; write the final URL into the config"
            )
        case status if 200 < status < 300:
            raise PollError("bad_answer", f"HTTP {status} without a model list")
        case 404 | 405:
            raise PollError(f"http_{reply.status}", f"HTTP {reply.status}: no /v1/models there; is the URL right?")
        case status:
            raise PollError(f"http_{status}", f"HTTP {status}")


async def _read(body: bytes, last: PollAnswer | None, max_models: int) -> PollAnswer:
    digest = hashlib.blake2b(body, digest_size=16).digest()
    if last is not None and last.body_digest == digest:
        return last
    if len(body) > PARSED_ON_THE_LOOP_BYTES:
        return await asyncio.to_thread(_parsed, body, digest, max_models)
    return _parsed(body, digest, max_models)


def _parsed(body: bytes, digest: bytes, max_models: int) -> PollAnswer:
    parsed = parse_list(read_json(body), max_models)
    return PollAnswer(parsed.listing, ProviderKind.GENERIC, digest, parsed.skipped)
