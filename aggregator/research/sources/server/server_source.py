"""ServerSource: asks each server about each of its models once, in the manner of the server's kind."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import attrs

from aggregator.data.batch import Batch, Place, Question, Topic
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.errors import ResearchError
from aggregator.http_client import Fetch, HttpError, Limits, auth_headers
from aggregator.research.sources.server.turnstile import Turnstile
from aggregator.research.sources.source import Scope
from aggregator.servers.heard import Heard, read
from aggregator.servers.recognition import by_word
from aggregator.servers.server_kind import Call, ServerKind

LIMITS = Limits(timeout_seconds=10.0)
"""An answer of Ollama's can hold all tensors of a model: hundreds of kilobytes."""

_MOST_PLACES = 3
"""The same model on many servers: so many are tried until one answers."""


@attrs.frozen
class _Way:
    """One way to learn about a model."""

    place: Place
    kind: ServerKind
    call: Call


class ServerSource:
    """`now` gives seconds since 1970 (UTC).

    That one server is away says nothing about the others, so it never makes the source unavailable: its models are left
    out of the answer, or fail alone with the reason.
    """

    def __init__(self, fetch: Fetch, now: Callable[[], float], kinds: Sequence[ServerKind]) -> None:
        self._fetch = fetch
        self._now = now
        self._kinds = by_word(kinds)
        self._turnstile = Turnstile(now)

    @property
    def name(self) -> str:
        """The word under which its facts stand."""
        return "server"

    @property
    def scope(self) -> Scope:
        """Where a digest is known, one server speaks for all that have the same model."""
        return Scope.DIGEST

    @property
    def batch_size(self) -> int:
        """So many that a server with hundreds of models is soon through, and a failure costs little."""
        return 32

    @property
    def concurrency(self) -> int:
        """One slow server must not hold up all others."""
        return 2

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """Ask about all topics side by side; see Source."""
        found = await asyncio.gather(*(self._answer(question) for question in batch.questions))
        missing = [outcome for outcome in found if isinstance(outcome, ResearchError)]
        if missing and len(missing) == len(batch):
            raise missing[0]
        pairs = zip(batch.questions, found, strict=True)
        return {question.topic: outcome for question, outcome in pairs if isinstance(outcome, ModelDetail)}

    async def _answer(self, question: Question) -> ModelDetail | ResearchError:
        places = [place for place in question.places if place.listed.kind in self._kinds]
        if not places:
            return ResearchError("it is not known yet which kind of server has it")
        ways = [way for place in places if (way := self._way_to(place)) is not None]
        if not ways:
            return NOTHING_KNOWN
        failures = []
        for way in ways[:_MOST_PLACES]:
            try:
                values = await self._ask(way)
            except ResearchError as error:
                failures.append(error)
            else:
                return ModelDetail.said_by(self.name, int(self._now()), _unlisted(values, places))
        return failures[-1]

    def _way_to(self, place: Place) -> _Way | None:
        kind = self._kinds[place.listed.kind]
        call = kind.detail_call(place.listed)
        return None if call is None else _Way(place, kind, call)

    async def _ask(self, way: _Way) -> Mapping[str, object]:
        provider, listed = way.place.provider, way.place.listed
        root = provider.endpoint.root
        async with self._turnstile.gate(root):
            if (why := self._turnstile.why_away(root)) is not None:
                raise ResearchError(why)
            try:
                reply = await self._fetch(
                    way.call.method,
                    f"{root}{way.call.path}",
                    limits=LIMITS,
                    headers={**way.kind.headers, **auth_headers(provider.auth, listed.name)},
                    json=way.call.json,
                    tls=provider.tls,
                )
            except HttpError as error:
                why = f"{provider.name}: {error}"
                if error.kind != "too_large":
                    self._turnstile.report_away(root, why)
                raise ResearchError(why) from None
        heard = Heard(reply)
        await read(heard)
        if not heard.answer.ok:
            raise ResearchError(f"{provider.name}: HTTP {reply.status} instead of details")
        return way.kind.read_detail(listed, heard.answer)


def _unlisted(values: Mapping[str, object], places: Sequence[Place]) -> dict[str, object]:
    """Without what the lists say: they are read at each poll, and both would speak as `server`."""
    return {
        field: value
        for field, value in values.items()
        if not all(place.listed.facts.get(field) is not None for place in places)
    }
