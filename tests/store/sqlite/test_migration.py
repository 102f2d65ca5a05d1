"""Older files are brought up to date, newer ones are refused."""

import sqlite3
import stat
from contextlib import closing

import pytest
import structlog

from aggregator.data.records import Memory
from aggregator.errors import StartError
from aggregator.store.engine import StoreError
from aggregator.store.sqlite.engine import SqliteEngine
from aggregator.store.sqlite.rows import PUT, keyed
from aggregator.store.sqlite.schema import STEPS, version_of
from tests.store import kept_records as kept
from tests.store.engine_contract import same


def shout(connection):
    """A step that changes rows: every trial's error is written in capitals."""
    for key, day, body in connection.execute("SELECT key, day, body FROM trials").fetchall():
        louder = bytes(body).replace(b"it broke", b"IT BROKE")
        connection.execute(PUT["trials"], keyed("trials", bytes(key), day, louder))


def fall_over(connection):
    connection.execute("DROP TABLE facts")
    connection.execute("SELECT no_such_function()")


def fill(opened, **more):
    engine = opened(**more)
    engine.write(kept.ONE_OF_EACH)
    engine.close()


def schema_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return version_of(connection)


def test_a_new_file_has_the_newest_schema(opened, path):
    opened().close()
    assert schema_of(path) == len(STEPS)


def test_an_older_file_is_brought_up_to_date_with_a_backup_before(opened, path):
    fill(opened)
    with structlog.testing.capture_logs() as log:
        memory = opened(steps=(*STEPS, shout)).load()
    assert memory.facts == (kept.LEARNT,)
    assert memory.trials[0].error == "IT BROKE"
    assert schema_of(path) == len(STEPS) + 1
    backup = path.with_name(f"aggregator.db.before-v{len(STEPS) + 1}")
    assert schema_of(backup) == len(STEPS)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert log == [
        {"event": "store_migrated", "from_schema": len(STEPS), "to_schema": len(STEPS) + 1, "log_level": "info"}
    ]


def test_several_steps_are_taken_one_after_another(opened, path):
    fill(opened)
    engine = opened(steps=(*STEPS, shout, lambda connection: connection.execute("CREATE TABLE more (x)")))
    assert engine.load().trials[0].error == "IT BROKE"
    assert schema_of(path) == len(STEPS) + 2


def test_the_backup_is_a_store_that_the_older_version_can_use(opened, path, clock):
    fill(opened)
    opened(steps=(*STEPS, shout)).close()
    backup = SqliteEngine(path.with_name(f"aggregator.db.before-v{len(STEPS) + 1}"), clock.wall_seconds)
    backup.open()
    assert backup.load().trials == (kept.TRIAL,)
    backup.close()


def test_a_damaged_older_file_is_brought_up_to_date_too(opened, path):
    fill(opened)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE told")
    opened().close()  # rebuilt
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'told'")
        connection.commit()
    memory = opened(steps=(*STEPS, shout)).load()
    assert memory.facts == (kept.LEARNT,)
    assert memory.trials[0].error == "IT BROKE"


def test_a_step_that_fails_leaves_the_file_as_it_was(opened, path):
    fill(opened)
    before = (kept.LEARNT,)
    engine = opened(steps=(*STEPS, fall_over))
    assert same(engine.load(), Memory())
    with pytest.raises(StoreError):
        engine.write((kept.LEARNT,))
    engine.close()
    assert schema_of(path) == len(STEPS)
    assert opened().load().facts == before


def test_a_newer_file_is_refused_in_one_clear_line_and_left_alone(opened, path):
    fill(opened, steps=(*STEPS, shout))
    with pytest.raises(StartError) as refusal:
        opened()
    assert "was written by a newer version of this program" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert schema_of(path) == len(STEPS) + 1
    assert not list(path.parent.glob("*.corrupt-*"))
