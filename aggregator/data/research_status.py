"""ResearchStatus: how far the research of one model is."""

from enum import StrEnum

import attrs


class ResearchState(StrEnum):
    """Where a model stands in the queue; `parked` means given up until somebody asks."""

    QUEUED = "queued"
    LOADING = "loading"
    DONE = "done"
    PARKED = "parked"


@attrs.frozen
class ResearchStatus:
    """The state with its reasons; `next_try` is in seconds since 1970 (UTC), None where nothing waits."""

    state: ResearchState
    attempts: int = 0
    last_error: str | None = None
    next_try: float | None = None


NEVER_ASKED = ResearchStatus(ResearchState.QUEUED)
