"""ModelDetail: what is known about a model, field by field, and how two of them merge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from types import MappingProxyType

import attrs

from aggregator.data.detail_fields import FIELDS, Value, check_value
from aggregator.data.fact import Fact


def _read_only(facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
    return MappingProxyType({field: facts[field] for field in FIELDS if field in facts})


@attrs.frozen
class ModelDetail:
    """Facts by field, in the order of FIELDS. An absent field is unknown."""

    facts: Mapping[str, Fact] = attrs.field(default=MappingProxyType({}), converter=_read_only)

    @classmethod
    def said_by(cls, source: str, as_of: int, values: Mapping[str, object]) -> "ModelDetail":
        """What one source says; None and values that can't be right are left out."""
        return cls({field: Fact(value, source, as_of) for field, value in _usable(values)})

    def merge(self, other: "ModelDetail") -> "ModelDetail":
        """Both together, field by field the fact of the better source, then the newer one.

        Commutative, associative and idempotent, so that results may arrive in any order, and twice.
        """
        if not other.facts or self is other:
            return self
        if not self.facts:
            return other
        merged = dict(self.facts)
        for field, fact in other.facts.items():
            mine = merged.get(field)
            if mine is None or mine.weight < fact.weight:
                merged[field] = fact
        return ModelDetail(merged)

    def values(self) -> dict[str, Value]:
        """The plain values; a field that an override took away is absent."""
        return {field: fact.value for field, fact in self.facts.items() if fact.value is not None}

    def get(self, field: str) -> Value | None:
        """The value of one field, None when it is unknown."""
        fact = self.facts.get(field)
        return fact.value if fact else None

    def same_values(self, other: "ModelDetail") -> bool:
        """Whether both say the same from the same sources, whenever they learnt it."""
        return {field: (fact.value, fact.source) for field, fact in self.facts.items()} == {
            field: (fact.value, fact.source) for field, fact in other.facts.items()
        }

    def __bool__(self) -> bool:
        return bool(self.facts)


NOTHING_KNOWN = ModelDetail()


def merge_all(details: Iterable[ModelDetail]) -> ModelDetail:
    """All of them merged."""
    return reduce(ModelDetail.merge, details, NOTHING_KNOWN)


def in_all(details: Sequence[ModelDetail]) -> ModelDetail:
    """All of them merged, but only the fields that every one of them knows."""
    merged = merge_all(details)
    return ModelDetail({field: fact for field, fact in merged.facts.items() if all(field in d.facts for d in details)})


def _usable(values: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    for field, value in values.items():
        if value is None:
            continue
        try:
            yield field, check_value(field, value)
        except ValueError:  # a value that can't be right is the same as none
            continue
