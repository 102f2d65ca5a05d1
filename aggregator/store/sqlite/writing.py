"""Writing: one record after another, within the caller's transaction."""

import sqlite3
from typing import assert_never

from aggregator.data.change import Change
from aggregator.data.learnt import Learnt
from aggregator.data.records import (
    AnswerCached,
    CallBegun,
    CallOver,
    ListingGone,
    ListingKept,
    Record,
    RowTold,
    TrialKept,
    TrialOver,
)
from aggregator.data.subject import Subject
from aggregator.store.sqlite.codec import (
    cached_as_text,
    call_as_text,
    change_as_text,
    learnt_as_text,
    topic_key,
    trial_as_text,
)
from aggregator.store.sqlite.json_text import to_json
from aggregator.store.sqlite.listings import listing_as_text, names_in
from aggregator.store.sqlite.rows import PUT, SELECT, is_sound, keyed, numbered


class Writer:
    """Writes into one connection on one day of the store's calendar; `bytes_put` grows by table."""

    def __init__(self, connection: sqlite3.Connection, today: int) -> None:
        self.bytes_put: dict[str, int] = {}
        self.last_seq: int | None = None
        self._connection = connection
        self._today = today

    def put(self, record: Record) -> None:  # noqa: C901 - one case a record
        """Write one record.

        Raises:
            sqlite3.Error: see faults.
        """
        match record:
            case Learnt(topic, source):
                self._put("facts", topic_key(source, topic), learnt_as_text(record))
            case RowTold(key, None):
                self._delete("told", to_json(key))
            case RowTold(key, view):
                self._put("told", to_json(key), to_json(view))
            case Change(seq):
                self._append("changes", seq, change_as_text(record))
                self.last_seq = seq
            case TrialKept(source, topic):
                self._put("trials", topic_key(source, topic), trial_as_text(record))
            case TrialOver(source, topic):
                self._delete("trials", topic_key(source, topic))
            case ListingKept(provider):
                self._note_what_left(provider, {model.name for model in record.listing.models})
                self._put("listings", to_json(provider), listing_as_text(record))
            case ListingGone(provider):
                self._note_what_left(provider, set())
                self._delete("listings", to_json(provider))
            case CallBegun() | CallOver():
                self._append("ledger", None, call_as_text(record))
            case AnswerCached(key):
                self._put("cached", to_json(key), cached_as_text(record))
            case _:
                assert_never(record)

    def _note_what_left(self, provider: str, names: set[str]) -> None:
        """What is listed is of use until it no longer is: from that day on its knowledge grows old."""
        row = self._connection.execute(f"{SELECT['listings']} WHERE key = ?", (to_json(provider),)).fetchone()
        if row is not None and is_sound("listings", row):
            for name in {Subject.of(name).name for name in names_in(row[3]) if name not in names}:
                self._put("seen", to_json(name), b"")

    def _put(self, table: str, key: bytes, body: bytes) -> None:
        self._connection.execute(PUT[table], keyed(table, key, self._today, body))
        self.bytes_put[table] = self.bytes_put.get(table, 0) + len(body)

    def _append(self, table: str, number: int | None, body: bytes) -> None:
        self._connection.execute(PUT[table], numbered(table, number, body))
        self.bytes_put[table] = self.bytes_put.get(table, 0) + len(body)

    def _delete(self, table: str, key: bytes) -> None:
        self._connection.execute(f"DELETE FROM {table} WHERE key = ?", (key,))
