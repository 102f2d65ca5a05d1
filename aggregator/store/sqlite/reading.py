"""Reading: whole tables, row by row, with the rows that can't be trusted sorted out."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

import attrs

from aggregator.store.sqlite.rows import SELECT, is_sound

ROWS_A_NAP: Final = 80
NAP_SECONDS: Final = 0.0002

Value = TypeVar("Value")


@attrs.frozen
class BadRow:
    """A row as it was found; `key` may be of any type, for numbered tables it is the number."""

    table: str
    key: Any
    body: Any


class Reader:
    """Reads tables of one connection; `bad` grows while it does."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.bad: list[BadRow] = []
        self._connection = connection
        self._rows = 0

    def keyed(self, table: str, decode: Callable[[bytes, bytes], Value]) -> Iterator[tuple[bytes, int, Value]]:
        """The sound rows: key, day, and what key and body say.

        Raises:
            sqlite3.Error: see faults.
        """
        for row in self._connection.execute(SELECT[table]):
            if (value := self._decoded(table, row, decode)) is not None:
                yield row[0], row[1], value

    def numbered(self, table: str, decode: Callable[[int, bytes], Value]) -> Iterator[tuple[int, Value]]:
        """The sound rows in their order: number, and what number and body say.

        Raises:
            sqlite3.Error: see faults.
        """
        for row in self._connection.execute(f"{SELECT[table]} ORDER BY number"):
            if (value := self._decoded(table, row, decode)) is not None:
                yield row[0], value

    def _decoded(self, table: str, row: Any, decode: Callable[[Any, bytes], Value]) -> Value | None:
        self._rows += 1
        if self._rows % ROWS_A_NAP == 0:
            # Without it the thread of the loop waits 5 ms for each of its turns.
            time.sleep(NAP_SECONDS)  # noqa: TID251 - a nap, not a wait
        if is_sound(table, row):
            try:
                return decode(row[0], row[-1])
            except (ValueError, TypeError, LookupError, AttributeError):  # what no version of this program wrote
                pass
        self.bad.append(BadRow(table, row[0], row[-1]))
        return None
