"""Batch: models that are researched together by one source."""

import attrs

from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.provider import Provider
from aggregator.data.subject import Subject

Topic = Subject | Model
"""What one answer is about: a subject (the same everywhere), or one model of one provider."""


@attrs.frozen
class Place:
    """Where a model is offered."""

    provider: Provider
    listed: ListedModel


@attrs.frozen
class Question:
    """One topic of a batch: its name as listed, the places that offer it, and what other sources know already."""

    topic: Topic
    name: str
    places: tuple[Place, ...] = ()
    known: ModelDetail = NOTHING_KNOWN


@attrs.frozen
class Batch:
    """Questions for one source; `number` is unique within a run of the service."""

    number: int
    source: str
    questions: tuple[Question, ...]

    def __len__(self) -> int:
        return len(self.questions)
