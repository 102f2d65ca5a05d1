"""Listing: the answer of one provider."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import attrs
import orjson

from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail
from aggregator.data.provider import ProviderKind

EVER_NEW = ("created", "permission")
"""Keys for which some servers send a new value at every call (llama.cpp, vLLM, SGLang, llama-swap)."""


@attrs.frozen
class ListedModel:
    """One entry of a provider's list.

    `entry` is the provider's own JSON object, verbatim but for cleaned text, as compact UTF-8; `fingerprint` stands for
    the part of it that does not change at every call; `facts` is what the list itself says (source `server`); `kind` is
    the word of the server kind that read it, empty where that is not known yet.
    """

    name: str
    entry: bytes
    fingerprint: bytes
    digest: str = ""
    facts: ModelDetail = NOTHING_KNOWN
    kind: str = ProviderKind.GENERIC.value

    def same_as(self, other: "ListedModel") -> bool:
        """Whether nothing that matters differs (a new `created` alone does not matter)."""
        return (
            self.fingerprint == other.fingerprint
            and self.digest == other.digest
            and self.kind == other.kind
            and self.facts.same_values(other.facts)
        )

    def with_values_first_seen(self, before: "ListedModel") -> "ListedModel":
        """This entry, but with the ever new values as they stood in the entry `before`."""
        entry, former = orjson.loads(self.entry), orjson.loads(before.entry)
        entry.update({key: former[key] for key in EVER_NEW if key in former})
        return attrs.evolve(self, entry=orjson.dumps(entry))


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
