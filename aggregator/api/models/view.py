"""View: one version of the catalogue, ready to be served: its entries, its indexes and the pages made so far."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import orjson

from aggregator.api.models.cursor import Cursor
from aggregator.api.models.entry import Entry
from aggregator.api.models.order import Order
from aggregator.api.models.query import Filter, ModelQuery
from aggregator.api.page import Page
from aggregator.api.rendering import join
from aggregator.data.row_view import timestamp
from aggregator.data.snapshot import RowKey, Snapshot

Pinned = Mapping[tuple[str, Order], Sequence[RowKey]]
"""The orders, by version, in which readers are turning pages."""


class View:
    """What is built from it is kept until the next version comes."""

    def __init__(self, snapshot: Snapshot, entries: Mapping[RowKey, Entry]) -> None:
        self.snapshot = snapshot
        self.by_key = entries
        self.entries = tuple(entries.values())
        self._orders: dict[Order, tuple[Entry, ...]] = {}
        self._found: OrderedDict[tuple[Filter, Order], Sequence[Entry]] = OrderedDict()

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Entry]]:
        """All entries of a name."""
        names: dict[str, list[Entry]] = {}
        for entry in self.entries:
            names.setdefault(entry.key[0], []).append(entry)
        return names

    def openai_page(self) -> Page:
        """`GET /v1/models`."""
        return Page(b'{"object":"list","data":' + join(entry.openai for entry in self.entries) + b"}")

    def page(self, query: ModelQuery, pinned: Pinned) -> tuple[Page, Cursor | None]:
        """`GET /api/models` for this query, and the cursor in it."""
        found = self.found(query.filter, query.order)
        rest = found if query.cursor is None else self._after(query, query.cursor, found, pinned)
        shown = rest if query.limit is None else rest[: query.limit]
        following = self._cursor(query, shown[-1]) if len(shown) < len(rest) else None
        head = {
            "version": self.snapshot.version,
            "as_of": timestamp(self.snapshot.as_of),
            "total": len(found),
            "next": str(following) if following is not None else None,
        }
        rows = (entry.json_with_provenance if query.with_provenance else entry.json for entry in shown)
        body = orjson.dumps(head)[:-1] + b',"models":' + join(rows) + b"}"
        return Page(body, headers={"X-Catalogue-Seq": str(self.snapshot.seq)}), following

    def found(self, wanted: Filter, order: Order) -> Sequence[Entry]:
        """All that pass, in that order."""
        if (wanted, order) not in self._found:
            self._found[wanted, order] = wanted.apply(self.ordered(order))
            if len(self._found) > MOST_FOUND:
                self._found.popitem(last=False)
        return self._found[wanted, order]

    def ordered(self, order: Order) -> tuple[Entry, ...]:
        """All entries in that order."""
        if order not in self._orders:
            self._orders[order] = order.sorted(self.entries)
        return self._orders[order]

    def _after(self, query: ModelQuery, cursor: Cursor, found: Sequence[Entry], pinned: Pinned) -> Sequence[Entry]:
        keys = pinned.get((cursor.version, query.order))
        if keys is None or query.order.is_stable:
            return [entry for entry in found if query.order.is_after(entry, cursor.value, cursor.key)]
        # The order that the reader began with holds to the end: a row that changes must not come twice, or not at all.
        passing = {entry.key: entry for entry in found}
        following = keys[keys.index(cursor.key) + 1 :] if cursor.key in keys else ()
        return [passing[key] for key in following if key in passing]

    def _cursor(self, query: ModelQuery, last: Entry) -> Cursor:
        begun = query.cursor.version if query.cursor is not None else self.snapshot.version
        return Cursor(query.order, begun, query.order.value(last.row), last.key)


MOST_FOUND = 16
"""Results of filters kept for those who turn pages; each holds references only."""


def keys_of(entries: Iterable[Entry]) -> tuple[RowKey, ...]:
    """Their keys, in order."""
    return tuple(entry.key for entry in entries)
