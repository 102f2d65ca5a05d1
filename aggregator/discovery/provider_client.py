"""ProviderClient: asks a provider which models it offers, in the manner of its kind."""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol
from weakref import WeakKeyDictionary

import attrs
import structlog

from aggregator.data.clock import Clock
from aggregator.data.foreign_text import one_line
from aggregator.data.poll_outcome import PollAnswer, PollFailure, PollOutcome
from aggregator.data.provider import Provider
from aggregator.data.secret import Secret
from aggregator.discovery.acquaintance import Acquaintance
from aggregator.discovery.gathering import Gathered, asks_plainly, gather
from aggregator.discovery.poll_requests import PollRequests
from aggregator.errors import PollError
from aggregator.http_client import Fetch, HttpError, Limits
from aggregator.servers.heard import READ_ON_THE_LOOP_BYTES, Heard, read
from aggregator.servers.listing_of import listing_of
from aggregator.servers.recognition import GENERIC, UNDECIDED, Look, by_word, recognise
from aggregator.servers.server_kind import LIST_PATH, Answers, ServerKind

_NO_LIST_HERE: Final = frozenset({400, 404, 405})

log = structlog.get_logger("aggregator.discovery")


class Poll(Protocol):
    """Asks one provider once; `ProviderClient.poll` is the real one."""

    async def __call__(
        self, provider: Provider, last: PollAnswer | None, limits: Limits, max_models: int
    ) -> PollOutcome:
        """Never raises: a failure is an outcome. The bytes of `last`, the last good answer, are not parsed again."""
        ...


class ProviderClient:
    """Recognises the kinds of servers, sends their requests and reads their answers.

    What it remembers of a provider goes with the provider.
    """

    def __init__(self, fetch: Fetch, clock: Clock, kinds: Sequence[ServerKind] = ()) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kinds = tuple(kinds)
        self._by_word = by_word(kinds)
        self._acquaintances: WeakKeyDictionary[Provider, Acquaintance] = WeakKeyDictionary()

    async def poll(self, provider: Provider, last: PollAnswer | None, limits: Limits, max_models: int) -> PollOutcome:
        """See Poll."""
        requests = PollRequests(self._fetch, self._clock, provider, limits)
        known = self._acquaintances.setdefault(provider, Acquaintance())
        try:
            gathered = await self._gather(provider, known, requests, last)
            if last is not None and gathered.digest == last.body_digest and _fits(last, max_models):
                answer = last
            else:
                answers = await gathered.read(known)
                answer = await self._read(gathered, answers, max_models)
        except HttpError as error:
            return PollFailure(error.kind, str(error))
        except PollError as error:
            # Twice: making one line of it may join what control characters had parted.
            message = _without(provider.auth.key, one_line(_without(provider.auth.key, str(error))))
            return PollFailure(error.kind, message, error.retry_after_seconds)
        except Exception as error:  # one answer that nobody foresaw must not end the service
            log.debug("poll_broke", provider=provider.name, exc_info=error)
            return PollFailure("bad_answer", f"this program broke on the answer ({type(error).__name__})")
        return attrs.evolve(answer, latency_ms=requests.latency_ms or 0.0)

    # ---- what kind it is

    async def _gather(
        self, provider: Provider, known: Acquaintance, requests: PollRequests, last: PollAnswer | None
    ) -> Gathered:
        if provider.kind is not None:
            return await gather(requests, self._by_word.get(provider.kind.value, GENERIC), known)
        if known.kind is None:
            return await self._meet(known, requests, await requests.get_list(LIST_PATH))
        try:
            gathered = await gather(requests, known.kind, known)
        except PollError as error:
            if error.kind in {f"http_{status}" for status in _NO_LIST_HERE}:
                known.forget_kind()
            raise
        if last is not None and gathered.digest == last.body_digest and not known.is_unsettled:
            return gathered
        await read(*gathered.pages)
        if not known.looks_different(Look.of(gathered.pages[0].answer)):
            return gathered
        if asks_plainly(gathered.kind):
            return await self._meet(known, requests, gathered.pages[0], gathered)
        known.forget_kind()
        return await self._meet(known, requests, await requests.get_list(LIST_PATH))

    async def _meet(
        self, known: Acquaintance, requests: PollRequests, first: Heard, gathered: Gathered | None = None
    ) -> Gathered:
        """Find out the kind from what LIST_PATH said, and ask for all that this kind wants, unless that is there."""
        kind = await self._recognise(known, requests, first)
        if gathered is None or gathered.kind is not kind:
            gathered = await gather(requests, kind, known, first)
        if not asks_plainly(kind) and known.kind is kind:
            await read(gathered.pages[0])
            known.look = Look.of(gathered.pages[0].answer)
        return gathered

    async def _recognise(self, known: Acquaintance, requests: PollRequests, first: Heard) -> ServerKind:
        status = first.reply.status
        if status != 200 and status not in _NO_LIST_HERE:
            return UNDECIDED
        await read(first)
        found = await recognise(self._kinds, first.answer, requests.probe)
        if status != 200 and found in {GENERIC, UNDECIDED}:
            return found  # there may be a list next time
        return known.settle(first.answer, found)

    # ---- what it lists

    async def _read(self, gathered: Gathered, answers: Answers, max_models: int) -> PollAnswer:
        if gathered.size > READ_ON_THE_LOOP_BYTES:
            return await asyncio.to_thread(self._listed, gathered, answers, max_models)
        return self._listed(gathered, answers, max_models)

    def _listed(self, gathered: Gathered, answers: Answers, max_models: int) -> PollAnswer:
        pages = [page.document for page in gathered.pages]
        parsed = listing_of(gathered.kind, pages, answers, max_models, self._clock.wall_seconds())
        return PollAnswer(parsed.listing, gathered.kind.kind, gathered.digest, parsed.skipped)


def _fits(answer: PollAnswer, max_models: int) -> bool:
    return len(answer.listing) + answer.skipped <= max_models


def _without(key: Secret, text: str) -> str:
    return text.replace(key.reveal(), str(key)) if key else text
