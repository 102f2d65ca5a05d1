"""SqliteEngine keeps the contract over files."""

import pytest

from tests.store import kept_records as kept
from tests.store.engine_contract import EngineContract


class TestSqliteEngine(EngineContract):
    @pytest.fixture(autouse=True)
    def _over_files(self, opened):
        self.opened = opened

    @pytest.fixture
    def engine(self, opened):
        return opened()

    def restarted(self, engine):
        engine.close()
        return self.opened()

    def test_the_ledger_holds_every_call_in_order(self, engine):
        engine.write((kept.BEGUN,))
        engine.write((kept.OVER,))
        assert self.restarted(engine).calls() == (kept.BEGUN, kept.OVER)

    def test_a_call_that_a_kill_cut_short_stays_in_the_ledger(self, engine):
        engine.write((kept.BEGUN,))
        assert self.restarted(engine).calls() == (kept.BEGUN,)

    def test_a_second_load_gives_the_same_memory_until_something_is_written(self, engine):
        engine.write((kept.LEARNT,))
        first = engine.load()
        assert engine.load() is first
        engine.write((kept.TRIAL,))
        assert engine.load() is not first
