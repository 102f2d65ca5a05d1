"""Progress: the research in numbers, counted from the rows."""

from collections import Counter
from collections.abc import Sequence

import attrs

from aggregator.data.research_progress import ParkedModel, ResearchProgress
from aggregator.data.research_status import ResearchState
from aggregator.data.snapshot import Row


@attrs.frozen
class BatchCounts:
    """How many batches ended well and how many did not, since the start."""

    well: int = 0
    badly: int = 0

    def ok(self) -> "BatchCounts":
        """One more that brought something."""
        return attrs.evolve(self, well=self.well + 1)

    def failed(self) -> "BatchCounts":
        """One more that brought nothing."""
        return attrs.evolve(self, badly=self.badly + 1)


def progress(rows: Sequence[Row], counts: BatchCounts, oldest_seconds: float | None) -> ResearchProgress:
    """The numbers for people and programs."""
    states = Counter(row.research.state for row in rows)
    return ResearchProgress(
        queued=states[ResearchState.QUEUED],
        loading=states[ResearchState.LOADING],
        done=states[ResearchState.DONE],
        parked=states[ResearchState.PARKED],
        oldest_seconds=oldest_seconds,
        batches_ok=counts.well,
        batches_failed=counts.badly,
        parked_models=tuple(
            ParkedModel(row.provider, row.model.name, row.research)
            for row in rows
            if row.research.state is ResearchState.PARKED
        ),
    )
