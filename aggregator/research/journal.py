"""Journal: the numbered changes of the catalogue, and what the outside has been told of each row; pure."""

from collections import deque
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from aggregator.data.change import Change, ChangesSince, ChangeType
from aggregator.data.snapshot import RowKey

KEPT_CHANGES = 10_000
View = Mapping[str, Any]
WITH_THE_PROVIDER = ("state", "last_seen")
"""Keys of a row for which `provider_changed` speaks."""


class Journal:
    """Compares what a row says now with what was told of it last, and numbers the difference.

    `told` and the changes of the past come from the store after a restart, so that the numbers go on and nobody is told
    anything twice.
    """

    def __init__(
        self,
        last: int = 0,
        told: Mapping[RowKey, View] | None = None,
        past: Iterable[Change] = (),
        kept: int = KEPT_CHANGES,
    ) -> None:
        self.told: dict[RowKey, View] = {}
        for key, view in (told or {}).items():  # one by one: a copy of many in one step would stop every thread
            self.told[key] = view
        self._changes: deque[Change] = deque(past, kept)
        self._last = max(last, self._changes[-1].seq if self._changes else 0)
        self._fresh: list[Change] = []
        self._rewritten: dict[RowKey, View | None] = {}

    @property
    def last(self) -> int:
        """The number of the newest change."""
        return self._last

    def row(self, key: RowKey, view: View | None, at: float) -> None:
        """A row says `view` now; None when it is gone."""
        before = self.told.get(key)
        if view is None:
            if before is not None:
                self._say(ChangeType.MODEL_REMOVED, key[1], key[0], before, None, at)
                self._tell(key, None)
        elif before is None:
            self._say(ChangeType.MODEL_ADDED, key[1], key[0], None, view, at)
            self._tell(key, view)
        else:
            self._row_changed(key, before, view, at)

    def provider(self, name: str, rows: Iterable[RowKey], before: View | None, after: View, at: float) -> None:
        """A provider changed, and all its rows with it."""
        self._say(ChangeType.PROVIDER_CHANGED, name, None, before, after, at)
        for key in rows:
            if key in self.told:
                kept = {field: value for field, value in self.told[key].items() if field not in WITH_THE_PROVIDER}
                self._tell(key, {**kept, **_of_rows(after)})

    def config(self, after: View, at: float) -> None:
        """The settings changed."""
        self._say(ChangeType.CONFIG_CHANGED, None, None, None, after, at)

    def since(self, number: int, limit: int) -> ChangesSince:
        """At most `limit` changes above `number`."""
        first = self._changes[0].seq if self._changes else self._last + 1
        if number < first - 1 or number > self._last:
            return ChangesSince((), self._last, too_old=True)
        skip = number - first + 1
        return ChangesSince(tuple(islice(self._changes, skip, skip + limit)), self._last)

    def take_fresh(self) -> tuple[tuple[Change, ...], Mapping[RowKey, View | None]]:
        """What came since the last call: the changes, and the rows with what is told of them now (None: gone)."""
        fresh, self._fresh = tuple(self._fresh), []
        rewritten, self._rewritten = self._rewritten, {}
        return fresh, rewritten

    def _row_changed(self, key: RowKey, before: View, view: View, at: float) -> None:
        differing = [field for field in {**before, **view} if before.get(field) != view.get(field)]
        if differing:
            kind = ChangeType.DETAILS_FOUND if "details" in differing else ChangeType.MODEL_CHANGED
            old = {field: before[field] for field in differing if field in before}
            new = {field: view[field] for field in differing if field in view}
            self._say(kind, key[1], key[0], old, new, at)
            self._tell(key, view)

    def _say(
        self,
        kind: ChangeType,
        provider: str | None,
        name: str | None,
        before: View | None,
        after: View | None,
        at: float,
    ) -> None:
        self._last += 1
        change = Change(self._last, at, kind, provider, name, before, after)
        self._changes.append(change)
        self._fresh.append(change)

    def _tell(self, key: RowKey, view: View | None) -> None:
        self._rewritten[key] = view
        if view is None:
            self.told.pop(key, None)
        else:
            self.told[key] = view


def _of_rows(after: View) -> dict[str, Any]:
    last_seen = {"last_seen": after["last_seen"]} if "last_seen" in after else {}
    return {"state": after["model_state"], **last_seen}


def replay(rows: Mapping[RowKey, View], changes: Iterable[Change]) -> dict[RowKey, View]:
    """What a reader makes of a snapshot and the changes after it; the meaning of the journal, as code."""
    state = dict(rows)
    for change in changes:
        if change.type is ChangeType.PROVIDER_CHANGED and change.after is not None:
            for key in [key for key in state if key[1] == change.provider]:
                kept = {field: value for field, value in state[key].items() if field not in WITH_THE_PROVIDER}
                state[key] = {**kept, **_of_rows(change.after)}
        elif change.name is not None and change.provider is not None:
            _replay_row(state, (change.name, change.provider), change)
    return state


def _replay_row(state: dict[RowKey, View], key: RowKey, change: Change) -> None:
    if change.after is None:
        state.pop(key, None)
    elif change.before is None:
        state[key] = change.after
    else:
        gone = {field for field in change.before if field not in change.after}
        kept = {field: value for field, value in state[key].items() if field not in gone}
        state[key] = {**kept, **change.after}
