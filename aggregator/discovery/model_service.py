"""ModelServiceActor: knows which providers there are and which models they list right now."""

from collections.abc import Mapping
from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.loop_door import Cancellable
from aggregator.actor.mailbox import Mailbox
from aggregator.data.clock import Moment
from aggregator.data.listing import NOTHING_LISTED
from aggregator.data.model_delta import ModelDelta
from aggregator.data.poll_outcome import PollAnswer, PollFailure, PollOutcome
from aggregator.data.provider import Provider
from aggregator.data.provider_status import ProviderStatus
from aggregator.data.records import ListingGone, ListingKept
from aggregator.discovery.flapping import Flapping
from aggregator.discovery.poll_clock import PollClock
from aggregator.discovery.provider_client import Poll
from aggregator.discovery.provider_life import Flow, ProviderLife, too_many_fail
from aggregator.http_client import Limits
from aggregator.messages import (
    GetProviders,
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


NOTED_SECONDS = 600.0
"""So old may the time of the last good poll in the store be: the grace time after a kill is that much off at most."""


@attrs.define
class _Turn:
    """Where one provider stands in the rhythm of the polls."""

    timer: Cancellable | None = None
    poll: Cancellable | None = None
    due_at: Moment | None = None
    told_to_wait: bool = False
    began_monotonic: float = 0.0
    polls_done: int = 0
    again_at_once: bool = False

    @property
    def in_flight(self) -> bool:
        return self.poll is not None

    def call_off(self) -> None:
        for each in (self.timer, self.poll):
            if each is not None:
                each.cancel()


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
        self._noted: dict[str, float] = {}  # the last good poll (wall) that the store knows of
        self._lives: Mapping[str, ProviderLife] = {}
        self._told: dict[str, ProviderLife] = {}  # as the catalogue knows them
        self._flapping: dict[str, Flapping] = {}
        self._turns: dict[str, _Turn] = {}
        self._configured = providers

    def begin(self) -> None:
        self._take_providers(self._configured)
        self._store.tell(Recall(self._me))

    def reset(self) -> None:
        """The lives are frozen values that were replaced as a whole: they stand. Timers are armed anew."""
        former, self._turns = self._turns, {}
        for name in self._lives:
            self._await_turn(name, self._delay_after_crash(name, former.get(name)))
        self._take_providers(self._configured)

    def handle(self, message: ModelServiceMessage) -> None:
        match message:
            case PollDue(provider):
                self._begin_poll(provider)
            case Polled(provider, outcome):
                self._end_poll(provider, outcome)
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

    # ---- which providers there are

    def _take_providers(self, providers: tuple[Provider, ...]) -> None:
        self._configured = providers
        wanted = {provider.name: provider for provider in providers}
        for name, life in tuple(self._lives.items()):
            if wanted.get(name) != life.provider:
                self._forget(life)
        for provider in providers:
            if provider.name not in self._lives:
                self._meet(provider, len(providers))
        self._lives = {name: self._lives[name] for name in wanted}

    def _meet(self, provider: Provider, fleet_size: int) -> None:
        life = ProviderLife(provider, since=self.clock.wall_seconds())
        self._lives = {**self._lives, provider.name: life}
        self._await_turn(
            provider.name, PollClock(self._polling.interval_seconds).first_delay(provider.name, fleet_size)
        )
        self._details.tell(ProviderChanged(self._status(provider.name)))

    def _forget(self, life: ProviderLife) -> None:
        name = life.provider.name
        if (turn := self._turns.pop(name, None)) is not None:
            turn.call_off()
        self._lives = {other: kept for other, kept in self._lives.items() if other != name}
        self._told.pop(name, None)
        self._flapping.pop(name, None)
        self._tell_models(life, attrs.evolve(life, listing=NOTHING_LISTED))
        self._details.tell(ProviderForgotten(name))
        self._store.tell(Keep((ListingGone(name),)))

    # ---- whose turn it is

    def _take_polling(self, polling: PollingSettings) -> None:
        before, self._polling = self._polling, polling
        if before.interval_seconds == polling.interval_seconds:
            return
        latest = self.clock.monotonic_seconds() + polling.interval_seconds
        for name, turn in self._turns.items():
            turn.polls_done = 0  # the fleet spreads over the new interval
            if turn.due_at is not None and turn.due_at.monotonic > latest and not turn.told_to_wait:
                self._await_turn(name, PollClock(polling.interval_seconds).moved_delay(name))

    def _await_turn(self, name: str, delay_seconds: float) -> None:
        turn = self._turns.setdefault(name, _Turn())
        if turn.timer is not None:
            turn.timer.cancel()
        turn.timer = self.tell_later(delay_seconds, PollDue(name))
        now = self.clock.now()
        turn.due_at = Moment(now.wall + delay_seconds, now.monotonic + delay_seconds)

    def _delay_after_crash(self, name: str, turn: _Turn | None) -> float:
        if turn is not None and turn.in_flight:  # another one's fault: ask again
            return PollClock(self._polling.interval_seconds).first_delay(name, len(self._lives))
        if turn is None or turn.due_at is None:  # perhaps the one that broke this actor: not at once again
            return self._polling.interval_seconds
        return turn.due_at.monotonic - self.clock.monotonic_seconds()

    def _poll_now(self, name: str | None) -> bool:
        names = [name] if name is not None else list(self._lives)
        for each in names:
            if each not in self._lives:
                return False
            if self._turns[each].in_flight:
                self._turns[each].again_at_once = True  # the answer under way may be older than the wish
            else:
                self._await_turn(each, 0.0)
        return True

    def _begin_poll(self, name: str) -> None:
        life, turn = self._lives.get(name), self._turns.get(name)
        if life is None or turn is None or turn.in_flight:
            return
        turn.timer, turn.due_at, turn.began_monotonic = None, None, self.clock.monotonic_seconds()
        limits = Limits(self._polling.timeout_seconds, self._polling.max_body_bytes)
        poll = self._poll(life.provider, life.last_answer, limits, self._polling.max_models)
        turn.poll = self.work(poll, lambda outcome: Polled(life.provider, outcome))

    def _end_poll(self, provider: Provider, outcome: PollOutcome) -> None:
        before, turn = self._lives.get(provider.name), self._turns.get(provider.name)
        if before is None or turn is None or before.provider != provider:
            return  # it left the config, or got other settings, while it was asked
        turn.poll, turn.polls_done = None, turn.polls_done + 1
        self._await_turn(provider.name, self._delay_after(provider.name, turn, outcome))
        after = self._life_after(before, outcome)
        self._commit(before, after)
        self._note(before, after)

    def _delay_after(self, name: str, turn: _Turn, outcome: PollOutcome) -> float:
        retry_after = outcome.retry_after_seconds if isinstance(outcome, PollFailure) else None
        turn.told_to_wait = retry_after is not None
        if turn.again_at_once:
            turn.again_at_once = False
            return 0.0
        took = self.clock.monotonic_seconds() - turn.began_monotonic
        return PollClock(self._polling.interval_seconds).next_delay(name, turn.polls_done, took, retry_after)

    # ---- what a poll changes

    def _life_after(self, before: ProviderLife, outcome: PollOutcome) -> ProviderLife:
        now = self.clock.now()
        match outcome:
            case PollAnswer():
                return before.answered(outcome, now)
            case PollFailure():
                failed = before.failed(outcome, now)
                others = [life for life in self._lives.values() if life.provider.name != before.provider.name]
                if too_many_fail([life.consecutive_failures > 0 for life in (failed, *others)]):
                    return failed  # that everything died at once is rarely true: no grace runs out now
                return failed.expired(now, self._polling.grace_seconds)
            case _:
                assert_never(outcome)

    def _commit(self, before: ProviderLife, after: ProviderLife) -> None:
        name = after.provider.name
        self._lives = {**self._lives, name: after}
        if after.flow_since(before) is not Flow.SAME:
            self._flapping[name] = self._flaps(name).changed(self.clock.monotonic_seconds())
        self._tell_state(self._told.get(name, before), after)
        self._tell_models(before, after)

    def _tell_state(self, told: ProviderLife, after: ProviderLife) -> None:
        """Tell the log and the catalogue how a provider is, unless that is known, or it flaps."""
        name, now = after.provider.name, self.clock.monotonic_seconds()
        if (told.state, told.kind) == (after.state, after.kind):
            self._told[name] = after
        elif not self._flaps(name).holds_back(now):
            self._log_flow(told, after)
            self._told[name] = after
            self._flapping[name] = self._flaps(name).told(now)
            self._details.tell(ProviderChanged(self._status(name)))

    def _flaps(self, name: str) -> Flapping:
        return self._flapping.get(name, Flapping())

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

    def _log_flow(self, before: ProviderLife, after: ProviderLife) -> None:
        name = after.provider.name
        match after.flow_since(before):
            case Flow.FAILED if after.last_error is not None:
                self.log.warning(
                    "provider_failed", provider=name, state=after.state, kind=after.last_error.kind,
                    error=after.last_error.message,
                )  # fmt: skip
            case Flow.RECOVERED:
                self.log.info("provider_recovered", provider=name, failed_polls=before.consecutive_failures)
            case _:
                pass

    def _status(self, name: str) -> ProviderStatus:
        turn = self._turns.get(name)
        return self._lives[name].status(turn.due_at.wall if turn and turn.due_at else None)

    def _resend(self) -> None:
        for name, life in self._lives.items():
            self._told[name] = life
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
                self._noted[kept.provider] = kept.last_ok
                self._commit(before, before.remembered(kept, now))
        self._details.tell(ModelsResent())

    def _note(self, before: ProviderLife, after: ProviderLife) -> None:
        """Keep a listing when it changed, and now and then the time of its last good poll."""
        name = after.provider.name
        if after.last_ok is None or not after.listing.models:
            if before.listing.models:
                self._noted.pop(name, None)
                self._store.tell(Keep((ListingGone(name),)))
            return
        began_to_fail = after.flow_since(before) is Flow.FAILED
        if (
            before.listing != after.listing
            or began_to_fail
            or after.last_ok - self._noted.get(name, 0.0) > NOTED_SECONDS
        ):
            self._noted[name] = after.last_ok
            self._store.tell(Keep((ListingKept(name, after.provider.endpoint.root, after.listing, after.last_ok),)))
