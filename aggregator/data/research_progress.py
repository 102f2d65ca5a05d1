"""ResearchProgress: how far the research is, in numbers and in reasons."""

import attrs

from aggregator.data.research_status import ResearchStatus


@attrs.frozen
class ParkedModel:
    """A model that was given up until somebody asks."""

    provider: str
    name: str
    status: ResearchStatus


@attrs.frozen
class ResearchProgress:
    """Counts of rows by research state, of batches since the start, and the parked models.

    `oldest_seconds` is how long the longest waiting topic has waited, None when none waits.
    """

    queued: int = 0
    loading: int = 0
    done: int = 0
    parked: int = 0
    oldest_seconds: float | None = None
    batches_ok: int = 0
    batches_failed: int = 0
    parked_models: tuple[ParkedModel, ...] = ()
