"""Listing: the answer of one provider."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import attrs

from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail


@attrs.frozen
class ListedModel:
    """One entry of a provider's list.

    `entry` is the provider's own JSON object, verbatim but for cleaned text, as compact UTF-8; `fingerprint` stands for
    the part of it that does not change at every call; `facts` is what the list itself says (source `server`).
    """

    name: str
    entry: bytes
    fingerprint: bytes
    digest: str = ""
    facts: ModelDetail = NOTHING_KNOWN

    def same_as(self, other: "ListedModel") -> bool:
        """Whether nothing that matters differs (a new `created` alone does not matter)."""
        return (
            self.fingerprint == other.fingerprint
            and self.digest == other.digest
            and self.facts.same_values(other.facts)
        )


@attrs.frozen(slots=False)
class Listing:
    """What one provider lists, each name once, in its own order."""

    models: tuple[ListedModel, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, ListedModel]:
        """The entries by their names."""
        return MappingProxyType({model.name: model for model in self.models})

    def __len__(self) -> int:
        return len(self.models)


NOTHING_LISTED = Listing()
