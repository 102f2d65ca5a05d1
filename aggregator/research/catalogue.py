"""Catalogue: the rows that the service shows, put together from listings, provider states and knowledge."""

import bisect
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import attrs

from aggregator.data.batch import Place, Topic
from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.model_detail import ModelDetail, merge_all
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ModelState, ProviderState, ProviderStatus
from aggregator.data.research_status import ResearchState, ResearchStatus
from aggregator.data.row_view import present, row_view, timestamp
from aggregator.data.snapshot import Row, RowKey, Snapshot
from aggregator.data.subject import Subject
from aggregator.research.journal import Journal
from aggregator.research.knowledge import Knowledge, by_trust, subject_of
from aggregator.research.overrides import Overrides

StatusOf = Callable[[Subject, Model], ResearchStatus]


@attrs.frozen
class Offer:
    """A listed model with what it is about."""

    place: Place
    subject: Subject
    model: Model
    first_seen: float

    @property
    def key(self) -> RowKey:
        """The row that shows it."""
        return self.place.listed.name, self.place.provider.name

    @property
    def topics(self) -> tuple[Topic, Topic]:
        """All that knowledge about it can stand under."""
        return self.subject, self.model


def provider_view(status: ProviderStatus) -> dict[str, Any]:
    """What the journal says of a provider, and with it of all its rows."""
    model_state = ModelState.under(status.state)
    seen = status.last_ok if model_state is ModelState.UNREACHABLE else None
    return present(
        state=status.state.value,
        since=timestamp(status.since),
        kind=status.kind.value,
        model_state=model_state.value,
        last_seen=timestamp(seen) if seen is not None else None,
    )


class Catalogue:
    """Owns the rows. Every change gives a new version, and equal rows stay the very same objects."""

    def __init__(
        self, boot_id: str, knowledge: Knowledge, status_of: StatusOf, journal: Journal, now_wall: float = 0.0
    ) -> None:
        self.journal = journal
        self.overrides = Overrides()
        self._boot_id = boot_id
        self._knowledge = knowledge
        self._status_of = status_of
        self._offers: dict[RowKey, Offer] = {}
        self._by_topic: dict[Topic, dict[RowKey, None]] = {}
        self._by_provider: dict[str, set[RowKey]] = {}
        self._statuses: dict[str, ProviderStatus] = {}
        self._rows: dict[RowKey, Row] = {}
        for key in journal.told:
            self._by_provider.setdefault(key[1], set()).add(key)
        self._order: list[RowKey] = []  # always sorted: sorting all anew would stop every thread for a while
        self._changes = 0
        self._changed_at = now_wall
        self._snapshot: Snapshot | None = None

    # ---- what comes in

    def offer(self, provider: Provider, listed: ListedModel, now_wall: float) -> Offer:
        """A provider lists a model, newly or differently; its row comes with the next refresh."""
        key = (listed.name, provider.name)
        before = self._offers.get(key)
        offer = Offer(
            Place(provider, listed),
            subject_of(listed.name, listed.digest),
            Model.at(provider.shown, listed.name),
            before.first_seen if before else self._first_seen(key, now_wall),
        )
        if before is not None and before.topics != offer.topics:
            self._unindex(before)
        self._offers[key] = offer
        self._by_provider.setdefault(provider.name, set()).add(key)
        for topic in offer.topics:
            self._by_topic.setdefault(topic, {})[key] = None
        return offer

    def withdraw(self, key: RowKey, now_wall: float) -> Offer | None:
        """A provider no longer lists a model."""
        offer = self._offers.pop(key, None)
        if offer is not None:
            self._unindex(offer)
        self._by_provider.get(key[1], set()).discard(key)
        self._take_away(key, now_wall)
        return offer

    def withdraw_unspoken(self, now_wall: float) -> None:
        """Rows from before a restart that no provider has offered since are gone."""
        for key in [key for key in self.journal.told if key not in self._offers]:
            self.withdraw(key, now_wall)

    def provider_changed(self, status: ProviderStatus, now_wall: float) -> bool:
        """A provider is in another state; so are its models. True when it had failed and serves again."""
        before = self._statuses.get(status.name)
        self._statuses[status.name] = status
        rows = self._by_provider.get(status.name, set())
        old, new = provider_view(before) if before else None, provider_view(status)
        if old != new:
            self.journal.provider(status.name, rows, old, new, now_wall)
            self._touch(now_wall)
        self.refresh((key for key in rows if key in self._offers), now_wall)
        return before is not None and not before.state.serves and status.state.serves

    def provider_forgotten(self, name: str) -> None:
        """A provider left the config; its models have been withdrawn."""
        self._statuses.pop(name, None)
        self._by_provider.pop(name, None)

    def config_changed(self, providers: int, now_wall: float) -> None:
        """The settings are others now; the journal says so, without a word of them but the number of providers."""
        self.journal.config({"providers": providers}, now_wall)
        self._touch(now_wall)

    def refresh(self, keys: Iterable[RowKey], now_wall: float) -> None:
        """Build these rows again."""
        for key in tuple(keys):
            if self.overrides.hides(key[1], key[0]):
                self._take_away(key, now_wall)
            else:
                self._show(key, now_wall)

    def refresh_topics(self, topics: Iterable[Topic], now_wall: float) -> None:
        """Build all rows again that show these topics."""
        self.refresh({key for topic in topics for key in self._by_topic.get(topic, ())}, now_wall)

    # ---- what can be seen

    @property
    def is_whole(self) -> bool:
        """Whether all rows are there of which the outside was told; after a restart they come back one by one."""
        return len(self._rows) >= len(self.journal.told)

    def claims(self, offer: Offer, but: str = "") -> Iterator[ModelDetail]:
        """What the operator, the list and the sources, `but` one of them, say about a model."""
        yield self.overrides.detail(offer.place.provider.name, offer.place.listed.name)
        yield offer.place.listed.facts
        yield from self._knowledge.claims(offer.topics, but)

    def snapshot(self) -> Snapshot:
        """The rows in order; the same object until something changes."""
        version = f"{self._boot_id}-{self._changes}"
        if self._snapshot is None or self._snapshot.version != version:
            rows = tuple(self._rows[key] for key in self._order)
            self._snapshot = Snapshot(version, self._changed_at, rows, self.journal.last)
        return self._snapshot

    def offers_of(self, topic: Topic) -> Iterator[Offer]:
        """Who offers it, in the order in which they came."""
        return (self._offers[key] for key in self._by_topic.get(topic, ()))

    def offer_at(self, key: RowKey) -> Offer | None:
        """The offer that a row shows."""
        return self._offers.get(key)

    def offers_at(self, provider: str) -> tuple[Offer, ...]:
        """What a provider offers."""
        return tuple(self._offers[key] for key in self._by_provider.get(provider, ()) if key in self._offers)

    def offers(self) -> tuple[Offer, ...]:
        """All offers, the hidden ones too."""
        return tuple(self._offers.values())

    # ---- inside

    def _show(self, key: RowKey, now_wall: float) -> None:
        row, before = self._build(self._offers[key]), self._rows.get(key)
        if row != before:
            if before is None:
                bisect.insort(self._order, key)
            self._rows[key] = row
            self.journal.row(key, row_view(row), now_wall)
            self._touch(now_wall)

    def _take_away(self, key: RowKey, now_wall: float) -> None:
        self.journal.row(key, None, now_wall)
        if self._rows.pop(key, None) is not None:
            del self._order[bisect.bisect_left(self._order, key)]
            self._touch(now_wall)

    def _build(self, offer: Offer) -> Row:
        provider, listed = offer.place.provider, offer.place.listed
        status = self._statuses.get(provider.name)
        state = ModelState.under(status.state if status else ProviderState.UNKNOWN)
        claims = by_trust(self.claims(offer))
        return Row(
            model=offer.model,
            provider=provider.name,
            base_url=provider.shown.base_url,
            state=state,
            first_seen=offer.first_seen,
            last_seen=status.last_ok if status and state is ModelState.UNREACHABLE else None,
            detail=merge_all(claims),
            claims=claims,
            research=self._research_of(offer),
            entry=listed.entry,
        )

    def _research_of(self, offer: Offer) -> ResearchStatus:
        """What was done before a restart is done, in as many attempts as the outside was told."""
        status, told = self._status_of(offer.subject, offer.model), self.journal.told.get(offer.key)
        if status.state is not ResearchState.DONE or status.attempts or told is None:
            return status
        before = told["research"]
        return attrs.evolve(status, attempts=before["attempts"]) if before["state"] == status.state else status

    def _first_seen(self, key: RowKey, now_wall: float) -> float:
        told = self.journal.told.get(key)
        return datetime.fromisoformat(told["first_seen"]).timestamp() if told else now_wall

    def _unindex(self, offer: Offer) -> None:
        for topic in offer.topics:
            keys = self._by_topic.get(topic, {})
            keys.pop(offer.key, None)
            if not keys:
                self._by_topic.pop(topic, None)

    def _touch(self, now_wall: float) -> None:
        self._changes += 1
        self._changed_at = now_wall
