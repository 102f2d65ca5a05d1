"""Quarantine: bad rows are set aside, where nobody is served from them and somebody can still look at them."""

import sqlite3
from collections import Counter
from collections.abc import Iterable

import structlog

from aggregator.store.sqlite.faults import Damaged
from aggregator.store.sqlite.reading import BadRow
from aggregator.store.sqlite.rows import KEYED, Text

log = structlog.get_logger("aggregator.store")


def set_aside(connection: sqlite3.Connection, rows: Iterable[BadRow], wall_seconds: float) -> None:
    """Move these rows, in the caller's transaction.

    Raises:
        Damaged: one of them can't be found again, so the file itself is bad.
        sqlite3.Error: see faults.
    """
    for row in rows:
        connection.execute(
            "INSERT INTO quarantine (origin, at, key, body) VALUES (?, ?, ?, ?)",
            (row.table, wall_seconds, row.key, row.body),
        )
        value = "CAST(? AS TEXT)" if isinstance(row.key, Text) else "?"
        key = "key" if row.table in KEYED else "number"
        if connection.execute(f"DELETE FROM {row.table} WHERE {key} IS {value}", (row.key,)).rowcount != 1:
            raise Damaged(f"a row of {row.table} stands where it can't be found")


def tell_of(rows: Iterable[BadRow]) -> None:
    """One line, however many they are."""
    counts = Counter(row.table for row in rows)
    if counts:
        log.warning("store_rows_set_aside", rows=counts.total(), tables=dict(counts))
