"""Trimming: what only grows is cut back now and then, not at every write."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

from aggregator.store.engine import KEPT_CHANGES

KEPT_CALLS: Final = 2_000
_KEPT_ROWS: Final = {"changes": KEPT_CHANGES, "ledger": 2 * KEPT_CALLS, "quarantine": 1_000}
"""A call has two rows in the ledger: its beginning and its end."""
_KEPT_BYTES: Final = {"changes": 64 << 20, "ledger": 64 << 20, "cached": 64 << 20, "quarantine": 16 << 20}
_SLACK_BYTES: Final = 1 << 20
"""Trim again after so many new bytes."""


class Trimmer:
    """Counts what was written and says when it is worth while to trim."""

    def __init__(self) -> None:
        self._grown: dict[str, int] = {}

    def due(self, bytes_put: Mapping[str, int]) -> tuple[str, ...]:
        """The tables to trim in the same transaction; they count from zero again."""
        for table in bytes_put.keys() & _KEPT_BYTES.keys():
            self._grown[table] = self._grown.get(table, 0) + bytes_put[table]
        due = tuple(table for table, grown in self._grown.items() if grown > _SLACK_BYTES)
        for table in due:
            del self._grown[table]
        return due


def trim(connection: sqlite3.Connection, tables: Iterable[str] = tuple(_KEPT_BYTES)) -> None:
    """Drop the oldest rows beyond the number and the size that are kept, but not the newest.

    Raises:
        sqlite3.Error: see faults.
    """
    for table in tables:
        if table == "cached":
            _trim(connection, table, "key", "day DESC, key")
        else:
            _trim(connection, table, "number", "number DESC")


def _trim(connection: sqlite3.Connection, table: str, key: str, newest_first: str) -> None:
    rows_left, bytes_left = _KEPT_ROWS.get(table, 1 << 62), _KEPT_BYTES[table]
    doomed = []
    # The length stands in the row's head: the bodies themselves are not read.
    for number, row in enumerate(
        connection.execute(f"SELECT {key}, length(body) FROM {table} ORDER BY {newest_first}")
    ):
        bytes_left -= row[1] or 0
        if number and (number >= rows_left or bytes_left < 0):
            doomed.append((row[0],))
    connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", doomed)
