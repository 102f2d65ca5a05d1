"""ProviderStatus: how a provider is doing, as people and programs see it."""

from enum import StrEnum

import attrs

from aggregator.data.provider import ProviderKind


class ProviderState(StrEnum):
    """The word for it; what leads from one to another is in discovery/provider_life.py."""

    UNKNOWN = "unknown"
    OK = "ok"
    DEGRADED = "degraded"
    UNREACHABLE = "unreachable"
    AUTH_ERROR = "auth_error"
    RATE_LIMITED = "rate_limited"
    BAD_ANSWER = "bad_answer"

    @property
    def serves(self) -> bool:
        """Whether the models of such a provider count as available."""
        return self in {ProviderState.OK, ProviderState.DEGRADED, ProviderState.RATE_LIMITED}


class ModelState(StrEnum):
    """Whether a model can be used now, as far as its provider's state tells."""

    AVAILABLE = "available"
    UNREACHABLE = "unreachable"

    @classmethod
    def under(cls, state: ProviderState) -> "ModelState":
        """The state of every model of a provider in `state`."""
        return cls.AVAILABLE if state.serves else cls.UNREACHABLE


@attrs.frozen
class Failure:
    """Why a poll failed: a word for programs, a sentence for people, when (seconds since 1970)."""

    kind: str
    message: str
    at: float


@attrs.frozen
class ProviderStatus:
    """One provider at one moment. All times are seconds since 1970 (UTC), None where there was none yet.

    `polls` are the latencies (ms) of the last ones, the oldest first, None where one failed.
    """

    name: str
    url: str
    port: int
    base_url: str
    kind: ProviderKind
    state: ProviderState
    since: float
    models: int = 0
    skipped: int = 0
    last_ok: float | None = None
    last_error: Failure | None = None
    consecutive_failures: int = 0
    next_poll_at: float | None = None
    latency_ms: float | None = None
    polls: tuple[float | None, ...] = ()
