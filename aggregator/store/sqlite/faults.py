"""Faults: what is wrong with the file, told apart: damage in it, or circumstances around it; and a phrase for it."""

import errno
import os
import sqlite3
from typing import Final

from aggregator.errors import AggregatorError

_PHRASES: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_PERM: "the file is read-only",
    sqlite3.SQLITE_BUSY: "the file is locked by another program",
    sqlite3.SQLITE_LOCKED: "the file is locked by another program",
    sqlite3.SQLITE_IOERR: "the disk reports an I/O error",
    sqlite3.SQLITE_CANTOPEN: "the file can't be opened",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is no database",
}
_CIRCUMSTANCES: Final = (
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT),
    *(sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_MISUSE),
)


class Damaged(AggregatorError):
    """The file holds what this program never wrote; the message says what was seen."""


DATABASE_FAULTS: Final = (sqlite3.Error, Damaged, UnicodeDecodeError)
"""What the use of a file can raise; the last comes up when SQLite's message quotes a damaged schema."""
FAULTS: Final = (*DATABASE_FAULTS, OSError)
"""The same, and what the use of the file system can raise."""


def is_damage(error: BaseException) -> bool:
    """Whether the file itself is bad, so that waiting does not help."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)  # without one it never came to SQLite
        return code & 0xFF not in _CIRCUMSTANCES
    return isinstance(error, Damaged | UnicodeDecodeError)


def is_lock(error: BaseException) -> bool:
    """Whether another program holds the file."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def phrase(error: BaseException) -> str:
    """A short phrase for people."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
        return _PHRASES.get(code & 0xFF, f"the database reports: {error}")
    if isinstance(error, OSError):
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return _PHRASES[sqlite3.SQLITE_FULL]
        return f"the file or its folder can't be used: {os.strerror(error.errno or 0).lower()}"
    return _PHRASES[sqlite3.SQLITE_CORRUPT] if isinstance(error, UnicodeDecodeError) else str(error)
