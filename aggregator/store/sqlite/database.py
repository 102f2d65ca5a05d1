"""Database: the file with its lock, its connection and its calendar; opened when needed, rebuilt when damaged."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from aggregator.data.foreign_text import one_line
from aggregator.store.sqlite.calendar import Calendar
from aggregator.store.sqlite.connection import connect
from aggregator.store.sqlite.faults import DATABASE_FAULTS, Damaged, is_damage
from aggregator.store.sqlite.files import finish_swap, make_folder, make_private
from aggregator.store.sqlite.lock import FileLock
from aggregator.store.sqlite.migration import bring_up_to_date
from aggregator.store.sqlite.salvage import rebuild
from aggregator.store.sqlite.schema import Step, get_meta, put_meta

_CALENDAR = "calendar"


class Database:
    """Used by one thread at a time. Once taken, the lock is kept until `close`, whatever happens to the connection."""

    def __init__(self, path: Path, wall_seconds: Callable[[], float], steps: Sequence[Step]) -> None:
        self.path = path
        self.wall_seconds = wall_seconds
        self._steps = steps
        self._lock = FileLock(path)
        self._connection: sqlite3.Connection | None = None
        self._calendar = Calendar.begun(0.0)

    def connection(self) -> sqlite3.Connection:
        """The connection, to a file that is there, is ours alone, can be written to and has today's schema.

        Raises:
            StartError: another process has it, or a newer version of this program wrote it.
            sqlite3.Error, OSError, Damaged: see faults.
        """
        if self._connection is None:
            make_folder(self.path)
            self._lock.take()
            finish_swap(self.path)
            try:
                self._open()
            except DATABASE_FAULTS as error:
                if not is_damage(error):
                    raise
                self.rebuild(error)
        assert self._connection is not None
        return self._connection

    def check(self) -> None:
        """Look through the whole file for damage; the rows' check sums see what this does not.

        Raises:
            Damaged: with what was found.
            sqlite3.Error: see faults.
        """
        found = self.connection().execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != b"ok":
            raise Damaged(one_line(found.decode("utf-8", "replace"), 200))

    def rebuild(self, problem: BaseException) -> None:
        """Move the damaged file aside and go on with what could be read of it.

        Raises:
            sqlite3.Error, OSError, Damaged: that did not work; the file is where it was.
        """
        self.disconnect()
        rebuild(self.path, self._steps, self.wall_seconds(), problem)
        self._open()

    def today(self) -> int:
        """The day by the store's calendar."""
        return self._calendar.at(self.wall_seconds()).day

    def note_today(self) -> int:
        """The same, noted for the next time; within a transaction."""
        calendar = self._calendar.at(self.wall_seconds())
        if calendar is not self._calendar:
            self._calendar = calendar
            self._note(self.connection())
        return calendar.day

    def disconnect(self) -> None:
        """Let go of the file, but not of the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def close(self) -> None:
        """Let go of everything."""
        self.disconnect()
        self._lock.release()

    def _open(self) -> None:
        make_private(self.path)
        connection = connect(self.path)
        try:
            bring_up_to_date(connection, self.path, self._steps)
            self._read_calendar(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_READONLY:
                raise Damaged("its head says that it is read-only, though the file is not") from error
            raise
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _read_calendar(self, connection: sqlite3.Connection) -> None:
        noted = get_meta(connection, _CALENDAR)
        if isinstance(noted, list):
            self._calendar = Calendar(*noted)
        else:
            self._calendar = Calendar.begun(self.wall_seconds())
            self._note(connection)

    def _note(self, connection: sqlite3.Connection) -> None:
        put_meta(connection, _CALENDAR, (self._calendar.day, self._calendar.wall_day))
