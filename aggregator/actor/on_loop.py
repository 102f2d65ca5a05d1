"""OnLoop: a mailbox for something that lives on the loop and may be touched there only."""

from typing import Generic, TypeVar

from aggregator.actor.loop_door import Door
from aggregator.actor.mailbox import Mailbox

Message = TypeVar("Message")


class OnLoop(Generic[Message]):
    """May be told from every thread; the receiver is told on the loop."""

    def __init__(self, door: Door, receiver: Mailbox[Message]) -> None:
        self._door = door
        self._receiver = receiver

    def tell(self, message: Message) -> None:
        """See Mailbox."""
        self._door.later(0.0, lambda: self._receiver.tell(message))
