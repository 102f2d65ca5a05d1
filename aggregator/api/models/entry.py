"""Entry: one row with its encoded forms and what the filters look at, kept as long as the very same row stands."""

from collections.abc import Iterable, Mapping

import orjson

from aggregator.api.rendering import openai_entry, row_with_provenance
from aggregator.data.detail_fields import Value
from aggregator.data.row_view import row_view
from aggregator.data.snapshot import Row, RowKey

Sortable = str | int | float | tuple[str, ...]


class Entry:
    """Encoded when first wanted, and never again."""

    __slots__ = (
        "_full",
        "_json",
        "_openai",
        "capabilities",
        "context_length",
        "family",
        "key",
        "loaded",
        "row",
        "size_bytes",
        "text",
        "types",
    )

    def __init__(self, row: Row) -> None:
        values = row.detail.values()
        self.row = row
        self.key = row.key
        self.types = _words(values.get("types"))
        self.capabilities = _words(values.get("capabilities"))
        self.family = str(values.get("family", "")).casefold()
        self.context_length = _whole(values.get("context_length"))
        self.size_bytes = _whole(values.get("size_bytes"))
        self.loaded = values.get("loaded")
        self.text = f"{row.model.name}\n{values.get('summary', '')}".casefold()
        self._json: bytes | None = None
        self._full: bytes | None = None
        self._openai: bytes | None = None

    @property
    def json(self) -> bytes:
        """The row as `GET /api/models` shows it."""
        if self._json is None:
            self._json = orjson.dumps(row_view(self.row))
        return self._json

    @property
    def json_with_provenance(self) -> bytes:
        """The row with the origin of each detail."""
        if self._full is None:
            self._full = orjson.dumps(row_with_provenance(self.row))
        return self._full

    @property
    def openai(self) -> bytes:
        """The row as OpenAI's clients read it."""
        if self._openai is None:
            self._openai = openai_entry(self.row)
        return self._openai


class Entries:
    """All entries of the newest snapshot; what did not change is carried over from the one before."""

    def __init__(self) -> None:
        self._kept: Mapping[RowKey, Entry] = {}

    def of(self, rows: Iterable[Row]) -> Mapping[RowKey, Entry]:
        """The entries of these rows, in their order. One call at a time."""
        before, now = self._kept, {}
        for row in rows:
            key = row.key
            kept = before.get(key)
            now[key] = kept if kept is not None and kept.row is row else Entry(row)
        self._kept = now
        return now


def _words(value: Value | None) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset()


def _whole(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None
