"""One process at a time, and nobody else may read the files."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest

from aggregator.errors import StartError
from aggregator.store.engine import StoreError
from aggregator.store.sqlite.engine import SqliteEngine
from tests.store import kept_records as kept

HOLD = """
import sys, time
from pathlib import Path
from aggregator.store.sqlite.engine import SqliteEngine
engine = SqliteEngine(Path(sys.argv[1]), time.time)
engine.open()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_in_one_line_until_the_first_ends(path, opened):
    command = (sys.executable, "-c", HOLD, str(path))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        first.stdout.readline()
        with pytest.raises(StartError) as refusal:
            opened()
        first.kill()
    assert str(refusal.value) == f"{path} is in use by another process"
    opened().write((kept.LEARNT,))


def test_another_program_that_locks_the_database_ends_the_start(opened, path):
    opened().close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StartError, match="in use by another process"):
            opened()


def test_a_second_engine_in_one_process_is_refused_too(opened):
    first = opened()
    with pytest.raises(StartError):
        opened()
    first.close()
    opened()


def test_another_name_of_the_folder_does_not_help(opened, path, tmp_path, clock):
    opened()
    (tmp_path / "other").symlink_to(path.parent)
    with pytest.raises(StartError):
        SqliteEngine(tmp_path / "other" / path.name, clock.wall_seconds).open()


def test_a_store_that_was_never_opened_does_not_write_into_that_of_another(opened, path, clock):
    opened()
    second = SqliteEngine(path, clock.wall_seconds)
    with pytest.raises(StoreError, match="in use by another process"):
        second.write((kept.LEARNT,))


def test_all_files_are_for_their_owner_alone_whatever_the_umask(opened, path):
    before = os.umask(0)
    try:
        engine = opened()
        engine.write(kept.ONE_OF_EACH)
    finally:
        os.umask(before)
    names = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert names == dict.fromkeys(
        ("aggregator.db", "aggregator.db-wal", "aggregator.db-shm", "aggregator.db.lock"), 0o600
    )
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_open_file_is_closed_to_others(opened, path):
    opened().close()
    path.chmod(0o644)
    opened()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_is_there_already_is_left_as_it_is(opened, path):
    path.parent.mkdir(mode=0o755)
    opened()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755
