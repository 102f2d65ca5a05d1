"""The row as the outside sees it: JSON-ready, with absent keys for what is not known."""

from datetime import UTC, datetime
from typing import Any

from aggregator.data.research_status import ResearchStatus
from aggregator.data.snapshot import Row


def timestamp(seconds: float) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def present(**fields: Any) -> dict[str, Any]:
    """A JSON object without the fields that are None."""
    return {name: value for name, value in fields.items() if value is not None}


def row_view(row: Row) -> dict[str, Any]:
    """One row of `GET /api/models`, and what the journal says of it."""
    return present(
        url=row.model.url,
        port=row.model.port,
        name=row.model.name,
        provider=row.provider,
        base_url=row.base_url,
        state=row.state.value,
        first_seen=timestamp(row.first_seen),
        last_seen=timestamp(row.last_seen) if row.last_seen is not None else None,
        details=row.detail.values(),
        research=research_view(row.research),
    )


def research_view(status: ResearchStatus) -> dict[str, Any]:
    """How far the research of one model is."""
    return present(
        state=status.state.value,
        attempts=status.attempts,
        last_error=status.last_error,
        next_try=timestamp(status.next_try) if status.next_try is not None else None,
    )
