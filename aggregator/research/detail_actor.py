"""DetailActor: owns the catalogue's map and the research queue: models come and go, findings are merged."""

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.loop_door import Cancellable
from aggregator.actor.mailbox import Mailbox
from aggregator.data.garbage import quiet_collector, settle_down
from aggregator.data.model_delta import ModelDelta
from aggregator.data.records import Memory, Record
from aggregator.data.research_progress import ResearchProgress
from aggregator.data.snapshot import Snapshot
from aggregator.messages import (
    BatchBegun,
    BatchesPulled,
    DetailMessage,
    DetailsFound,
    DetailsMissing,
    GetChanges,
    GetResearch,
    GetSnapshot,
    Keep,
    Kept,
    ModelsChanged,
    ModelsResent,
    ProviderChanged,
    ProviderForgotten,
    Pull,
    Recall,
    Recalled,
    ResearchAgain,
    ResendModels,
    RetryDue,
    ReviewDue,
    RunnerRestarted,
    SettingsChanged,
    StoreMessage,
    WorkQueued,
)
from aggregator.research.answer_hold import AnswerHold
from aggregator.research.backoff import Backoff
from aggregator.research.desk import ResearchDesk
from aggregator.research.progress import BatchCounts, progress
from aggregator.research.research_board import LAST
from aggregator.research.sources.source import Source
from aggregator.settings.settings import Settings

BuildSources = Callable[[Settings], Sequence[Source]]
Event = (
    GetSnapshot
    | Pull
    | BatchBegun
    | DetailsFound
    | DetailsMissing
    | ModelsChanged
    | ProviderChanged
    | ModelsResent
    | ProviderForgotten
    | RetryDue
    | ReviewDue
    | ResearchAgain
    | GetChanges
    | GetResearch
    | SettingsChanged
    | RunnerRestarted
)
"""What the DetailActor reacts to once it remembers."""

RECALL_SECONDS = 30.0
REVIEW_SECONDS = 600.0
"""How often it is looked for answers that have aged."""

PATIENCE_SECONDS = 60.0
"""So long after a start a snapshot that lacks rows of before is held back: later changes would not fit it."""

BATCHES_A_LIFE = 10**9
"""So far apart are the batch numbers of two lives: a late answer to a former life means no batch of this one."""


@attrs.frozen
class Peers:
    """Whom the DetailActor tells things."""

    runner: Mailbox[WorkQueued | BatchesPulled]
    models: Mailbox[ResendModels]
    store: Mailbox[StoreMessage]


class DetailActor(Actor[DetailMessage]):
    """The one owner of rows, knowledge and queue; everything it holds can be built again from its peers."""

    def __init__(
        self,
        address: Address[DetailMessage],
        surroundings: Surroundings,
        peers: Peers,
        settings: Settings,
        build_sources: BuildSources,
        backoff: Backoff,
        boot_id: str,
    ) -> None:
        super().__init__(address, surroundings)
        self._peers = peers
        self._me = address
        self._settings = settings
        self._build_sources = build_sources
        self._backoff = backoff
        self._boot_id = boot_id
        self._lives = 0
        self._counts = BatchCounts()
        self._last_snapshot = Snapshot(f"{boot_id}.0", 0.0)
        self._tickets = itertools.count(1)
        self._stash: deque[DetailMessage] = deque()  # outlives a crash, so that one bad message costs no others
        self._forget()

    def _forget(self) -> None:
        self._desk: ResearchDesk | None = None  # until the store has told what it remembers
        self._alarm: Cancellable | None = None
        self._hold = AnswerHold()
        self._whole_by = self.clock.monotonic_seconds() + PATIENCE_SECONDS

    def begin(self) -> None:
        self._recall()

    def reset(self) -> None:
        """Knowledge comes back from the store, models from the ModelServiceActor; batches under way are forgotten."""
        self._forget()
        self._recall()
        self._peers.models.tell(ResendModels())
        self._peers.runner.tell(WorkQueued(restarted=True))

    def handle(self, message: DetailMessage) -> None:
        match message:
            case Recalled(memory):
                self._remember(memory)
            case Kept(ticket):
                self._hold.confirm(ticket)
            case _ if self._desk is None:
                self._wait_for_memory(message)
            case _:
                self._react(message, self._desk.at(self.clock.now()))
                self._save(self._desk.take_records())

    # ---- the beginning of a life

    def _recall(self) -> None:
        self._peers.store.tell(Recall(self._me))
        self.tell_later(RECALL_SECONDS, RetryDue())  # the store may break on it, and then nobody answers

    def _wait_for_memory(self, message: DetailMessage) -> None:
        match message:
            case GetSnapshot(reply_to):
                reply_to.tell(self._last_snapshot)
            case GetResearch(reply_to):
                reply_to.tell(ResearchProgress())
            case RetryDue():
                self._recall()
            case _:
                self._stash.append(message)

    def _remember(self, memory: Memory) -> None:
        if self._desk is not None:
            return
        self._lives += 1
        self._sources = self._build_sources(self._settings)
        first_batch = (self._lives - 1) * BATCHES_A_LIFE + 1
        version = f"{self._boot_id}.{self._lives}"
        with quiet_collector():
            self._desk = ResearchDesk(version, self._sources, self._backoff, first_batch, memory, self.clock.now())
        self._desk.change_overrides(self._settings.overrides)
        self.tell_later(REVIEW_SECONDS, ReviewDue())
        while self._stash:
            self.handle(self._stash.popleft())

    # ---- what happens

    def _react(self, message: Event, desk: ResearchDesk) -> None:  # noqa: C901, PLR0912 - a table of contents
        match message:
            case GetSnapshot(reply_to):
                if desk.catalogue.is_whole or self.clock.monotonic_seconds() > self._whole_by:
                    self._last_snapshot = desk.catalogue.snapshot()
                self._hold.answer(reply_to, self._last_snapshot)
            case Pull(batches):
                self._peers.runner.tell(BatchesPulled(batches, desk.hand_out(batches)))
            case BatchBegun(number):
                desk.begun(number)
            case DetailsFound():
                self._take_in(message, desk)
            case DetailsMissing():
                self._take_back(message, desk)
            case ModelsChanged(provider, old, new):
                desk.change_models(provider, ModelDelta.between(old, new))
                settle_down(len(new))
                self._announce_work(desk)
            case ProviderChanged(status):
                desk.change_provider(status)
                self._announce_work(desk)
            case ModelsResent():
                desk.catalogue.withdraw_unspoken(self.clock.wall_seconds())
            case ProviderForgotten(name):
                desk.catalogue.provider_forgotten(name)
            case RetryDue():
                self._alarm = None
                self._announce_work(desk)
            case ReviewDue():
                desk.review()
                self._announce_work(desk)
                self.tell_later(REVIEW_SECONDS, ReviewDue())
            case ResearchAgain(provider, name, reply_to):
                reply_to.tell(desk.ask_again((name, provider)))
                self._announce_work(desk)
            case GetChanges(since, limit, reply_to):
                self._hold.answer(reply_to, desk.catalogue.journal.since(since, limit))
            case GetResearch(reply_to):
                reply_to.tell(self._progress(desk))
            case SettingsChanged(settings):
                self._change_settings(settings, desk)
            case RunnerRestarted():
                desk.return_unbegun()
                self._peers.runner.tell(WorkQueued(restarted=True))
                self._announce_work(desk)
            case _:
                assert_never(message)

    def _take_in(self, message: DetailsFound, desk: ResearchDesk) -> None:
        desk.learn(desk.learnt(message.batch, message.found))
        desk.answered(message.batch, message.found)
        settle_down(len(message.found))
        self._counts = self._counts.ok()
        self._announce_work(desk)

    def _take_back(self, message: DetailsMissing, desk: ResearchDesk) -> None:
        for name in desk.missed(message):
            self.log.warning("model_parked", source=message.batch.source, model=name, error=message.error)
        self._counts = self._counts.failed()
        self._announce_work(desk)

    def _change_settings(self, settings: Settings, desk: ResearchDesk) -> None:
        before = self._settings
        sources_change = _behind_sources(before) != _behind_sources(settings)
        if sources_change:  # first of all: when this breaks, the settings from before hold
            self._sources = self._build_sources(settings)
        self._settings = settings
        desk.catalogue.config_changed(len(settings.providers), self.clock.wall_seconds())
        desk.change_overrides(settings.overrides)
        if sources_change:
            desk.renew_board(self._sources, but=_asked_otherwise(before, settings))
        self._announce_work(desk)

    def _announce_work(self, desk: ResearchDesk) -> None:
        now = self.clock.monotonic_seconds()
        if desk.board.can_take(now):
            self._peers.runner.tell(WorkQueued())
        if self._alarm is not None:
            self._alarm.cancel()
        moment = desk.board.next_moment(now)
        self._alarm = None if moment is None else self.tell_later(moment - now, RetryDue())

    def _progress(self, desk: ResearchDesk) -> ResearchProgress:
        oldest = desk.board.oldest()
        age = None if oldest is None else max(self.clock.monotonic_seconds() - oldest, 0.0)
        return progress(desk.catalogue.snapshot().rows, self._counts, age)

    def _save(self, records: tuple[Record, ...]) -> None:
        settle_down(len(records))
        if records:
            ticket = next(self._tickets)
            self._hold.wait_for(ticket)
            self._peers.store.tell(Keep(records, self._me, ticket))


def _behind_sources(settings: Settings) -> tuple[object, ...]:
    return settings.brain, settings.research, settings.model_folders


def _asked_otherwise(before: Settings, after: Settings) -> frozenset[str]:
    """The sources whose own settings are others now, so that what failed with them may work."""
    own = {
        LAST: (before.brain, after.brain),
        "hub": (before.research.hub, after.research.hub),
        "catalogue": (before.research.catalogue, after.research.catalogue),
    }
    return frozenset(source for source, (old, new) in own.items() if old != new)
