"""Salvage: a new file is built from all sound rows of a damaged one, and takes its place."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import structlog

from aggregator.store.sqlite.connection import connect, connect_for_reading, transaction
from aggregator.store.sqlite.faults import DATABASE_FAULTS, phrase
from aggregator.store.sqlite.files import remove, successor_of, swap
from aggregator.store.sqlite.migration import take_steps
from aggregator.store.sqlite.rows import KEYED, NUMBERED, ORDER, SELECT, is_sound
from aggregator.store.sqlite.schema import Step, get_meta, put_meta, version_of

log = structlog.get_logger("aggregator.store")


def rebuild(path: Path, steps: Sequence[Step], wall_seconds: float, problem: BaseException) -> None:
    """Replace a damaged file that nobody has open; it is moved aside with its companions.

    The new one is complete before it takes the place of the old one: whenever this is cut short, nothing is lost.

    Raises:
        sqlite3.Error, OSError: see faults; the damaged file is where it was.
    """
    successor = successor_of(path)
    remove(successor)
    os.close(os.open(successor, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        with closing(connect(successor)) as target:
            rows = _fill(path, target, steps)
    except BaseException:
        remove(successor)
        raise
    aside = swap(path, wall_seconds)
    log.error("store_file_set_aside", moved_to=os.fspath(aside), problem=phrase(problem), rows_saved=rows)


def _fill(path: Path, target: sqlite3.Connection, steps: Sequence[Step]) -> int:
    try:
        source = connect_for_reading(path)
    except DATABASE_FAULTS:
        source = sqlite3.connect(":memory:")  # nothing can be read: the same as an empty file
    with closing(source), transaction(target):
        take_steps(target, 0, steps[: _version_of(source, len(steps))])
        rows = sum(_copy(source, target, table) for table in (*KEYED, *NUMBERED))
        _break_journal(target)
    return rows


def _version_of(source: sqlite3.Connection, newest: int) -> int:
    """The older rows, too, are migrated once they are safe."""
    try:
        return version_of(source) or newest
    except DATABASE_FAULTS:
        return newest


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    """From the beginning as far as it goes, and if that is not to the end, from the end too."""
    before = target.total_changes
    put = f"INSERT OR IGNORE INTO {table} VALUES ({'?, ?, ?, ?' if table in KEYED else '?, ?, ?'})"
    came_to_the_end: list[bool] = []
    for direction in ("ASC", "DESC"):
        if not came_to_the_end:
            target.executemany(put, _sound_rows(source, table, direction, came_to_the_end))
    return target.total_changes - before


def _sound_rows(source: sqlite3.Connection, table: str, direction: str, ends: list[bool]) -> Iterator[Any]:
    try:
        for row in source.execute(f"{SELECT[table]} ORDER BY {ORDER[table]} {direction}"):
            if is_sound(table, row):
                yield row
    except DATABASE_FAULTS:
        return
    ends.append(True)


def _break_journal(target: sqlite3.Connection) -> None:
    """Nobody knows which changes are missing: one number is left out, so that all readers begin anew."""
    noted = get_meta(target, "last_seq")
    newest = target.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0]
    target.execute("DELETE FROM changes")
    put_meta(target, "last_seq", max(noted if isinstance(noted, int) else 0, newest) + 1)
