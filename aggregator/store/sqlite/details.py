"""Topics and details as JSON, and back."""

from collections.abc import Mapping
from sys import intern
from typing import Any

from aggregator.data.batch import Topic
from aggregator.data.fact import Fact
from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.subject import Subject


def topic_as_json(topic: Topic) -> list[object]:
    """Two elements for a subject, three for a model."""
    if isinstance(topic, Subject):
        return [topic.name, topic.digest]
    return [topic.url, topic.port, topic.name]


def topic_of(parts: list[Any]) -> Topic:
    """See topic_as_json."""
    return Subject(*parts) if len(parts) == 2 else Model(*parts)


def detail_as_json(detail: ModelDetail) -> dict[str, object]:
    """Every fact as [value, source, as_of]."""
    return {field: (fact.value, fact.source, fact.as_of) for field, fact in detail.facts.items()}


def detail_of(facts: Mapping[str, Any]) -> ModelDetail:
    """See detail_as_json; values were checked before they were kept, and the check sum says that they are the same."""
    if not facts:
        return NOTHING_KNOWN
    return ModelDetail(
        {
            field: Fact(tuple(value) if type(value) is list else value, intern(source), as_of)
            for field, (value, source, as_of) in facts.items()
        }
    )
