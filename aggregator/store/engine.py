"""Engine: what a store has to be able to do; one file for each way of keeping things."""

from collections.abc import Iterable
from typing import Protocol

from aggregator.data.learnt import Learnt


class Engine(Protocol):
    """Keeps what was learnt. Called by one thread only."""

    def keep(self, facts: Iterable[Learnt]) -> None:
        """Remember these; what the same source said about the same topic before is replaced."""
        ...

    def recall(self) -> tuple[Learnt, ...]:
        """All that is remembered, in no order."""
        ...


class MemoryEngine:
    """Keeps everything for as long as the process lives."""

    def __init__(self) -> None:
        self._facts: dict[tuple[object, str], Learnt] = {}

    def keep(self, facts: Iterable[Learnt]) -> None:
        """See Engine."""
        self._facts.update({(each.topic, each.source): each for each in facts})

    def recall(self) -> tuple[Learnt, ...]:
        """See Engine."""
        return tuple(self._facts.values())
