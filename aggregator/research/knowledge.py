"""Knowledge: what every source found out about every topic; it outlives the models that it is about."""

from collections.abc import Iterable, Iterator, Mapping

from aggregator.data.batch import Topic
from aggregator.data.fact import source_rank
from aggregator.data.learnt import Learnt
from aggregator.data.model_detail import ModelDetail
from aggregator.data.subject import Subject


class Knowledge:
    """Details by topic and source; an empty detail means that there is nothing to know."""

    def __init__(self, facts: Iterable[Learnt] = ()) -> None:
        self._details: dict[Topic, dict[str, ModelDetail]] = {}
        for each in facts:
            self._details.setdefault(each.topic, {})[each.source] = each.detail

    def learn(self, learnt: Learnt) -> Learnt:
        """Take in what a source says now; what it says in all, to be kept."""
        by_source = self._details.setdefault(learnt.topic, {})
        before = by_source.get(learnt.source)
        by_source[learnt.source] = learnt.detail if before is None else before.merge(learnt.detail)
        return Learnt(learnt.topic, learnt.source, by_source[learnt.source])

    def is_known(self, topic: Topic, source: str) -> bool:
        """Whether the source has answered about the topic."""
        return source in self._details.get(topic, {})

    def claims(self, topics: Iterable[Topic], but: str = "") -> Iterator[ModelDetail]:
        """What the sources, `but` one of them, say about any of these topics."""
        for topic in topics:
            for source, detail in self._details.get(topic, {}).items():
                if detail and source != but:
                    yield detail


def subject_of(name: str, digest: str) -> Subject:
    """What a listed model is about: names are compared without case, and without the tag that Ollama leaves out."""
    return Subject(name.casefold().removesuffix(":latest"), digest)


def by_trust(claims: Iterable[ModelDetail]) -> tuple[ModelDetail, ...]:
    """One detail for each source, the most trusted first."""
    merged: dict[str, ModelDetail] = {}
    for claim in claims:
        for source, part in _by_source(claim).items():
            merged[source] = merged[source].merge(part) if source in merged else part
    return tuple(merged[source] for source in sorted(merged, key=lambda name: (-source_rank(name), name)))


def _by_source(claim: ModelDetail) -> Mapping[str, ModelDetail]:
    sources = {fact.source for fact in claim.facts.values()}
    if len(sources) == 1:
        return {sources.pop(): claim}
    return {
        source: ModelDetail({field: fact for field, fact in claim.facts.items() if fact.source == source})
        for source in sources
    }
