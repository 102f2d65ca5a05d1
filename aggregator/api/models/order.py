"""Order: by which field rows are sorted; rows without the field come last, equal ones by name, then provider."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import attrs

from aggregator.api.models.entry import Entry, Sortable
from aggregator.data.detail_fields import FIELDS
from aggregator.data.snapshot import Row, RowKey

ROW_FIELDS: Final[Mapping[str, Callable[[Row], Sortable | None]]] = {
    "name": lambda row: row.model.name,
    "provider": lambda row: row.provider,
    "url": lambda row: row.model.url,
    "port": lambda row: row.model.port,
    "base_url": lambda row: row.base_url,
    "state": lambda row: row.state.value,
    "first_seen": lambda row: int(row.first_seen),  # as it is shown, in whole seconds
    "last_seen": lambda row: None if row.last_seen is None else int(row.last_seen),
}
SORT_FIELDS: Final = (*ROW_FIELDS, *FIELDS)
UNCHANGING: Final = frozenset({"name", "provider"})
"""A row keeps these for life, so no row moves in an order by them."""


@attrs.frozen
class Order:
    """The default is the order of the catalogue itself."""

    field: str = "name"
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> "Order":
        """`field`, or `-field` for descending. Raises ValueError."""
        field = text.removeprefix("-")
        if field not in SORT_FIELDS:
            raise ValueError(f"must be one of {', '.join(SORT_FIELDS)}, with - before it for descending")
        return cls(field, text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    @property
    def is_stable(self) -> bool:
        """Whether rows keep their places relative to each other, however they change."""
        return self.field in UNCHANGING

    def value(self, row: Row) -> Sortable | None:
        """What the row is sorted by."""
        of_row = ROW_FIELDS.get(self.field)
        return of_row(row) if of_row is not None else row.detail.get(self.field)

    def sorted(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """These entries, which come in the catalogue's order, in this order."""
        if self == CATALOGUE_ORDER:
            return tuple(entries)
        known: list[tuple[Sortable, Entry]] = []
        unknown: list[Entry] = []
        for entry in entries:
            value = self.value(entry.row)
            if value is None:
                unknown.append(entry)
            else:
                known.append((value, entry))
        known.sort(key=lambda pair: pair[0], reverse=self.descending)  # stable, also in reverse
        return (*(entry for _value, entry in known), *unknown)

    def is_after(self, entry: Entry, value: Sortable | None, key: RowKey) -> bool:
        """Whether an entry comes after the row that had this value and key."""
        mine = self.value(entry.row)
        if mine is None or value is None:
            return mine is None and (value is not None or entry.key > key)
        if mine == value:
            return entry.key > key
        return mine < value if self.descending else mine > value  # type: ignore[operator]  # of one field: one type


CATALOGUE_ORDER: Final = Order()
