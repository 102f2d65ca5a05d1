"""What only grows is cut back, the oldest first."""

import attrs
import structlog

from aggregator.data.records import AnswerCached
from aggregator.store.sqlite.calendar import SECONDS_A_DAY
from aggregator.store.sqlite.trimming import KEPT_CALLS
from tests.store import kept_records as kept


def size_of(path):
    return sum(file.stat().st_size for file in path.parent.glob("aggregator.db*"))


def test_the_ledger_keeps_the_newest_calls(opened):
    engine = opened()
    calls = []
    for number in range(KEPT_CALLS + 100):
        calls += [attrs.evolve(kept.BEGUN, number=str(number)), attrs.evolve(kept.OVER, number=str(number))]
    engine.write(calls)
    engine.close()
    engine = opened()
    engine.load()
    assert list(engine.calls()) == calls[-2 * KEPT_CALLS :]


def test_the_ledger_is_kept_small_while_it_grows(opened, path):
    engine = opened()
    answer = attrs.evolve(kept.OVER, answer="x" * 1_000_000)
    for number in range(90):
        engine.write([attrs.evolve(answer, number=str(number))])
    assert 60 <= len(engine.calls()) <= 68
    assert engine.calls()[-1].number == "89"
    assert size_of(path) < 100 << 20


def test_cached_answers_of_the_oldest_days_go_first(opened, clock):
    engine = opened()
    for number in range(90):
        clock.advance(SECONDS_A_DAY)
        engine.write([AnswerCached(f"{number % 7}-{number}", b"x" * 1_000_000, "", clock.wall)])
    kept_numbers = sorted(int(answer.key.split("-")[1]) for answer in engine.load().cached)
    assert kept_numbers == list(range(90 - len(kept_numbers), 90))
    assert 60 <= len(kept_numbers) <= 68


def test_changes_are_trimmed_while_they_are_written(opened):
    engine = opened()
    for first in range(1, 30_001, 5_000):
        engine.write([kept.change(seq, text="x" * 300) for seq in range(first, first + 5_000)])
    connection = engine._database.connection()
    assert connection.execute("SELECT count(*) FROM changes").fetchone()[0] < 17_000
    assert engine.load().last_seq == 30_000


def test_nothing_is_said_about_it(opened):
    with structlog.testing.capture_logs() as log:
        test_the_ledger_keeps_the_newest_calls(opened)
    assert log == []
