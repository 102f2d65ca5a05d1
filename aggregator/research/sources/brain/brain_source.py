"""BrainSource: asks an LLM about a batch of models in one chat completion."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from aggregator.data.batch import Batch, Topic
from aggregator.data.detail_fields import Value
from aggregator.data.foreign_text import one_line
from aggregator.data.model_detail import ModelDetail
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import Fetch, HttpError, Limits, auth_headers
from aggregator.research.sources.brain.chat_reply import ChatReply, read_chat
from aggregator.research.sources.brain.dialect import Dialect
from aggregator.research.sources.brain.findings import findings_in
from aggregator.research.sources.brain.ledger import BrainCall, BrainLedger, CallEnd
from aggregator.research.sources.brain.prompt import Asked, Context, messages, prompt_version
from aggregator.research.sources.brain.refusal import Refusal, redacted
from aggregator.research.sources.source import Scope
from aggregator.settings.settings import BrainSettings

_MAX_BODY_BYTES: Final = 4 * 1024 * 1024
_TOKENS_PER_MODEL: Final = 400
_TOKENS_FOR_THINKING: Final = 2000

Found = Mapping[str, Mapping[str, Value]]


class _LimitReached(ResearchError):
    """The limit of tokens ended the answer; `by_thinking` before there was any."""

    def __init__(self, *, by_thinking: bool) -> None:
        super().__init__(
            "the brain thought until its limit of tokens and did not answer"
            if by_thinking
            else "the answer was cut at the limit of tokens"
        )
        self.by_thinking = by_thinking


class BrainSource:
    """A research source, see aggregator/research/sources/source.py. Used on the loop alone.

    It remembers for its life what the server turned out to understand; other settings make another BrainSource.
    `context` may find a text about a model, which is quoted to the brain as data.
    """

    name = "brain"
    scope = Scope.SUBJECT

    def __init__(
        self,
        settings: BrainSettings,
        fetch: Fetch,
        now: Callable[[], float],
        batch_size: int,
        ledger: BrainLedger,
        context: Context | None = None,
    ) -> None:
        self.batch_size = batch_size
        self.version = prompt_version(settings.system_prompt)
        self.concurrency = settings.concurrency
        self._settings = settings
        self._secret = settings.auth.key.reveal()
        self._fetch = fetch
        self._now = now
        self._ledger = ledger
        self._context = context
        self._dialect = Dialect()

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """Ask about all models of the batch at once; raises as Source.research does."""
        if not batch.questions:
            return {}
        asked = Asked.about(batch.questions, self._context)
        found = await self._ask(batch, asked)
        as_of = int(self._now())
        return {
            asked.questions[key].topic: ModelDetail.said_by(self.name, as_of, values) for key, values in found.items()
        }

    async def _ask(self, batch: Batch, asked: Asked) -> Found:
        """Ask until there is an answer or an error; each round asks more simply, or once with twice the tokens."""
        most_tokens = _TOKENS_FOR_THINKING + _TOKENS_PER_MODEL * len(asked)
        topics = tuple(question.topic for question in batch.questions)
        attempt, is_doubled = 0, False
        while True:
            attempt += 1
            call = BrainCall(batch.number, attempt, self._settings.model, topics, self._now())
            dialect = self._dialect
            try:
                outcome = await self._call(call, asked, dialect, most_tokens)
            except _LimitReached as limit:
                if is_doubled or not (limit.by_thinking or len(asked) == 1):
                    raise
                is_doubled, most_tokens = True, 2 * most_tokens
                continue
            if not isinstance(outcome, Refusal):
                return outcome
            if (simpler := dialect.after(outcome)) is None:
                raise outcome.error()
            self._dialect = self._dialect.combined_with(simpler)

    async def _call(self, call: BrainCall, asked: Asked, dialect: Dialect, most_tokens: int) -> Found | Refusal:
        """One HTTP request, which is in the books whatever becomes of it."""
        await self._ledger.permit(call)
        self._ledger.call_started(call)
        end = CallEnd("cancelled")
        try:
            reply = await self._fetch(
                "POST",
                f"{self._settings.endpoint.base_url}/chat/completions",
                limits=Limits(self._settings.timeout_seconds, _MAX_BODY_BYTES),
                headers=auth_headers(self._settings.auth, self._settings.model),
                json=self._request(asked, dialect, most_tokens),
            )
            end = CallEnd("unusable")
            chat = read_chat(reply, self._secret, self._now())
            if isinstance(chat, Refusal):
                end = CallEnd(f"http_{chat.status}", answer=chat.text)
                return chat
            end = CallEnd(_outcome(chat), chat.tokens_in, chat.tokens_out, answer=redacted(chat.content, self._secret))
            found = self._found(chat, asked)
            end = attrs.evolve(end, outcome="answered")
        except HttpError as error:
            end = CallEnd(error.kind)
            raise (SourceUnavailable if error.before_the_request else ResearchError)(str(error)) from None
        else:
            return found
        finally:
            seconds = max(self._now() - call.started_at, 0.0)
            self._ledger.call_finished(call, attrs.evolve(end, seconds=seconds))

    def _request(self, asked: Asked, dialect: Dialect, most_tokens: int) -> dict[str, Any]:
        settings = self._settings
        return dialect.request(
            settings.model, messages(asked, settings.system_prompt), settings.temperature, most_tokens
        )

    def _found(self, chat: ChatReply, asked: Asked) -> Found:
        if chat.is_thoughts_only or chat.is_cut:
            raise _LimitReached(by_thinking=chat.is_thoughts_only)
        if not chat.content:
            raise ResearchError("the brain answered with nothing" + _why(chat.finish_reason))
        try:
            return findings_in(chat.content, asked, self._now())
        except ResearchError as error:
            raise ResearchError(one_line(redacted(str(error), self._secret), 200)) from None


def _outcome(chat: ChatReply) -> str:
    """The word for the books as long as nothing usable was found."""
    if chat.is_thoughts_only or not chat.content:
        return "no_content"
    return "cut" if chat.is_cut else "unusable"


def _why(finish_reason: str) -> str:
    return f" ({one_line(finish_reason, 40)})" if finish_reason not in {"", "stop"} else ""
