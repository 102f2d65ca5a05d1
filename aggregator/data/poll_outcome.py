"""PollOutcome: how one list request ended."""

import attrs

from aggregator.data.listing import Listing
from aggregator.data.provider import ProviderKind


@attrs.frozen
class PollAnswer:
    """A valid list.

    `body_digest` stands for the bytes it came in; `skipped` counts entries that could not be taken (unusable ids,
    duplicates, what is no object).
    """

    listing: Listing
    kind: ProviderKind
    body_digest: bytes = b""
    skipped: int = 0
    latency_ms: float = 0.0


@attrs.frozen
class PollFailure:
    """No valid list; `kind` and `message` as in PollError."""

    kind: str
    message: str
    retry_after_seconds: float | None = None


PollOutcome = PollAnswer | PollFailure
"""Failure is never an empty list."""
