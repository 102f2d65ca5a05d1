"""MemoryEngine: keeps everything for as long as the process lives; what `store.path: ""` asks for."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.data.batch import Topic
from aggregator.data.change import Change
from aggregator.data.learnt import Learnt
from aggregator.data.records import (
    AnswerCached,
    CallBegun,
    CallOver,
    ListingGone,
    ListingKept,
    Memory,
    Record,
    RowTold,
    TrialKept,
    TrialOver,
)
from aggregator.data.snapshot import RowKey
from aggregator.store.engine import KEPT_CHANGES


class MemoryEngine:
    """The engine without a disk. The ledger of brain calls is not kept: nobody can read it after the end."""

    def __init__(self) -> None:
        self._facts: dict[tuple[Topic, str], Learnt] = {}
        self._told: dict[RowKey, Mapping[str, Any]] = {}
        self._changes: deque[Change] = deque(maxlen=KEPT_CHANGES)
        self._trials: dict[tuple[str, Topic], TrialKept] = {}
        self._listings: dict[str, ListingKept] = {}
        self._cached: dict[str, AnswerCached] = {}

    def open(self) -> None:
        """See Engine."""

    def close(self) -> None:
        """See Engine."""

    def load(self) -> Memory:
        """See Engine."""
        return Memory(
            facts=tuple(self._facts.values()),
            told=dict(self._told),
            changes=tuple(self._changes),
            last_seq=self._changes[-1].seq if self._changes else 0,
            trials=tuple(self._trials.values()),
            listings=tuple(self._listings.values()),
            cached=tuple(self._cached.values()),
        )

    def calls(self) -> Sequence[CallBegun | CallOver]:
        """See Engine."""
        return ()

    def write(self, records: Sequence[Record]) -> None:
        """See Engine."""
        for record in records:
            self._write(record)

    def _write(self, record: Record) -> None:  # noqa: C901 - one case a record
        match record:
            case Learnt(topic, source):
                self._facts[topic, source] = record
            case RowTold(key, None):
                self._told.pop(key, None)
            case RowTold(key, view) if view is not None:
                self._told[key] = view
            case Change():
                self._changes.append(record)
            case TrialKept(source, topic):
                self._trials[source, topic] = record
            case TrialOver(source, topic):
                self._trials.pop((source, topic), None)
            case ListingKept(provider):
                self._listings[provider] = record
            case ListingGone(provider):
                self._listings.pop(provider, None)
            case AnswerCached(key):
                self._cached[key] = record
            case _:
                pass
