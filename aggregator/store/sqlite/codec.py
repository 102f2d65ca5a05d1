"""Records as keys and texts, and back."""

from typing import Any

from aggregator.data.batch import Topic
from aggregator.data.change import Change, ChangeType
from aggregator.data.learnt import Learnt
from aggregator.data.records import AnswerCached, CallBegun, CallOver, TrialKept
from aggregator.data.snapshot import RowKey
from aggregator.store.sqlite.details import detail_as_json, detail_of, topic_as_json, topic_of
from aggregator.store.sqlite.json_text import from_json, to_json


def topic_key(source: str, topic: Topic) -> bytes:
    """The key of facts and trials."""
    return to_json((source, topic_as_json(topic)))


def learnt_as_text(learnt: Learnt) -> bytes:
    """All but what the key says."""
    return to_json((detail_as_json(learnt.detail), learnt.version, learnt.at))


def learnt_of(key: bytes, text: bytes) -> Learnt:
    """See learnt_as_text."""
    source, topic = from_json(key)
    facts, version, at = from_json(text)
    return Learnt(topic_of(topic), source, detail_of(facts), version, at)


def trial_as_text(trial: TrialKept) -> bytes:
    """All but what the key says."""
    return to_json((trial.attempts, trial.error, trial.due_at))


def trial_of(key: bytes, text: bytes) -> TrialKept:
    """See trial_as_text."""
    source, topic = from_json(key)
    attempts, error, due_at = from_json(text)
    return TrialKept(source, topic_of(topic), attempts, error, due_at)


def row_key_of(key: bytes) -> RowKey:
    """The key of a told row."""
    name, provider = from_json(key)
    return name, provider


def view_of(text: bytes) -> Any:
    """What was told of a row, with tuples, as it was told: to the journal a list would be a change."""
    return _with_tuples(from_json(text))


def change_as_text(change: Change) -> bytes:
    """All but the number."""
    return to_json((change.at, change.type, change.provider, change.name, change.before, change.after))


def change_of(number: int, text: bytes) -> Change:
    """See change_as_text."""
    at, kind, provider, name, before, after = from_json(text)
    return Change(number, at, ChangeType(kind), provider, name, _with_tuples(before), _with_tuples(after))


def cached_as_text(cached: AnswerCached) -> bytes:
    """A head, then the body as it came."""
    return to_json((cached.etag, cached.fetched_at)) + b"\n" + cached.body


def cached_of(key: bytes, text: bytes) -> AnswerCached:
    """See cached_as_text."""
    head, _, body = text.partition(b"\n")
    etag, fetched_at = from_json(head)
    return AnswerCached(from_json(key), body, etag, fetched_at)


def call_as_text(call: CallBegun | CallOver) -> bytes:
    """One entry of the ledger."""
    if isinstance(call, CallBegun):
        topics = [topic_as_json(topic) for topic in call.topics]
        return to_json(("begun", call.number, call.batch, call.model, topics, call.at))
    return to_json(
        ("over", call.number, call.outcome, call.tokens_in, call.tokens_out, call.seconds, call.answer),
    )


def call_of(_number: int, text: bytes) -> CallBegun | CallOver:
    """See call_as_text."""
    kind, *parts = from_json(text)
    if kind == "over":
        return CallOver(*parts)
    number, batch, model, topics, at = parts
    return CallBegun(number, batch, model, tuple(topic_of(topic) for topic in topics), at)


def _with_tuples(value: Any) -> Any:
    if type(value) is dict:
        return {key: _with_tuples(each) for key, each in value.items()}
    return tuple(map(_with_tuples, value)) if type(value) is list else value
