"""Address: a stable name for an actor; telling it something never raises."""

import queue
import threading
from typing import Any, Generic, TypeVar

import pykka

from aggregator.actor.dead_letters import DeadLetters
from aggregator.actor.mailbox import Request
from aggregator.errors import NoAnswer

Message = TypeVar("Message")


class Address(Generic[Message]):
    """Made before its actor, so that actors can be given each other; bound when the actor is built."""

    def __init__(self, name: str, dead_letters: DeadLetters) -> None:
        self.name = name
        self._dead_letters = dead_letters
        self._ref: pykka.ActorRef[Any] | None = None
        self._early: list[Message] = []
        self._lock = threading.Lock()

    def bind(self, ref: pykka.ActorRef[Any]) -> None:
        """From now on messages go to `ref`, first of all those that came too early."""
        with self._lock:
            self._ref = ref
            early, self._early = self._early, []
        for message in early:
            self._send(ref, message)

    def tell(self, message: Message) -> None:
        """Put a message into the actor's inbox; where there is no live actor, it becomes a dead letter.

        Messages to an actor that is not there yet wait for it. Requests do not: the service answers before its actors
        stand, and whoever asks is told at once that no answer will come.
        """
        ref = self._ref
        if ref is not None:
            self._send(ref, message)
        elif isinstance(message, Request):
            message.reply_to.fail(NoAnswer(f"there is no {self.name} actor yet"))
        else:
            self._keep_for_later(message)

    def _keep_for_later(self, message: Message) -> None:
        with self._lock:  # its actor may be built on another thread at this very moment
            if self._ref is None:
                self._early.append(message)
                return
        self._send(self._ref, message)

    def _send(self, ref: pykka.ActorRef[Any], message: Message) -> None:
        try:
            ref.tell(message)
        except pykka.ActorDeadError:
            self._dead_letters.record(self.name, message)
            if isinstance(message, Request):
                message.reply_to.fail(NoAnswer(f"the {self.name} actor has ended"))

    def waiting(self) -> int:
        """How many messages wait in the inbox, about."""
        inbox = self._ref.actor_inbox if self._ref is not None else None
        return inbox.qsize() if isinstance(inbox, queue.Queue) else 0
