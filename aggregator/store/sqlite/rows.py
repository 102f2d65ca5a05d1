"""Rows: the few tables' common shapes, and the check sum that tells a row from a damaged one."""

import zlib
from typing import Any, Final

KEYED: Final = ("meta", "facts", "told", "trials", "listings", "cached", "seen")
"""Tables of (key, day, crc, body), one row a key; `day` is when it was written, in days of the store's calendar.

They have no row ids and no second index: there is one tree a table, so that nothing in the file can contradict itself
without being noticed.
"""

NUMBERED: Final = ("changes", "ledger")
"""Tables of (number, crc, body), which only grow at the end and are trimmed at the beginning."""

SELECT: Final = {
    **{table: f"SELECT key, day, crc, body FROM {table}" for table in KEYED},
    **{table: f"SELECT number, crc, body FROM {table}" for table in NUMBERED},
}
PUT: Final = {
    **{table: f"INSERT OR REPLACE INTO {table} (key, day, crc, body) VALUES (?, ?, ?, ?)" for table in KEYED},
    **{table: f"INSERT OR REPLACE INTO {table} (number, crc, body) VALUES (?, ?, ?)" for table in NUMBERED},
}
ORDER: Final = {**dict.fromkeys(KEYED, "key"), **dict.fromkeys(NUMBERED, "number")}

KeyedRow = tuple[bytes, int, int, bytes]
NumberedRow = tuple[int | None, int, bytes]


class Text(bytes):
    """What a text column gives; no row of this store holds text, so it is damage."""

    __slots__ = ()


def keyed(table: str, key: bytes, day: int, body: bytes) -> KeyedRow:
    """A row with its check sum."""
    return key, day, _check_sum(table, key, day, body), body


def numbered(table: str, number: int | None, body: bytes) -> NumberedRow:
    """A row with its check sum; without a number it takes the next one, and the check sum does not cover it."""
    return number, _check_sum(table, b"", number or 0, body), body


def is_sound(table: str, row: Any) -> bool:
    """Whether a row of any table is what was once written."""
    if len(row) == 4:
        key, day, crc, body = row
        return type(key) is bytes and type(body) is bytes and crc == _check_sum(table, key, day, body)
    number, crc, body = row
    return type(body) is bytes and crc == _check_sum(table, b"", 0 if table == "ledger" else number, body)


def _check_sum(table: str, key: bytes, number: int, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(b"%b %b %b " % (table.encode(), repr(number).encode(), key)))
