"""Asking: how the HTTP edge, on the loop, gets an answer from an actor without blocking anybody."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from aggregator.actor.mailbox import Mailbox, Reply
from aggregator.errors import NoAnswer

Answer = TypeVar("Answer")
Message = TypeVar("Message")


class LoopReply(Generic[Answer]):
    """Copies an answer from an actor's thread onto the loop; late, second and unwanted answers are dropped."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.future: asyncio.Future[Answer] = loop.create_future()

    def tell(self, answer: Answer) -> None:
        """See Reply."""
        self._settle(lambda: self.future.set_result(answer))

    def fail(self, error: Exception) -> None:
        """See Reply."""
        reason = error if isinstance(error, NoAnswer) else NoAnswer(f"the actor broke on it ({type(error).__name__})")
        self._settle(lambda: self.future.set_exception(reason))

    def _settle(self, settle: Callable[[], None]) -> None:
        def once() -> None:
            if not self.future.done():
                settle()

        try:
            self._loop.call_soon_threadsafe(once)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return


async def ask(mailbox: Mailbox[Message], request: Callable[[Reply[Answer]], Message], timeout_seconds: float) -> Answer:
    """Send a request and wait for its answer.

    Raises:
        NoAnswer: the actor is dead, stopping or too busy, or it broke on the request.
    """
    reply: LoopReply[Answer] = LoopReply(asyncio.get_running_loop())
    mailbox.tell(request(reply))
    try:
        async with asyncio.timeout(timeout_seconds):
            return await reply.future
    except TimeoutError:
        raise NoAnswer(f"no answer within {timeout_seconds:g} s") from None
