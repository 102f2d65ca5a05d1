"""StoreActor: the only one that touches the engine, so that nobody else waits for a disk."""

from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.mailbox import Mailbox
from aggregator.data.change import Change
from aggregator.data.records import Memory, Record
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
        self._waiting: tuple[Record, ...] = ()
        self._memory: Memory | None = None  # as long as it is what the engine holds: several ask at the start

    def reset(self) -> None:
        """The engine holds what was kept; what waits for it is a frozen value and stands."""
        if self._waiting:
            self.tell_later(RETRY_SECONDS, TryToWrite())

    def handle(self, message: StoreMessage) -> None:
        match message:
            case Keep(records, kept, ticket):
                try:
                    self._save(records)
                finally:  # whoever waits for it must not wait for ever
                    if kept is not None:
                        kept.tell(Kept(ticket))
            case WriteCall(call, reply_to):
                reply_to.tell(self._write((call,)))
            case Recall(to):
                to.tell(Recalled(self._recall()))
            case GetStoreState(reply_to):
                reply_to.tell(attrs.evolve(self._state, waiting=len(self._waiting)))
            case TryToWrite():
                self._save(())
            case _:
                assert_never(message)

    def on_stop(self) -> None:
        super().on_stop()
        self._write(self._waiting)
        self._engine.close()

    def _recall(self) -> Memory:
        if self._memory is None:
            self._memory = self._engine.load()
        return self._memory

    def _save(self, records: tuple[Record, ...]) -> None:
        everything = self._waiting + records
        if everything and not self._write(everything):
            if not self._waiting:
                self.tell_later(RETRY_SECONDS, TryToWrite())
            self._waiting = everything[-MOST_WAITING:]
        else:
            self._waiting = ()
        # Told even when the disk refuses them: the service serves on from memory.
        changes = tuple(record for record in records if isinstance(record, Change))
        if changes:
            self._streams.tell(ChangesKept(changes))

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
