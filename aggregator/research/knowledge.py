"""Knowledge: what every source found out about every topic; it outlives the models that it is about."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from aggregator.data.batch import Topic
from aggregator.data.fact import source_rank
from aggregator.data.learnt import Learnt
from aggregator.data.model_detail import ModelDetail
from aggregator.data.subject import Subject


class Knowledge:
    """Details by topic and source; an empty detail means that there is nothing to know."""

    def __init__(self, facts: Iterable[Learnt] = ()) -> None:
        self._learnt: dict[Topic, dict[str, Learnt]] = {}
        for each in facts:
            self._learnt.setdefault(each.topic, {})[each.source] = each

    def learn(self, learnt: Learnt) -> Learnt:
        """Take in what a source says; what is to be kept of it.

        An answer takes the place of the one before; two of the same moment are merged. That it is the later one that
        counts, and not the one with the later date, makes it right under a clock that was set back.
        """
        by_source = self._learnt.setdefault(learnt.topic, {})
        before = by_source.get(learnt.source)
        if before is not None and before.at == learnt.at:
            learnt = attrs.evolve(learnt, detail=before.detail.merge(learnt.detail))
        by_source[learnt.source] = learnt
        return learnt

    def answer(self, topic: Topic, source: str) -> Learnt | None:
        """What the source last said about the topic; None when it never answered."""
        return self._learnt.get(topic, {}).get(source)

    def claims(self, topics: Iterable[Topic], but: str = "") -> Iterator[ModelDetail]:
        """What the sources, `but` one of them, say about any of these topics."""
        for topic in topics:
            for source, learnt in self._learnt.get(topic, {}).items():
                if learnt.detail and source != but:
                    yield learnt.detail


def subject_of(name: str, digest: str) -> Subject:
    """What a listed model is about: names are compared without case, and without the tag that Ollama leaves out."""
    return Subject.of(name, digest)


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
