"""The schema: numbered steps that lead from an empty file to what this version of the program writes."""

import sqlite3
from collections.abc import Callable
from typing import Final

from aggregator.store.sqlite.faults import Damaged
from aggregator.store.sqlite.json_text import from_json, to_json
from aggregator.store.sqlite.rows import KEYED, NUMBERED, PUT, SELECT, is_sound, keyed

Step = Callable[[sqlite3.Connection], None]


def _first_tables(connection: sqlite3.Connection) -> None:
    for table in KEYED:
        connection.execute(
            f"CREATE TABLE {table} (key BLOB PRIMARY KEY, day INTEGER NOT NULL, crc INTEGER NOT NULL,"
            " body BLOB NOT NULL) WITHOUT ROWID"
        )
    for table in NUMBERED:
        connection.execute(
            f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, crc INTEGER NOT NULL, body BLOB NOT NULL)"
        )
    connection.execute("CREATE TABLE quarantine (number INTEGER PRIMARY KEY, origin TEXT, at REAL, key, body)")


STEPS: Final[tuple[Step, ...]] = (_first_tables,)
"""Step n leads from version n to version n + 1. A step that was released never changes; a new one is added.

The table `meta` keeps its form for good: by it every version recognises every other.
"""


def put_meta(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Note something about the file as a whole."""
    connection.execute(PUT["meta"], keyed("meta", to_json(name), 0, to_json(value)))


def get_meta(connection: sqlite3.Connection, name: str) -> object:
    """What was noted; None when nothing was, or nothing that can be trusted."""
    row = connection.execute(f"{SELECT['meta']} WHERE key = ?", (to_json(name),)).fetchone()
    return from_json(row[3]) if row is not None and is_sound("meta", row) else None


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps the file has behind it.

    Raises:
        Damaged: that can't be read.
        sqlite3.Error: see faults.
    """
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        return 0
    version = get_meta(connection, "schema")
    if not isinstance(version, int):
        raise Damaged("the version of its schema can't be read")
    return version
