"""Connections to the file: one that writes and keeps, one that reads whatever can be read and touches nothing."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aggregator.store.sqlite.rows import Text

_BUSY_SECONDS: Final = 1.0
"""So long another program (a backup, say) may hold the file before a write counts as failed."""


def connect(path: Path) -> sqlite3.Connection:
    """The connection that writes. One thread at a time may use it, whichever.

    Raises:
        sqlite3.Error: see faults.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.text_factory = Text
    try:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # 4 ms more than NORMAL, and a power cut loses nothing that was paid for
            "cell_size_check=ON",
            "secure_delete=FAST",  # no old version of a row lies about in a page for a flipped bit to find
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that needs neither room on the disk nor permission to write, and leaves the file as it is.

    The write-ahead log is read too: its index is kept in memory, as the locking mode allows. There are no locks at all,
    so it is only for a file that nobody writes to.

    Raises:
        sqlite3.Error: see faults.
    """
    log = Path(f"{path}-wal")
    how = "vfs=unix-none" if log.exists() and log.stat().st_size else "immutable=1"  # without a log SQLite makes one
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro&{how}", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = Text
    try:
        for pragma in (
            "locking_mode=EXCLUSIVE",
            "writable_schema=ON",  # so SQLite puts up with a schema that is damaged, and with a file that was cut off
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        raise
