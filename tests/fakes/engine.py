"""FakeEngine: a store in memory that refuses, or breaks, as long as a test wants it to."""

from collections.abc import Sequence
from typing import Any

from aggregator.data.records import Memory, Record
from aggregator.store.engine import StoreError
from aggregator.store.memory import MemoryEngine


class FakeEngine(MemoryEngine):
    """`trouble` is raised by each write; `poison` is a record that breaks the engine. `written` has what went well."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: Exception | None = None
        self.poison: Record | None = None
        self.written: list[Record] = []
        self.attempts = 0
        self.loads = 0
        self.is_closed = False

    def refuse(self) -> None:
        """The disk is full from now on."""
        self.trouble = StoreError("the disk is full")

    def write(self, records: Sequence[Record]) -> None:
        assert not self.is_closed
        self.attempts += 1
        if self.trouble is not None:
            raise self.trouble
        if self.poison is not None and self.poison in records:
            raise ValueError("no engine can write this")
        super().write(records)
        self.written += records

    def load(self) -> Memory:
        self.loads += 1
        return super().load()

    def close(self) -> None:
        self.is_closed = True

    def of(self, kind: type) -> list[Any]:
        """What was written of one type, in its order."""
        return [record for record in self.written if isinstance(record, kind)]
