"""Rendering: rows and statuses as the JSON that clients read; pure functions from values to bytes."""

from collections.abc import Iterable
from typing import Any

import orjson

from aggregator.data.change import Change
from aggregator.data.detail_fields import FIELDS
from aggregator.data.fact import Fact
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.row_view import research_view, row_view, timestamp
from aggregator.data.snapshot import Row


def row_with_provenance(row: Row) -> dict[str, Any]:
    """The same row, each detail with its value, source and time."""
    facts = {field: fact_object(fact) for field, fact in row.detail.facts.items() if fact.value is not None}
    return {**row_view(row), "details": facts}


def claims_object(row: Row) -> dict[str, list[dict[str, Any]]]:
    """What every source says of each field, the winner first; None is an operator who takes the field away."""
    claims: dict[str, list[Fact]] = {}
    for claim in row.claims:
        for field, fact in claim.facts.items():
            claims.setdefault(field, []).append(fact)
    return {
        field: [
            {"source": fact.source, "value": fact.value, "as_of": timestamp(fact.as_of)}
            for fact in sorted(claims[field], key=lambda fact: fact.weight, reverse=True)
        ]
        for field in FIELDS
        if field in claims
    }


def change_object(change: Change) -> dict[str, Any]:
    """One entry of the journal."""
    return {
        "seq": change.seq,
        "at": timestamp(change.at),
        "type": change.type.value,
        "provider": change.provider,
        "name": change.name,
        "before": change.before,
        "after": change.after,
    }


def fact_object(fact: Fact) -> dict[str, Any]:
    """One fact with its origin."""
    return {"value": fact.value, "source": fact.source, "as_of": timestamp(fact.as_of)}


def openai_entry(row: Row, **more: Any) -> bytes:
    """The provider's own entry, verbatim, with one key more: `aggregator`."""
    aggregator = {
        "url": row.model.url,
        "port": row.model.port,
        "provider": row.provider,
        "state": row.state,
        "details": row.detail.values(),
        **more,
    }
    return splice(row.entry, b"aggregator", orjson.dumps(aggregator))


def splice(json_object: bytes, key: bytes, value: bytes) -> bytes:
    """A compact JSON object with one key more; a key of that name inside is replaced."""
    if b'"' + key + b'"' in json_object:
        document = orjson.loads(json_object)
        document.pop(key.decode(), None)
        json_object = orjson.dumps(document)
    comma = b"," if len(json_object) > len(b"{}") else b""
    return json_object[:-1] + comma + b'"' + key + b'":' + value + b"}"


def join(fragments: Iterable[bytes]) -> bytes:
    """A JSON array of objects that are JSON already."""
    return b"[" + b",".join(fragments) + b"]"


def provider_object(status: ProviderStatus) -> dict[str, Any]:
    """One entry of `GET /api/providers`; what is not known yet is null."""
    error = status.last_error
    return {
        "name": status.name,
        "url": status.url,
        "port": status.port,
        "base_url": status.base_url,
        "kind": status.kind,
        "state": status.state,
        "since": timestamp(status.since),
        "models": status.models,
        "skipped": status.skipped,
        "last_ok": _maybe(status.last_ok),
        "last_error": {"kind": error.kind, "message": error.message, "at": timestamp(error.at)} if error else None,
        "consecutive_failures": status.consecutive_failures,
        "next_poll_at": _maybe(status.next_poll_at),
        "latency_ms": round(status.latency_ms, 1) if status.latency_ms is not None else None,
        "polls": status.polls,
    }


def progress_object(progress: ResearchProgress, brain: dict[str, int]) -> dict[str, Any]:
    """`GET /api/research`; `brain` holds calls, failed, tokens_in and tokens_out."""
    return {
        "queued": progress.queued,
        "loading": progress.loading,
        "done": progress.done,
        "parked": progress.parked,
        "oldest_seconds": round(progress.oldest_seconds, 1) if progress.oldest_seconds is not None else None,
        "batches": {"ok": progress.batches_ok, "failed": progress.batches_failed},
        "brain": brain,
        "parked_models": [
            {"provider": parked.provider, "name": parked.name, **research_view(parked.status)}
            for parked in progress.parked_models
        ],
    }


def _maybe(seconds: float | None) -> str | None:
    return timestamp(seconds) if seconds is not None else None
