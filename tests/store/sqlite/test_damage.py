"""A damaged file is moved aside, what can be read of it is saved, and the service goes on."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import attrs
import pytest
import structlog

from aggregator.data.subject import Subject
from aggregator.store.sqlite.files import successor_of, swap
from aggregator.store.sqlite.rows import PUT, keyed, numbered
from tests.store import kept_records as kept


@pytest.fixture
def log():
    with structlog.testing.capture_logs() as entries:
        yield entries


def events(log):
    return [entry["event"] for entry in log]


def bare(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(*statement).fetchall() for statement in statements]


def facts(count):
    return [attrs.evolve(kept.LEARNT, topic=Subject(f"model-{number}")) for number in range(count)]


def fill(opened, records=kept.ONE_OF_EACH):
    engine = opened()
    engine.write(records)
    engine.close()


def test_a_file_of_garbage_is_moved_aside(opened, path, log):
    path.parent.mkdir()
    path.write_bytes(b"garbage" * 1000)
    engine = opened()
    engine.write((kept.LEARNT,))
    assert engine.load().facts == (kept.LEARNT,)
    assert events(log) == ["store_file_set_aside"]
    (aside,) = path.parent.glob("*.corrupt-*")
    assert aside.read_bytes() == b"garbage" * 1000
    assert log[0]["moved_to"] == str(aside)
    assert log[0]["problem"] == "the file is no database"


def test_two_damaged_files_in_one_second_are_both_kept(opened, path):
    path.parent.mkdir()
    for _ in range(2):
        path.write_bytes(b"garbage" * 1000)
        opened().close()
    assert len(list(path.parent.glob("*.corrupt-*"))) == 2


def test_the_database_of_another_program_is_not_written_into(opened, path):
    path.parent.mkdir()
    bare(path, ("CREATE TABLE theirs (x)",), ("INSERT INTO theirs VALUES (1)",))
    opened().close()
    (aside,) = path.parent.glob("*.corrupt-*")
    assert bare(aside, ("SELECT x FROM theirs",)) == [[(1,)]]


def test_an_empty_file_is_a_new_store(opened, path, log):
    path.parent.mkdir()
    path.touch()
    fill(opened)
    assert events(log) == []
    assert opened().load().facts == (kept.LEARNT,)


def test_most_rows_of_a_file_with_a_broken_page_are_saved(opened, path, log):
    everything = facts(2_000)
    fill(opened, everything)
    middle = path.stat().st_size // 2 // 4096 * 4096
    with path.open("r+b") as file:
        file.seek(middle)
        file.write(b"\xaa" * 4096)
    memory = opened().load()
    assert events(log) == ["store_file_set_aside"]
    assert set(map(repr, memory.facts)) <= set(map(repr, everything))
    assert len(memory.facts) >= 1_900
    assert log[0]["rows_saved"] >= 1_900


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_gives_what_can_be_read_of_it(opened, path, log, part):
    everything = facts(2_000)
    fill(opened, everything)
    os.truncate(path, int(path.stat().st_size * part))
    engine = opened()
    found = engine.load().facts
    assert set(map(repr, found)) <= set(map(repr, everything))
    assert found or part < 0.5
    assert events(log) == ["store_file_set_aside"]
    engine.write(everything)
    assert len(engine.load().facts) == 2_000


def test_a_torn_write_ahead_log_counts_up_to_the_tear(opened, path, log):
    engine = opened()
    engine.write((kept.LEARNT,))
    whole = path.with_name("aggregator.db-wal").stat().st_size
    engine.write((kept.TRIAL,))
    files = {name: path.with_name(name).read_bytes() for name in ("aggregator.db", "aggregator.db-wal")}
    engine.close()
    path.with_name("aggregator.db").write_bytes(files["aggregator.db"])
    path.with_name("aggregator.db-wal").write_bytes(files["aggregator.db-wal"][: whole + 100])
    memory = opened().load()
    assert (memory.facts, memory.trials) == ((kept.LEARNT,), ())
    assert events(log) == []


def test_the_files_of_the_log_are_moved_aside_too(opened, path):
    path.parent.mkdir()
    names = ("aggregator.db", "aggregator.db-wal", "aggregator.db-shm")
    for name in (*names, "aggregator.db.new"):
        path.with_name(name).write_text(name)
    aside = swap(path, 0.0)
    assert path.read_text() == "aggregator.db.new"
    assert [Path(f"{aside}{suffix}").read_text() for suffix in ("", "-wal", "-shm")] == list(names)
    assert aside.name == "aggregator.db.corrupt-19700101T000000Z"
    assert len(list(path.parent.iterdir())) == 4


def test_a_bad_row_is_set_aside_once_and_learnt_anew(opened, path, log):
    fill(opened, facts(10))
    bare(path, ("UPDATE facts SET body = ? WHERE instr(key, CAST('model-3' AS BLOB))", (b"x",)))
    engine = opened()
    assert len(engine.load().facts) == 9
    assert log == [
        {"event": "store_rows_set_aside", "rows": 1, "tables": {"facts": 1}, "log_level": "warning"},
    ]
    engine.write(facts(10))
    engine.close()
    assert len(opened().load().facts) == 10
    assert len(log) == 1
    assert bare(path, ("SELECT origin, body FROM quarantine",)) == [[("facts", b"x")]]


@pytest.mark.parametrize("column", ["key", "day", "crc", "body"])
@pytest.mark.parametrize("value", [b"x", "text", 7, -1, 1.5, 2**62])
def test_a_row_with_any_wrong_column_is_set_aside(opened, path, log, column, value):
    fill(opened, facts(3))
    bare(path, (f"UPDATE facts SET {column} = ? WHERE instr(key, CAST('model-1' AS BLOB))", (value,)))
    for _ in range(2):
        engine = opened()
        assert len(engine.load().facts) == 2
        engine.close()
    assert len(log) == 1


def test_a_sound_row_that_this_version_cannot_read_is_set_aside(opened, path, log):
    fill(opened, [kept.change(1)])
    bare(path, (PUT["facts"], keyed("facts", b"[]", 1, b"[1")), (PUT["changes"], numbered("changes", 2, b"[1]")))
    memory = opened().load()
    assert (memory.facts, memory.changes) == ((), ())
    assert log[0]["tables"] == {"facts": 1, "changes": 1}


def test_readers_of_the_journal_begin_anew_when_it_does_not_add_up(opened, path):
    fill(opened, [kept.change(seq) for seq in range(1, 6)])
    bare(path, ("UPDATE changes SET body = x'00' WHERE number = 3",))
    engine = opened()
    memory = engine.load()
    assert (memory.changes, memory.last_seq) == ((), 6)
    engine.write([kept.change(7)])
    engine.close()
    memory = opened().load()
    assert ([change.seq for change in memory.changes], memory.last_seq) == ([7], 7)


def test_the_numbers_go_on_after_the_file_was_rebuilt(opened, path):
    fill(opened, [kept.change(seq) for seq in range(1, 6)])
    bare(path, ("DROP TABLE told",))
    memory = opened().load()
    assert (memory.changes, memory.last_seq) == ((), 6)


def test_changes_before_a_gap_are_not_told(opened):
    fill(opened, [kept.change(1), kept.change(2), kept.change(4), kept.change(5)])
    memory = opened().load()
    assert ([change.seq for change in memory.changes], memory.last_seq) == ([4, 5], 5)


def test_damage_that_a_write_meets_does_not_stop_it(opened, path, log):
    engine = opened()
    engine.write(facts(10))
    bare(path, ("DROP TABLE trials",))
    engine.write((kept.TRIAL,))
    assert events(log) == ["store_file_set_aside"]
    memory = engine.load()
    assert (len(memory.facts), memory.trials) == (10, (kept.TRIAL,))


def test_a_kill_between_the_two_renames_of_a_rebuild_costs_nothing(opened, path):
    fill(opened)
    path.rename(successor_of(path))
    assert opened().load().facts == (kept.LEARNT,)
    assert not successor_of(path).exists()


def test_a_half_built_successor_is_of_no_account(opened, path, log):
    fill(opened)
    successor_of(path).write_bytes(b"half")
    assert opened().load().facts == (kept.LEARNT,)
    assert events(log) == []


def test_the_successor_is_for_its_owner_alone(opened, path):
    path.parent.mkdir()
    path.write_bytes(b"garbage" * 1000)
    opened()
    ours = [file for file in path.parent.iterdir() if "corrupt" not in file.name]
    assert {stat.S_IMODE(file.stat().st_mode) for file in ours} == {0o600}
