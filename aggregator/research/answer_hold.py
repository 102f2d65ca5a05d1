"""AnswerHold: answers wait until what they tell is safely kept, so that nobody reads what a kill could unsay."""

from typing import Any

from aggregator.actor.mailbox import Reply


class AnswerHold:
    """Answers given while records are on their way to the store go out when the store has confirmed those records."""

    def __init__(self) -> None:
        self._sent = 0
        self._confirmed = 0
        self._waiting: list[tuple[int, Reply[Any], object]] = []

    def wait_for(self, ticket: int) -> None:
        """Records went out under this ticket; tickets only grow."""
        self._sent = ticket

    def confirm(self, ticket: int) -> None:
        """All records up to this ticket are kept."""
        self._confirmed = max(self._confirmed, ticket)
        ready = [each for each in self._waiting if each[0] <= self._confirmed]
        self._waiting = [each for each in self._waiting if each[0] > self._confirmed]
        for _ticket, reply_to, answer in ready:
            reply_to.tell(answer)

    def answer(self, reply_to: Reply[Any], answer: object) -> None:
        """Answer now, or as soon as all that was sent is confirmed."""
        if self._confirmed >= self._sent:
            reply_to.tell(answer)
        else:
            self._waiting.append((self._sent, reply_to, answer))
