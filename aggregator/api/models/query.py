"""ModelQuery: what a reader of `GET /api/models` wants, read strictly from its parameters."""

from collections.abc import Sequence

import attrs

from aggregator.api.models.cursor import Cursor
from aggregator.api.models.entry import Entry
from aggregator.api.models.order import CATALOGUE_ORDER, Order
from aggregator.api.query_string import QueryString
from aggregator.data.detail_fields import CAPABILITIES, MODEL_TYPES
from aggregator.data.provider_status import ModelState

MOST_ROWS = 1_000
LARGEST_NUMBER = 10**15
PARAMETERS = (
    *("provider", "state", "type", "capability", "family", "q", "min_context", "max_size_bytes", "loaded"),
    *("sort", "limit", "cursor", "provenance"),
)
Words = frozenset[str]


@attrs.frozen(cache_hash=True)
class Filter:
    """Which rows are wanted; an empty set and None ask for nothing."""

    providers: Words = frozenset()
    states: Words = frozenset()
    types: Words = frozenset()
    capabilities: Words = frozenset()
    families: Words = frozenset()
    text: str = ""
    min_context: int | None = None
    max_size_bytes: int | None = None
    loaded: bool | None = None

    def apply(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Those that pass, in their order. One plain pass a condition: nothing is faster in Python."""
        kept = entries
        if wanted := self.providers:
            kept = [entry for entry in kept if entry.row.provider in wanted]
        if wanted := self.states:
            kept = [entry for entry in kept if entry.row.state in wanted]
        if wanted := self.types:
            kept = [entry for entry in kept if not wanted.isdisjoint(entry.types)]
        if wanted := self.capabilities:
            kept = [entry for entry in kept if not wanted.isdisjoint(entry.capabilities)]
        if wanted := self.families:
            kept = [entry for entry in kept if entry.family in wanted]
        if text := self.text:
            kept = [entry for entry in kept if text in entry.text]
        return self._within_bounds(kept)

    def _within_bounds(self, kept: Sequence[Entry]) -> Sequence[Entry]:
        """Those whose values are known and pass."""
        if (least := self.min_context) is not None:
            kept = [entry for entry in kept if entry.context_length is not None and entry.context_length >= least]
        if (most := self.max_size_bytes) is not None:
            kept = [entry for entry in kept if entry.size_bytes is not None and entry.size_bytes <= most]
        if (loaded := self.loaded) is not None:
            kept = [entry for entry in kept if entry.loaded is loaded]
        return kept


EVERYTHING = Filter()


@attrs.frozen(cache_hash=True)
class ModelQuery:
    """A filter, an order, and which part of it in which form."""

    filter: Filter = EVERYTHING
    order: Order = CATALOGUE_ORDER
    limit: int | None = None
    cursor: Cursor | None = None
    with_provenance: bool = False


def read_model_query(query: QueryString) -> ModelQuery:
    """Read the parameters; ProblemError 400 names the one that is wrong."""
    query.allow_only(PARAMETERS)
    cursor = query.parsed("cursor", Cursor.parse) if query.text("cursor") else None  # empty: from the beginning
    order = query.parsed("sort", Order.parse) or (cursor.order if cursor is not None else CATALOGUE_ORDER)
    if cursor is not None and cursor.order != order:
        raise query.wrong("cursor", f"belongs to sort={cursor.order}, so it can't go on with sort={order}")
    return ModelQuery(
        Filter(
            query.texts("provider"),
            query.words("state", tuple(ModelState)),
            query.words("type", MODEL_TYPES),
            query.words("capability", CAPABILITIES),
            frozenset(family.casefold() for family in query.texts("family")),
            (query.text("q") or "").casefold(),
            query.whole("min_context", 0, LARGEST_NUMBER),
            query.whole("max_size_bytes", 0, LARGEST_NUMBER),
            query.flag("loaded") if query.text("loaded") is not None else None,
        ),
        order,
        query.whole("limit", 1, MOST_ROWS),
        cursor,
        query.flag("provenance"),
    )
