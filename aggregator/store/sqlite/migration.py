"""Migration: an older file becomes one of this version, in one transaction and with a backup before it."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import structlog

from aggregator.errors import StartError
from aggregator.store.sqlite.connection import transaction
from aggregator.store.sqlite.schema import Step, put_meta, version_of

log = structlog.get_logger("aggregator.store")


def bring_up_to_date(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    """Take the steps that are missing; in any case find out whether the file can be written to.

    Raises:
        StartError: a newer version of this program wrote it.
        Damaged: its version can't be read.
        sqlite3.Error, OSError: see faults.
    """
    version = version_of(connection)
    if version > len(steps):
        raise StartError(
            f"{path} was written by a newer version of this program (its schema is {version}, known is {len(steps)})"
        )
    if 0 < version < len(steps):
        _back_up(connection, Path(f"{path}.before-v{len(steps)}"))
    with transaction(connection):  # a file that only looks writable is found out here
        take_steps(connection, version, steps)
    if 0 < version < len(steps):
        log.info("store_migrated", from_schema=version, to_schema=len(steps))


def take_steps(connection: sqlite3.Connection, version: int, steps: Sequence[Step]) -> None:
    """From `version` to the end of these steps, in the caller's transaction."""
    for step in steps[version:]:
        step(connection)
    put_meta(connection, "schema", len(steps))


def _back_up(connection: sqlite3.Connection, backup: Path) -> None:
    backup.unlink(missing_ok=True)  # of a try that came to nothing
    os.close(os.open(backup, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    connection.execute("VACUUM INTO ?", (os.fspath(backup),))
