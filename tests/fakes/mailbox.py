"""FakeMailbox: remembers what it was told; stands in for an actor's address and for a reply."""

from typing import Any


class FakeMailbox:
    """`messages` holds everything in its order; as a Reply, `answers` are the same and `errors` are the failures."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.messages: list[Any] = []
        self.errors: list[Exception] = []

    def tell(self, message: Any) -> None:
        self.messages.append(message)

    def fail(self, error: Exception) -> None:
        self.errors.append(error)

    @property
    def answers(self) -> list[Any]:
        return self.messages

    @property
    def answer(self) -> Any:
        """The only answer; an AssertionError when there is none, or more than one, or a failure."""
        assert len(self.messages) == 1, self.messages
        assert not self.errors, self.errors
        return self.messages[0]

    def of(self, kind: type) -> list[Any]:
        """The messages of one type."""
        return [message for message in self.messages if isinstance(message, kind)]

    def take(self) -> list[Any]:
        """The messages, which are forgotten then."""
        taken, self.messages = self.messages, []
        return taken

    def waiting(self) -> int:
        return 0
