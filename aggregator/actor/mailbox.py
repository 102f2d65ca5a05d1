"""Mailbox and Reply: the two smallest things an actor needs of another one."""

from typing import Protocol, TypeVar, runtime_checkable

Message_contra = TypeVar("Message_contra", contravariant=True)
Answer_contra = TypeVar("Answer_contra", contravariant=True)


class Mailbox(Protocol[Message_contra]):
    """Takes messages; never raises, never waits."""

    def tell(self, message: Message_contra) -> None:
        """Put a message into the mailbox."""
        ...


class Reply(Protocol[Answer_contra]):
    """Where the answer to a request goes; travels inside the request as `reply_to`."""

    def tell(self, answer: Answer_contra) -> None:
        """Give the answer."""
        ...

    def fail(self, error: Exception) -> None:
        """Say that there will be none, and why."""
        ...


@runtime_checkable
class Request(Protocol):
    """A message that wants an answer. An error while answering goes to the asker and harms nobody else."""

    @property
    def reply_to(self) -> Reply[object]:
        """Where the answer goes."""
        ...
