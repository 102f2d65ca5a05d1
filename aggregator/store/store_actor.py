"""StoreActor: the only one that touches the engine, so that nobody else waits for a disk."""

from collections import deque
from itertools import chain
from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.mailbox import Mailbox
from aggregator.data.change import Change
from aggregator.data.records import Memory, Record, RowTold
from aggregator.data.store_state import StoreState
from aggregator.messages import (
    ChangesKept,
    GetStoreState,
    Keep,
    Kept,
    Recall,
    Recalled,
    StoreMessage,
    TryToWrite,
    WriteCall,
)
from aggregator.store.engine import Engine, StoreError
from aggregator.store.memory import MemoryEngine

RETRY_SECONDS = 5.0
MOST_WAITING = 200_000
"""Records that wait for the disk to come back; beyond that the oldest are given up."""


class StoreActor(Actor[StoreMessage]):
    """Keeps and recalls. While the disk is the problem everything stays in memory, and nothing is paid for."""

    def __init__(
        self,
        address: Address[StoreMessage],
        surroundings: Surroundings,
        engine: Engine,
        streams: Mailbox[ChangesKept],
        path: str | None = None,
    ) -> None:
        super().__init__(address, surroundings)
        self._engine = engine
        self._streams = streams
        self._state = StoreState(path)
        self._waiting: deque[tuple[Record, ...]] = deque()  # one for each Keep, the oldest first
        self._is_one_bad = False  # something among them breaks the engine
        self._will_retry = False
        self._memory: Memory | None = None  # as long as it is what the engine holds: several ask at the start

    def reset(self) -> None:
        """The engine holds what was kept, and what waits for it stands."""
        self._will_retry = False
        self._retry_later()

    def handle(self, message: StoreMessage) -> None:
        match message:
            case Keep(records, kept, ticket):
                try:
                    self._save(records)
                finally:  # whoever waits for it must not wait for ever
                    if kept is not None:
                        kept.tell(Kept(ticket))
            case WriteCall(call, reply_to):
                reply_to.tell(self._write_waiting() and self._write((call,)))
            case Recall(to):
                to.tell(Recalled(self._recall()))
            case GetStoreState(reply_to):
                reply_to.tell(attrs.evolve(self._state, waiting=self._count()))
            case TryToWrite():
                self._will_retry = False
                self._write_waiting()
                self._retry_later()
            case _:
                assert_never(message)

    def on_stop(self) -> None:
        super().on_stop()
        try:
            self._write_waiting()
        finally:
            self._engine.close()

    def _recall(self) -> Memory:
        if self._memory is None:
            self._memory = _joined(self._engine.load(), tuple(chain.from_iterable(self._waiting)))
        return self._memory

    def _save(self, records: tuple[Record, ...]) -> None:
        if records:
            self._waiting.append(records)  # before they are written, so that a crash loses nothing
        try:
            self._write_waiting()
        finally:
            # Told even when the disk refuses them: the service serves on from memory.
            changes = tuple(record for record in records if isinstance(record, Change))
            if changes:
                self._streams.tell(ChangesKept(changes))
        while len(self._waiting) > 1 and self._count() > MOST_WAITING:
            self._waiting.popleft()
        self._retry_later()

    def _retry_later(self) -> None:
        if self._waiting and not self._will_retry:
            self._will_retry = True
            self.tell_later(RETRY_SECONDS, TryToWrite())

    def _count(self) -> int:
        return sum(map(len, self._waiting))

    def _write_waiting(self) -> bool:
        """Whether nothing waits any more."""
        if self._is_one_bad:
            return self._write_one_by_one()
        if self._waiting:
            self._is_one_bad = True  # and stays so when this raises
            if self._write(tuple(chain.from_iterable(self._waiting))):
                self._waiting.clear()
            self._is_one_bad = False
        return not self._waiting

    def _write_one_by_one(self) -> bool:
        """What breaks the engine a second time, now alone, is given up; all else is kept."""
        while self._waiting:
            records = self._waiting.popleft()
            if not self._write(records):
                self._waiting.appendleft(records)
                return False
        self._is_one_bad = False
        return True

    def _write(self, records: tuple[Record, ...]) -> bool:
        self._memory = None
        try:
            self._engine.write(records)
        except StoreError as error:
            if self._state.writable:
                self.log.error("store_failed", error=str(error))  # noqa: TRY400 - the message says it all
            self._state = attrs.evolve(self._state, writable=False, problem=str(error))
            return False
        if not self._state.writable:
            self.log.info("store_recovered")
        self._state = attrs.evolve(self._state, writable=True, problem=None)
        return True


def _joined(memory: Memory, waiting: tuple[Record, ...]) -> Memory:
    """What is remembered once the waiting records are kept: whoever restarts meanwhile goes on from there."""
    if not waiting:
        return memory
    told = (RowTold(key, view) for key, view in memory.told.items())
    engine = MemoryEngine()
    engine.write((*memory.facts, *told, *memory.changes, *memory.trials, *memory.listings, *memory.cached, *waiting))
    joined = engine.load()
    return attrs.evolve(joined, last_seq=max(memory.last_seq, joined.last_seq))
