"""Whatever is written, closed and opened again: what is loaded is what a dict would hold."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from aggregator.data.change import Change
from aggregator.data.records import CallBegun, CallOver
from aggregator.store.memory import MemoryEngine
from aggregator.store.sqlite.engine import SqliteEngine
from tests.store.engine_contract import same
from tests.store.kept_records import change_parts, records


class Store(RuleBasedStateMachine):
    """The model is MemoryEngine, which is a handful of dicts; the ledger is a list."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.wall = 1_800_000_000.0
        self.model = MemoryEngine()
        self.calls = []
        self.last_seq = 0
        self.open()

    def open(self):
        self.engine = SqliteEngine(Path(self.folder.name, "a.db"), lambda: self.wall)
        self.engine.open()

    @rule(batch=st.lists(records, max_size=6), changes=st.lists(change_parts, max_size=2))
    def write(self, batch, changes):
        for parts in changes:
            self.last_seq += 1
            batch = [*batch, Change(self.last_seq, *parts)]
        self.engine.write(batch)
        self.model.write(batch)
        self.calls += [record for record in batch if isinstance(record, CallBegun | CallOver)]

    @rule()
    def restart(self):
        self.engine.close()
        self.open()

    @rule()
    def lose_the_connection(self):
        self.engine._database.disconnect()

    @rule(days=st.sampled_from([-5_000, -1, 1, 5_000]))
    def jump(self, days):
        """The clock goes wrong, and right again: nothing is lost by it."""
        self.wall += days * 86_400
        self.restart()
        self.engine.load()
        self.wall -= days * 86_400
        self.restart()

    @invariant()
    def it_remembers(self):
        assert same(self.engine.load(), self.model.load())

    @invariant()
    def it_keeps_the_books(self):
        assert list(self.engine.calls()) == self.calls

    def teardown(self):
        self.engine.close()
        self.folder.cleanup()


TestStore = Store.TestCase
TestStore.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
