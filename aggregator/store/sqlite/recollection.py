"""Recollection: all that a file remembers, and what has to be tidied up in it."""

import sqlite3
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

import attrs

from aggregator.data.batch import Topic
from aggregator.data.change import Change
from aggregator.data.records import ListingKept, Memory
from aggregator.data.subject import Subject
from aggregator.store.engine import KEPT_CHANGES
from aggregator.store.sqlite.codec import cached_of, change_of, learnt_of, row_key_of, trial_of, view_of
from aggregator.store.sqlite.json_text import from_json
from aggregator.store.sqlite.listings import listing_of
from aggregator.store.sqlite.reading import BadRow, Reader

RETENTION_DAYS: Final = 180
"""So long knowledge is kept about what nobody lists."""

_TOLD = ("told", "changes", "meta")
"""Where a bad row means that the journal does not add up any more."""


@attrs.frozen
class Recollection:
    """`expired` are the (table, key) of what has been of no use for too long.

    `journal_is_broken`: readers of the journal can't be led from what they know to what is now; they must begin anew.
    """

    memory: Memory
    bad: tuple[BadRow, ...] = ()
    expired: tuple[tuple[str, bytes], ...] = ()
    journal_is_broken: bool = False


def recollect(connection: sqlite3.Connection, today: int) -> Recollection:
    """Read everything; `today` by the store's calendar.

    Raises:
        sqlite3.Error: see faults.
    """
    reader = Reader(connection)
    listings = tuple(
        value for _, _, value in reader.keyed("listings", lambda key, text: listing_of(from_json(key), text))
    )
    use = _Use(today, listings, ((key, day) for key, day, _ in reader.keyed("seen", lambda _key, body: body)))
    facts = tuple(
        learnt
        for key, day, learnt in reader.keyed("facts", learnt_of)
        if use.is_recent("facts", key, day, learnt.topic)
    )
    trials = tuple(
        trial for key, day, trial in reader.keyed("trials", trial_of) if use.is_recent("trials", key, day, trial.topic)
    )
    cached = tuple(
        answer for key, day, answer in reader.keyed("cached", cached_of) if use.is_recent("cached", key, day, None)
    )
    told = {key: view for _, _, (key, view) in reader.keyed("told", lambda key, text: (row_key_of(key), view_of(text)))}
    changes = [change for _, change in reader.numbered("changes", change_of)]
    last_seq = max(_last_seq(reader), changes[-1].seq if changes else 0)
    is_broken = any(row.table in _TOLD for row in reader.bad)
    if is_broken:
        changes, last_seq = [], last_seq + 1
    memory = Memory(facts, MappingProxyType(told), _unbroken(changes, last_seq), last_seq, trials, listings, cached)
    return Recollection(memory, tuple(reader.bad), tuple(use.expired), is_broken)


class _Use:
    """When knowledge was last of use: while its name was listed, or when it was written."""

    def __init__(self, today: int, listings: Iterable[ListingKept], seen: Iterable[tuple[bytes, int]]) -> None:
        self.expired: list[tuple[str, bytes]] = []
        self._today = today
        names = {model.name for kept in listings for model in kept.listing.models}
        self._listed = {Subject.of(name).name for name in names}
        self._seen: dict[str, int] = {}
        for key, day in seen:
            if self._is_old(day):
                self.expired.append(("seen", key))
            else:
                self._seen[from_json(key)] = day

    def is_recent(self, table: str, key: bytes, day: int, topic: Topic | None) -> bool:
        """Whether it is to be kept; what is not, is noted in `expired`."""
        if not self._is_old(day):
            return True
        if topic is not None:
            name = topic.name if isinstance(topic, Subject) else Subject.of(topic.name).name
            if name in self._listed or name in self._seen:
                return True
        self.expired.append((table, key))
        return False

    def _is_old(self, day: int) -> bool:
        return self._today - day > RETENTION_DAYS


def _last_seq(reader: Reader) -> int:
    notes = {key: value for _, _, (key, value) in reader.keyed("meta", lambda key, text: (key, from_json(text)))}
    noted = notes.get(b'"last_seq"', 0)
    return noted if isinstance(noted, int) else 0


def _unbroken(changes: list[Change], last_seq: int) -> tuple[Change, ...]:
    """The longest run without a gap that ends with the newest change ever."""
    expected, start = last_seq, len(changes)
    while start > 0 and changes[start - 1].seq == expected:
        expected, start = expected - 1, start - 1
    return tuple(changes[start:][-KEPT_CHANGES:])
