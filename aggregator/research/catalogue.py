"""Catalogue: the rows that the service shows, put together from listings, provider states and knowledge."""

from collections.abc import Callable, Iterable, Mapping

import attrs

from aggregator.data.batch import Place, Topic
from aggregator.data.listing import ListedModel
from aggregator.data.model import Model
from aggregator.data.model_detail import merge_all
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ModelState, ProviderState, ProviderStatus
from aggregator.data.research_status import ResearchStatus
from aggregator.data.snapshot import Row, RowKey, Snapshot
from aggregator.data.subject import Subject
from aggregator.research.knowledge import Knowledge, by_trust, subject_of

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


class Catalogue:
    """Owns the rows. Every change gives a new version, and equal rows stay the very same objects."""

    def __init__(self, boot_id: str, knowledge: Knowledge, status_of: StatusOf) -> None:
        self._boot_id = boot_id
        self._knowledge = knowledge
        self._status_of = status_of
        self._offers: dict[RowKey, Offer] = {}
        self._by_topic: dict[Topic, set[RowKey]] = {}
        self._by_provider: dict[str, set[RowKey]] = {}
        self._statuses: dict[str, ProviderStatus] = {}
        self._rows: dict[RowKey, Row] = {}
        self._order: list[RowKey] | None = None
        self._changes = 0
        self._changed_at = 0.0
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
            before.first_seen if before else now_wall,
        )
        if before is not None and before.topics != offer.topics:
            self._unindex(before)
        self._offers[key] = offer
        self._by_provider.setdefault(provider.name, set()).add(key)
        for topic in offer.topics:
            self._by_topic.setdefault(topic, set()).add(key)
        return offer

    def withdraw(self, key: RowKey, now_wall: float) -> Offer | None:
        """A provider no longer lists a model."""
        offer = self._offers.pop(key, None)
        if offer is not None:
            self._unindex(offer)
            self._by_provider[key[1]].discard(key)
            self._rows.pop(key, None)
            self._order = None
            self._touch(now_wall)
        return offer

    def provider_changed(self, status: ProviderStatus, now_wall: float) -> None:
        """A provider is in another state; so are its models."""
        self._statuses[status.name] = status
        self.refresh(self._by_provider.get(status.name, ()), now_wall)

    def provider_forgotten(self, name: str) -> None:
        """A provider left the config; its models have been withdrawn."""
        self._statuses.pop(name, None)
        self._by_provider.pop(name, None)

    def refresh(self, keys: Iterable[RowKey], now_wall: float) -> None:
        """Build these rows again."""
        for key in tuple(keys):
            row, before = self._build(self._offers[key]), self._rows.get(key)
            if row != before:
                self._order = self._order if before else None
                self._rows[key] = row
                self._touch(now_wall)

    def refresh_topics(self, topics: Iterable[Topic], now_wall: float) -> None:
        """Build all rows again that show these topics."""
        self.refresh({key for topic in topics for key in self._by_topic.get(topic, ())}, now_wall)

    # ---- what can be seen

    def snapshot(self) -> Snapshot:
        """The rows in order; the same object until something changes."""
        version = f"{self._boot_id}-{self._changes}"
        if self._snapshot is None or self._snapshot.version != version:
            if self._order is None:
                self._order = sorted(self._rows)
            self._snapshot = Snapshot(version, self._changed_at, tuple(self._rows[key] for key in self._order))
        return self._snapshot

    def offers_of(self, topic: Topic) -> tuple[Offer, ...]:
        """Who offers it."""
        return tuple(self._offers[key] for key in sorted(self._by_topic.get(topic, ())))

    def offer_at(self, key: RowKey) -> Offer | None:
        """The offer that a row shows."""
        return self._offers.get(key)

    def rows(self) -> Mapping[RowKey, Row]:
        """All rows, in no order."""
        return self._rows

    # ---- inside

    def _build(self, offer: Offer) -> Row:
        provider, listed = offer.place.provider, offer.place.listed
        status = self._statuses.get(provider.name)
        state = ModelState.under(status.state if status else ProviderState.UNKNOWN)
        claims = by_trust((listed.facts, *self._knowledge.claims(offer.topics)))
        return Row(
            model=offer.model,
            provider=provider.name,
            base_url=provider.shown.base_url,
            state=state,
            first_seen=offer.first_seen,
            last_seen=status.last_ok if status and state is ModelState.UNREACHABLE else None,
            detail=merge_all(claims),
            claims=claims,
            research=self._status_of(offer.subject, offer.model),
            entry=listed.entry,
        )

    def _unindex(self, offer: Offer) -> None:
        for topic in offer.topics:
            keys = self._by_topic.get(topic, set())
            keys.discard(offer.key)
            if not keys:
                self._by_topic.pop(topic, None)

    def _touch(self, now_wall: float) -> None:
        self._changes += 1
        self._changed_at = now_wall
