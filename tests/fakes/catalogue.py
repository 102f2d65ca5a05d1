"""FakeCatalogue: rows that a test puts and drops, with the real journal; answers like the DetailActor, at once."""

from typing import Any

import attrs

from aggregator.api.change_feed import ChangeFeed
from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN, ModelDetail, merge_all
from aggregator.data.provider_status import ModelState
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.row_view import row_view
from aggregator.data.snapshot import Row, RowKey, Snapshot
from aggregator.messages import ChangesKept, GetChanges, GetResearch, GetSnapshot, ResearchAgain
from aggregator.research.journal import Journal
from tests.factories import listed

NOON = 1_800_000_000.0


def row(name: str, provider: str = "desk", *claims: ModelDetail, **more: Any) -> Row:
    """A row as the catalogue would build it."""
    return Row(
        **{
            "model": Model("http://10.0.0.1", 8080, name),
            "provider": provider,
            "base_url": "http://10.0.0.1:8080/v1",
            "state": ModelState.AVAILABLE,
            "first_seen": NOON,
            "detail": merge_all(claims) if claims else NOTHING_KNOWN,
            "claims": claims,
            "entry": listed(name, object="model", created=1, owned_by="somebody").entry,
            **more,
        }
    )


class FakeCatalogue:
    """`silent` makes it answer nothing; `asked_again` holds what was to be researched again."""

    def __init__(self, feed: ChangeFeed | None = None) -> None:
        self.rows: dict[RowKey, Row] = {}
        self.journal = Journal()
        self.progress = ResearchProgress()
        self.asked_again: list[RowKey] = []
        self.asked = 0
        self.silent = False
        self._feed = feed
        self._version = 0

    def tell(self, message: Any) -> None:
        self.asked += 1
        if self.silent:
            return
        match message:
            case GetSnapshot(reply_to):
                reply_to.tell(self.snapshot())
            case GetChanges(since, limit, reply_to):
                reply_to.tell(self.journal.since(since, limit))
            case GetResearch(reply_to):
                reply_to.tell(self.progress)
            case ResearchAgain(provider, name, reply_to):
                self.asked_again.append((name, provider))
                reply_to.tell((name, provider) in self.rows)

    def snapshot(self) -> Snapshot:
        rows = tuple(self.rows[key] for key in sorted(self.rows))
        return Snapshot(f"boot-{self._version}", NOON + self._version, rows, self.journal.last)

    def put(self, *rows: Row) -> None:
        """These rows are there now, or are different now."""
        for each in rows:
            self.rows[each.key] = each
            self.journal.row(each.key, row_view(each), NOON)
        self._changed()

    def drop(self, *keys: RowKey) -> None:
        """These are gone."""
        for key in keys:
            self.rows.pop(key, None)
            self.journal.row(key, None, NOON)
        self._changed()

    def provider_changed(self, provider: str, state: ModelState) -> None:
        """A provider went or came back, with all its rows."""
        keys = [key for key in self.rows if key[1] == provider]
        last_seen = NOON if state is ModelState.UNREACHABLE else None
        for key in keys:
            self.rows[key] = attrs.evolve(self.rows[key], state=state, last_seen=last_seen)
        after = {"state": "ok", "model_state": state.value}
        if last_seen is not None:
            after["last_seen"] = row_view(self.rows[keys[0]])["last_seen"] if keys else "2027-01-15T08:00:00Z"
        self.journal.provider(provider, keys, None, after, NOON)
        self._changed()

    def _changed(self) -> None:
        self._version += 1
        fresh, _rewritten = self.journal.take_fresh()
        if self._feed is not None and fresh:
            self._feed.tell(ChangesKept(fresh))
