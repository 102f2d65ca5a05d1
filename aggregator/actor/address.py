"""Address: a stable name for an actor; telling it something never raises."""

import queue
from typing import Any, Generic, TypeVar

import pykka

from aggregator.actor.dead_letters import DeadLetters

Message = TypeVar("Message")


class Address(Generic[Message]):
    """Made before its actor, so that actors can be given each other; bound when the actor is built."""

    def __init__(self, name: str, dead_letters: DeadLetters) -> None:
        self.name = name
        self._dead_letters = dead_letters
        self._ref: pykka.ActorRef[Any] | None = None

    def bind(self, ref: pykka.ActorRef[Any]) -> None:
        """From now on messages go to `ref`."""
        self._ref = ref

    def tell(self, message: Message) -> None:
        """Put a message into the actor's inbox; where there is no live actor, it becomes a dead letter."""
        try:
            if self._ref is None:
                self._dead_letters.record(self.name, message)
            else:
                self._ref.tell(message)
        except pykka.ActorDeadError:
            self._dead_letters.record(self.name, message)

    def waiting(self) -> int:
        """How many messages wait in the inbox, about."""
        inbox = self._ref.actor_inbox if self._ref is not None else None
        return inbox.qsize() if isinstance(inbox, queue.Queue) else 0
