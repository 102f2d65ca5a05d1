"""NameSource: the research source that needs nobody but the name itself."""

from collections.abc import Callable, Mapping

import attrs

from aggregator.data.batch import Batch, Topic
from aggregator.data.model_detail import ModelDetail
from aggregator.research.sources.name.read_name import read_name
from aggregator.research.sources.source import Scope


@attrs.frozen
class NameSource:
    """Reads names. `now` gives seconds since 1970 (UTC)."""

    now: Callable[[], float]

    @property
    def name(self) -> str:
        """The word under which its facts stand."""
        return "name"

    @property
    def scope(self) -> Scope:
        """A name says the same wherever it is served."""
        return Scope.SUBJECT

    @property
    def batch_size(self) -> int:
        """Reading a name takes microseconds."""
        return 1000

    @property
    def concurrency(self) -> int:
        """It never waits, so more would bring nothing."""
        return 1

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """An answer for every topic, an empty one where the name says nothing."""
        as_of = int(self.now())
        return {
            question.topic: ModelDetail.said_by(self.name, as_of, read_name(question.name))
            for question in batch.questions
        }
