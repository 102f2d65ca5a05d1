"""Source: what a research source has to be able to do."""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol, runtime_checkable

from aggregator.data.batch import Batch, Topic
from aggregator.data.model_detail import ModelDetail


class Scope(Enum):
    """What one answer of a source holds for."""

    SUBJECT = "subject"  # the model as such, wherever it is served
    MODEL = "model"  # the model of this one provider
    DIGEST = "digest"  # the model as such where a digest tells it from others of its name, else that of one provider


@runtime_checkable
class Versioned(Protocol):
    """A source whose way of asking can change: with a new version everything is asked anew."""

    @property
    def version(self) -> str:
        """Names the way of asking, a prompt's digest say."""
        ...


@runtime_checkable
class Ageing(Protocol):
    """A source whose answers hold only for a while."""

    def lasts_seconds(self, detail: ModelDetail) -> float:
        """For how long this answer holds; an empty one may hold for less."""
        ...


class Source(Protocol):
    """Something that researches models.

    `research` answers with a detail for each topic it could say something about. A topic that it does not name is asked
    again (alone, if need be); a topic about which there is nothing to know gets an empty detail.
    """

    @property
    def name(self) -> str:
        """The word under which its facts stand; see aggregator/data/fact.py for who wins."""
        ...

    @property
    def scope(self) -> Scope:
        """What its topics are: Subject or Model."""
        ...

    @property
    def batch_size(self) -> int:
        """How many topics it takes at once."""
        ...

    @property
    def concurrency(self) -> int:
        """How many batches it takes side by side."""
        ...

    async def research(self, batch: Batch) -> Mapping[Topic, ModelDetail]:
        """Research a batch, on the loop, without blocking it.

        Raises:
            ResearchError: this batch failed; it is halved until the topic that breaks it stands alone.
            SourceUnavailable: the source can't be used now; the batch waits unchanged, without a reproach.
        """
        ...
