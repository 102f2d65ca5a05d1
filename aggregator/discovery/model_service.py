"""ModelServiceActor: knows which providers there are and which models they list right now."""

from collections.abc import Mapping
from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.loop_door import Cancellable
from aggregator.actor.mailbox import Mailbox
from aggregator.data.listing import NOTHING_LISTED
from aggregator.data.model_delta import ModelDelta
from aggregator.data.poll_outcome import PollAnswer, PollFailure, PollOutcome
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.records import ListingGone, ListingKept
from aggregator.discovery.flow_log import FlowLog
from aggregator.discovery.grace_watch import GraceWatch
from aggregator.discovery.listing_notes import ListingNotes
from aggregator.discovery.poll_turns import PollTurns
from aggregator.discovery.provider_client import Poll
from aggregator.discovery.provider_life import ProviderLife, too_many_fail
from aggregator.http_client import Limits
from aggregator.messages import (
    GetProviders,
    GraceOver,
    Keep,
    ModelsChanged,
    ModelServiceMessage,
    ModelsResent,
    PollDue,
    Polled,
    ProviderChanged,
    ProviderForgotten,
    Recall,
    Recalled,
    Refresh,
    ResendModels,
    SettingsChanged,
)
from aggregator.settings.settings import PollingSettings

Downstream = ModelsChanged | ProviderChanged | ModelsResent | ProviderForgotten


class ModelServiceActor(Actor[ModelServiceMessage]):
    """Polls every provider on its own clock, never twice at once, and tells what changed as soon as an answer is in."""

    def __init__(
        self,
        address: Address[ModelServiceMessage],
        surroundings: Surroundings,
        poll: Poll,
        details: Mailbox[Downstream],
        store: Mailbox[Keep | Recall],
        providers: tuple[Provider, ...],
        polling: PollingSettings,
    ) -> None:
        super().__init__(address, surroundings)
        self._poll = poll
        self._details = details
        self._store = store
        self._me = address
        self._polling = polling
        self._notes = ListingNotes()
        self._lives: Mapping[str, ProviderLife] = {}
        self._flows = FlowLog(self.log)
        self._grace = GraceWatch(self.clock, lambda seconds, name: self.tell_later(seconds, GraceOver(name)))
        self._turns = PollTurns(self.clock, self._arm, polling.interval_seconds)
        self._configured = providers

    def begin(self) -> None:
        self._take_providers(self._configured)
        self._store.tell(Recall(self._me))

    def reset(self) -> None:
        """The lives are frozen values that were replaced as a whole: they stand. Timers are armed anew."""
        self._turns.renew(self._lives)
        for life in self._lives.values():
            self._grace.see(life, self._polling.grace_seconds)
        self._take_providers(self._configured)

    def handle(self, message: ModelServiceMessage) -> None:
        match message:
            case PollDue(provider):
                self._begin_poll(provider)
            case Polled(provider, outcome):
                self._end_poll(provider, outcome)
            case GraceOver(provider):
                self._end_grace(provider)
            case GetProviders(reply_to):
                reply_to.tell(tuple(self._status(name) for name in sorted(self._lives)))
            case Refresh(provider, reply_to):
                reply_to.tell(self._poll_now(provider))
            case SettingsChanged(settings):
                self._take_polling(settings.polling)
                self._take_providers(settings.providers)
            case ResendModels():
                self._resend()
            case Recalled(memory):
                self._remember(memory.listings)
            case _:
                assert_never(message)

    def _take_polling(self, polling: PollingSettings) -> None:
        grace_is_another = polling.grace_seconds != self._polling.grace_seconds
        self._polling = polling
        self._turns.take_interval(polling.interval_seconds)
        for name in tuple(self._lives) if grace_is_another else ():
            self._end_grace(name)

    # ---- which providers there are

    def _take_providers(self, providers: tuple[Provider, ...]) -> None:
        self._configured = providers
        wanted = {provider.name: provider for provider in providers}
        for name, life in tuple(self._lives.items()):
            new = wanted.get(name)
            if new is not None and new != life.provider and new.endpoint.root == life.provider.endpoint.root:
                self._change(life, new, len(providers))
            elif new != life.provider:
                self._forget(life)
        for provider in providers:
            if provider.name not in self._lives:
                self._meet(provider, len(providers))
        self._lives = {name: self._lives[name] for name in wanted}

    def _meet(self, provider: Provider, fleet_size: int) -> None:
        life = ProviderLife(provider, since=self.clock.wall_seconds())
        self._lives = {**self._lives, provider.name: life}
        self._turns.meet(provider.name, fleet_size)
        self._details.tell(ProviderChanged(self._status(provider.name)))

    def _change(self, life: ProviderLife, provider: Provider, fleet_size: int) -> None:
        """The same server under other settings: what it listed stays, and it is asked anew."""
        after = life.under(provider)
        self._lives = {**self._lives, provider.name: after}
        self._turns.forget(provider.name)
        self._turns.meet(provider.name, fleet_size)
        self._details.tell(ProviderChanged(self._status(provider.name)))
        self._details.tell(ModelsChanged(provider, NOTHING_LISTED, after.listing))

    def _forget(self, life: ProviderLife) -> None:
        name = life.provider.name
        self._turns.forget(name)
        self._lives = {other: kept for other, kept in self._lives.items() if other != name}
        self._flows.forget(name)
        self._grace.forget(name)
        self._tell_models(life, attrs.evolve(life, listing=NOTHING_LISTED))
        self._details.tell(ProviderForgotten(name))
        self._store.tell(Keep((ListingGone(name),)))

    # ---- whose turn it is

    def _arm(self, delay_seconds: float, name: str) -> Cancellable:
        return self.tell_later(delay_seconds, PollDue(name))

    def _poll_now(self, name: str | None) -> bool:
        names = [name] if name is not None else list(self._lives)
        if any(each not in self._lives for each in names):
            return False
        for each in names:
            self._turns.now(each)
        return True

    def _begin_poll(self, name: str) -> None:
        life = self._lives.get(name)
        if life is None or not self._turns.begin(name):
            return
        limits = Limits(self._polling.timeout_seconds, self._polling.max_body_bytes)
        poll = self._poll(life.provider, life.last_answer, limits, self._polling.max_models)
        self._turns.in_flight(name, self.work(poll, lambda outcome: Polled(life.provider, outcome)))

    def _end_poll(self, provider: Provider, outcome: PollOutcome) -> None:
        before = self._lives.get(provider.name)
        if before is None or before.provider != provider:
            return  # it left the config, or got other settings, while it was asked
        retry_after = outcome.retry_after_seconds if isinstance(outcome, PollFailure) else None
        if not self._turns.ended(provider.name, retry_after):
            return
        after = self._life_after(before, outcome)
        self._settle(before, after)

    # ---- what a poll changes

    def _life_after(self, before: ProviderLife, outcome: PollOutcome) -> ProviderLife:
        now = self.clock.now()
        match outcome:
            case PollAnswer():
                return before.answered(outcome, now)
            case PollFailure():
                return self._without_expired(before.failed(outcome, now))
            case _:
                assert_never(outcome)

    def _without_expired(self, failing: ProviderLife) -> ProviderLife:
        others = [life for life in self._lives.values() if life.provider.name != failing.provider.name]
        if too_many_fail([life.consecutive_failures > 0 for life in (failing, *others)]):
            return failing  # that everything died at once is rarely true: no grace runs out now
        return failing.expired(self.clock.now(), self._polling.grace_seconds)

    def _end_grace(self, name: str) -> None:
        before = self._lives.get(name)
        if before is not None and before.consecutive_failures:
            self._settle(before, self._without_expired(before))

    def _settle(self, before: ProviderLife, after: ProviderLife) -> None:
        self._commit(before, after)
        if (record := self._notes.after(before, after)) is not None:
            self._store.tell(Keep((record,)))

    def _commit(self, before: ProviderLife, after: ProviderLife) -> None:
        name = after.provider.name
        self._lives = {**self._lives, name: after}
        self._flows.changed(before, after, self.clock.monotonic_seconds())
        if after.shown_state != before.shown_state:
            self._details.tell(ProviderChanged(self._status(name)))
        self._tell_models(before, after)
        self._grace.see(after, self._polling.grace_seconds)

    def _tell_models(self, before: ProviderLife, after: ProviderLife) -> None:
        delta = ModelDelta.between(before.listing, after.listing)
        if not delta:
            return
        self.log.info(
            "models_changed",
            provider=after.provider.name,
            added=len(delta.added),
            removed=len(delta.removed),
            changed=len(delta.changed),
        )
        self._details.tell(ModelsChanged(after.provider, before.listing, after.listing))

    def _status(self, name: str) -> ProviderStatus:
        return self._lives[name].status(self._turns.due_at(name))

    def _resend(self) -> None:
        for name, life in self._lives.items():
            self._details.tell(ProviderChanged(self._status(name)))
            self._details.tell(ModelsChanged(life.provider, NOTHING_LISTED, life.listing))
        self._details.tell(ModelsResent())

    # ---- what the store remembers

    def _remember(self, listings: tuple[ListingKept, ...]) -> None:
        """Show what a provider listed before a restart, until it answers."""
        now = self.clock.now()
        for kept in listings:
            before = self._lives.get(kept.provider)
            if before is None or before.provider.endpoint.root != kept.root:
                self._store.tell(Keep((ListingGone(kept.provider),)))
            elif before.last_ok is None:
                self._notes.recalled(kept)
                self._commit(before, before.remembered(kept, now))
        self._details.tell(ModelsResent())
