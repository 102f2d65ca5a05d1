"""The journal as a stream of Server-Sent Events, which a client resumes without a gap and without a repetition."""

import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import orjson
from aiohttp import web

from aggregator.api.base_headers import BASE_HEADERS
from aggregator.api.change_feed import ChangeFeed, Subscription
from aggregator.api.cross_origin import CrossOrigin
from aggregator.api.openapi import changes as described
from aggregator.api.problem import ProblemError
from aggregator.api.query_string import QueryString
from aggregator.api.questions import Questions
from aggregator.api.rendering import change_object
from aggregator.api.resources.changes import LARGEST_SEQ, MOST_CHANGES, too_old
from aggregator.api.router import Parameters, Route
from aggregator.data.change import Change

HEARTBEAT_SECONDS = 15.0
MOST_STREAMS = 1_000
RETRY_MILLISECONDS = 3_000
KEPT_ENCODED = 10_000
HEADERS = {
    **BASE_HEADERS,
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # else nginx holds events back
}
_SEQ = re.compile(r"[0-9]{1,15}")


class EventResource:
    """`/api/events`."""

    def __init__(
        self,
        questions: Questions,
        feed: ChangeFeed,
        cross_origin: CrossOrigin,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        most_streams: int = MOST_STREAMS,
    ) -> None:
        self._ask = questions
        self._feed = feed
        self._cross_origin = cross_origin
        self._heartbeat_seconds = heartbeat_seconds
        self._most_streams = most_streams
        self._encoded: OrderedDict[int, bytes] = OrderedDict()

    def routes(self) -> tuple[Route, ...]:
        """Its path."""
        return (Route("GET", "/api/events", self.stream, described.EVENTS),)

    async def stream(self, request: web.BaseRequest, _path: Parameters) -> web.StreamResponse:
        """`GET /api/events`."""
        since = _since(request)
        if len(self._feed) >= self._most_streams:
            raise ProblemError(503, f"There are {self._most_streams} streams already.", {"Retry-After": "30"})
        response = web.StreamResponse(headers=HEADERS)
        self._cross_origin.mark(request, response.headers)
        with self._feed.subscribe() as subscription:  # before the journal is read, so that nothing falls between
            begin = await self._begin(since)
            await response.prepare(request)
            if request.method == "HEAD":
                return response
            place = b"id: %d\n" % begin if since is None else b""  # who said a number knows it
            await response.write(b"%sretry: %d\n\n" % (place, RETRY_MILLISECONDS))
            with suppress(ProblemError):  # too late for a status: the client resumes, and is told then
                async for chunk in self._chunks(begin, subscription):
                    await response.write(chunk)
        response.force_close()
        return response

    async def _begin(self, since: int | None) -> int:
        """The number after which the stream begins."""
        if since is None:
            return (await self._ask.changes(0, 0)).last
        found = await self._ask.changes(since, 0)
        if found.too_old:
            raise too_old(found.last)
        return since

    async def _chunks(self, sent: int, subscription: Subscription) -> AsyncIterator[bytes]:
        """First what the journal has, then what the feed brings; heartbeats where nothing comes."""
        behind = True
        while not subscription.is_over:
            if behind:
                batch: Sequence[Change] = await self._from_journal(sent)
                behind = bool(batch)
            else:
                batch = [change for change in await subscription.take(self._heartbeat_seconds) if change.seq > sent]
                if behind := bool(batch) and batch[0].seq > sent + 1:  # the feed lost something: the journal has it
                    continue
            if batch:
                yield self._events(batch)
                subscription.keeps_up()
                sent = batch[-1].seq
            elif not behind:
                yield b": heartbeat\n\n"

    async def _from_journal(self, since: int) -> Sequence[Change]:
        found = await self._ask.changes(since, MOST_CHANGES)
        if found.too_old:  # forgotten while it was on its way to a slow reader
            raise too_old(found.last)
        return found.changes

    def _events(self, changes: Sequence[Change]) -> bytes:
        return b"".join(self._event(change) for change in changes)

    def _event(self, change: Change) -> bytes:
        """One event; each change is encoded once for all streams."""
        kept = self._encoded.get(change.seq)
        if kept is None:
            data = orjson.dumps(change_object(change))
            kept = b"id: %d\nevent: %s\ndata: %s\n\n" % (change.seq, change.type.value.encode(), data)
            self._encoded[change.seq] = kept
            if len(self._encoded) > KEPT_ENCODED:
                self._encoded.popitem(last=False)
        return kept


def _since(request: web.BaseRequest) -> int | None:
    """Last-Event-ID goes before `since`: a browser that reconnects sends both, and the former is newer."""
    query = QueryString(request)
    query.allow_only(("since",))
    since = query.whole("since", 0, LARGEST_SEQ)
    last_id = request.headers.get("Last-Event-ID", "").strip()
    if not last_id:
        return since
    if not _SEQ.fullmatch(last_id):
        raise query.wrong("Last-Event-ID", "must be the id of an event")
    return int(last_id)
