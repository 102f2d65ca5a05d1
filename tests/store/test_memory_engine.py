"""MemoryEngine keeps the contract for as long as the process lives."""

import pytest

from aggregator.store.memory import MemoryEngine
from tests.store.engine_contract import EngineContract


class TestMemoryEngine(EngineContract):
    @pytest.fixture
    def engine(self):
        engine = MemoryEngine()
        engine.open()
        return engine

    def restarted(self, engine):
        engine.close()
        engine.open()
        return engine
