"""Full, read-only, locked, not there: the store says why, goes on, and writes again when it can."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import structlog

from aggregator.data.records import Memory
from aggregator.store.engine import StoreError
from aggregator.store.sqlite.engine import SqliteEngine
from tests.store import kept_records as kept
from tests.store.engine_contract import same

NOBODY = 65_534


@pytest.fixture
def log():
    with structlog.testing.capture_logs() as entries:
        yield entries


@contextlib.contextmanager
def without_privileges():
    """Root may write everywhere; nobody may not."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.fixture
def shelf():
    """A folder that a process without privileges can get at."""
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield Path(folder)
        Path(folder).chmod(0o700)


def limit_pages(engine, more):
    """As good as a full disk."""
    connection = engine._database.connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + more}").fetchall()


def test_a_full_disk_is_named_and_nothing_of_that_write_is_kept(opened, log):
    engine = opened()
    engine.write((kept.LEARNT,))
    limit_pages(engine, 2)
    large = [kept.TRIAL, *(kept.change(seq, text="x" * 2000) for seq in range(1, 200))]
    with pytest.raises(StoreError, match=r"^the disk is full$"):
        engine.write(large)
    memory = engine.load()
    assert (memory.facts, memory.trials, memory.last_seq) == ((kept.LEARNT,), (), 0)
    engine.write(large)  # there is room again
    assert engine.load().last_seq == 199
    assert log == []


LIMITED = """
import resource, signal, sys, time
from pathlib import Path
from aggregator.store.engine import StoreError
from aggregator.store.sqlite.engine import SqliteEngine
from tests.store import kept_records as kept

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
engine = SqliteEngine(Path(sys.argv[1]), time.time)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
engine.open()
kept_seqs = []
for seq in range(1, 60):
    try:
        engine.write([kept.change(seq, text="x" * 4000)])
        kept_seqs.append(seq)
    except StoreError as error:
        problem = str(error)
        break
print(problem, len(kept_seqs) == engine.load().last_seq, sep="\\n")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
engine.write([kept.change(len(kept_seqs) + 1)])
print(engine.load().last_seq == len(kept_seqs) + 1)
"""


@pytest.mark.parametrize("most_bytes", [0, 20_000, 60_000, 150_000])
def test_files_that_may_not_grow_cost_nothing_that_was_acknowledged(path, most_bytes):
    done = subprocess.run(
        (sys.executable, "-c", LIMITED, str(path), str(most_bytes)), capture_output=True, text=True, check=False
    )
    problem, first, then = done.stdout.splitlines()[-3:]
    assert problem in {"the disk reports an I/O error", "the disk is full", "the file can't be opened"}
    assert (first, then) == ("True", "True")


def test_a_folder_that_may_not_be_written_to_is_no_reason_not_to_start(shelf, clock, log):
    path = shelf / "aggregator.db"
    with without_privileges():
        engine = SqliteEngine(path, clock.wall_seconds)
        engine.open()
        engine.write((kept.LEARNT,))
        engine.close()
        path.chmod(0o400)
        shelf.chmod(0o500)
        path.with_name("aggregator.db.lock").chmod(0o400)
        engine.open()
        assert engine.load().facts == (kept.LEARNT,)
        with pytest.raises(StoreError, match="permission denied"):
            engine.write((kept.TRIAL,))
        path.chmod(0o600)
        shelf.chmod(0o700)
        path.with_name("aggregator.db.lock").chmod(0o600)
        engine.write((kept.TRIAL,))
        assert engine.load().trials == (kept.TRIAL,)
        engine.close()
    assert [entry["event"] for entry in log] == ["store_not_opened"]


def test_what_a_kill_left_in_the_log_is_read_from_a_folder_that_is_read_only(shelf, clock):
    path = shelf / "aggregator.db"
    with without_privileges():
        engine = SqliteEngine(path, clock.wall_seconds)
        engine.open()
        engine.write((kept.LEARNT,))
        left = {name: (shelf / name).read_bytes() for name in ("aggregator.db", "aggregator.db-wal")}
        engine.close()
        for name, content in left.items():
            (shelf / name).write_bytes(content)
        (shelf / "aggregator.db.lock").unlink()
        shelf.chmod(0o500)
        engine = SqliteEngine(path, clock.wall_seconds)
        engine.open()
        assert engine.load().facts == (kept.LEARNT,)
        engine.close()


def test_a_folder_that_can_not_be_made_is_no_reason_not_to_start(tmp_path, clock):
    (tmp_path / "file").touch()
    engine = SqliteEngine(tmp_path / "file" / "aggregator.db", clock.wall_seconds)
    engine.open()
    assert same(engine.load(), Memory())
    with pytest.raises(StoreError, match="can't be used"):
        engine.write((kept.LEARNT,))
    (tmp_path / "file").unlink()
    engine.write((kept.LEARNT,))
    assert engine.load().facts == (kept.LEARNT,)
    engine.close()


def test_a_folder_in_the_place_of_the_file_is_no_reason_not_to_start(opened, path):
    path.mkdir(parents=True)
    engine = opened()
    assert same(engine.load(), Memory())
    with pytest.raises(StoreError):
        engine.write((kept.LEARNT,))


def test_a_file_that_another_program_holds_is_named_and_written_to_later(opened, path):
    engine = opened()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            engine.write((kept.LEARNT,))
        other.execute("ROLLBACK")
    engine.write((kept.LEARNT,))
    assert engine.load().facts == (kept.LEARNT,)
