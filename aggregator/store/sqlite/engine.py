"""SqliteEngine: the engine over one file."""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import structlog

from aggregator.data.garbage import quiet_collector
from aggregator.data.records import CallBegun, CallOver, Memory, Record
from aggregator.errors import StartError
from aggregator.store.engine import StoreError
from aggregator.store.sqlite.codec import call_of
from aggregator.store.sqlite.connection import connect_for_reading, transaction
from aggregator.store.sqlite.database import Database
from aggregator.store.sqlite.faults import DATABASE_FAULTS, FAULTS, is_damage, is_lock, phrase
from aggregator.store.sqlite.quarantine import set_aside, tell_of
from aggregator.store.sqlite.reading import Reader
from aggregator.store.sqlite.recollection import Recollection, recollect
from aggregator.store.sqlite.schema import STEPS, Step, put_meta, version_of
from aggregator.store.sqlite.trimming import Trimmer, trim
from aggregator.store.sqlite.writing import Writer

log = structlog.get_logger("aggregator.store")


class SqliteEngine:
    """See Engine. `open` may be called on another thread than the rest; it is quick, however much is kept."""

    def __init__(self, path: Path, wall_seconds: Callable[[], float], steps: Sequence[Step] = STEPS) -> None:
        self._database = Database(path.absolute(), wall_seconds, steps)
        self._newest_schema = len(steps)
        self._trimmer = Trimmer()
        self._memory: Memory | None = None

    def open(self) -> None:
        """See Engine."""
        try:
            self._database.connection()
        except FAULTS as error:
            if is_lock(error):
                raise StartError(f"{self._database.path} is in use by another process") from None
            log.error("store_not_opened", path=str(self._database.path), problem=phrase(error))  # noqa: TRY400 - no news

    def load(self) -> Memory:
        """See Engine. As long as nothing is written, it answers again at once."""
        if self._memory is not None:
            return self._memory
        with quiet_collector():
            return self._load()

    def write(self, records: Sequence[Record]) -> None:
        """See Engine."""
        if not records:
            return
        self._memory = None
        try:
            self._write(records)
        except (*FAULTS, StartError) as error:
            self._database.disconnect()  # the next write begins with a new connection: what was wrong may be over
            raise StoreError(phrase(error)) from error

    def calls(self) -> Sequence[CallBegun | CallOver]:
        """See Engine."""
        try:
            return tuple(call for _, call in Reader(self._database.connection()).numbered("ledger", call_of))
        except (*FAULTS, StartError):
            return ()

    def close(self) -> None:
        """See Engine."""
        self._database.close()

    # ---- writing

    def _write(self, records: Sequence[Record]) -> None:
        try:
            self._put(records)
        except DATABASE_FAULTS as error:
            if not is_damage(error):
                raise
            self._database.rebuild(error)
            self._put(records)

    def _put(self, records: Sequence[Record]) -> None:
        connection = self._database.connection()
        with transaction(connection):
            writer = Writer(connection, self._database.note_today())
            for record in records:
                writer.put(record)
            if writer.last_seq is not None:
                put_meta(connection, "last_seq", writer.last_seq)
            trim(connection, self._trimmer.due(writer.bytes_put))

    # ---- loading

    def _load(self) -> Memory:
        try:
            self._database.connection()
            found = self._recollect()
        except (*FAULTS, StartError):  # nothing can be written; why, the next write tells
            self._database.disconnect()
            return self._glance()
        tell_of(found.bad)
        self._tidy(found)
        self._memory = found.memory
        return found.memory

    def _recollect(self) -> Recollection:
        try:
            self._database.check()
            return recollect(self._database.connection(), self._database.today())
        except DATABASE_FAULTS as error:
            if not is_damage(error):
                raise
            self._database.rebuild(error)
            return recollect(self._database.connection(), self._database.today())

    def _tidy(self, found: Recollection) -> None:
        try:
            self._sweep(found)
        except FAULTS as error:
            self._database.disconnect()
            if is_damage(error):
                with suppress(*FAULTS):
                    self._database.rebuild(error)

    def _sweep(self, found: Recollection) -> None:
        connection = self._database.connection()
        with transaction(connection):
            self._database.note_today()
            set_aside(connection, found.bad, self._database.wall_seconds())
            for table, key in found.expired:
                connection.execute(f"DELETE FROM {table} WHERE key = ?", (key,))
            if found.journal_is_broken:
                connection.execute("DELETE FROM changes")
                put_meta(connection, "last_seq", found.memory.last_seq)
            trim(connection)

    def _glance(self) -> Memory:
        """What can be read of a file that can't be written to."""
        if not self._database.path.exists():
            return Memory()
        try:
            with closing(connect_for_reading(self._database.path)) as connection:
                if version_of(connection) != self._newest_schema:
                    return Memory()
                found = recollect(connection, today=0)
        except FAULTS as error:
            log.error("store_not_readable", problem=phrase(error))  # noqa: TRY400 - no news
            return Memory()
        tell_of(found.bad)
        return found.memory
