"""An engine over a new file, a clock, and engines over the same file."""

import pytest

from aggregator.store.sqlite.engine import SqliteEngine
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "aggregator.db"


@pytest.fixture
def opened(path, clock):
    """Opens an engine over the path; all are closed at the end of the test."""
    engines = []

    def open_one(**more):
        engine = SqliteEngine(path, clock.wall_seconds, **more)
        engines.append(engine)
        engine.open()
        return engine

    yield open_one
    for engine in engines:
        engine.close()
