"""DetailActor: owns the catalogue's map and the research queue: models come and go, findings are merged."""

from collections.abc import Callable, Sequence
from typing import assert_never

import attrs

from aggregator.actor.actor import Actor, Surroundings
from aggregator.actor.address import Address
from aggregator.actor.loop_door import Cancellable
from aggregator.actor.mailbox import Mailbox
from aggregator.data.learnt import Learnt
from aggregator.data.model_delta import ModelDelta
from aggregator.data.research_progress import ResearchProgress
from aggregator.messages import (
    BatchBegun,
    BatchesPulled,
    DetailMessage,
    DetailsFound,
    DetailsMissing,
    GetResearch,
    GetSnapshot,
    Keep,
    ModelsChanged,
    ProviderChanged,
    ProviderForgotten,
    Pull,
    Recall,
    Recalled,
    ResearchAgain,
    ResendModels,
    RetryDue,
    RunnerRestarted,
    SettingsChanged,
    StoreMessage,
    WorkQueued,
)
from aggregator.research.backoff import Backoff
from aggregator.research.desk import ResearchDesk
from aggregator.research.progress import BatchCounts, progress
from aggregator.research.sources.source import Source
from aggregator.settings.settings import Settings

BuildSources = Callable[[Settings], Sequence[Source]]
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
        self._alarm: Cancellable | None = None
        self._desk = self._new_desk()

    def begin(self) -> None:
        self._peers.store.tell(Recall(self._me))

    def reset(self) -> None:
        """Knowledge comes back from the store, models from the ModelServiceActor; batches under way are forgotten."""
        self._alarm = None
        self._desk = self._new_desk()
        self._peers.store.tell(Recall(self._me))
        self._peers.models.tell(ResendModels())
        self._peers.runner.tell(WorkQueued(restarted=True))

    def _new_desk(self) -> ResearchDesk:
        self._lives += 1
        self._sources = self._build_sources(self._settings)
        first_batch = (self._lives - 1) * BATCHES_A_LIFE + 1
        return ResearchDesk(f"{self._boot_id}.{self._lives}", self._sources, self._backoff, first_batch)

    def handle(self, message: DetailMessage) -> None:  # noqa: C901, PLR0912 - a table of contents
        desk = self._desk.at(self.clock.now())
        match message:
            case GetSnapshot(reply_to):
                reply_to.tell(desk.catalogue.snapshot())
            case Pull(batches):
                self._peers.runner.tell(BatchesPulled(batches, desk.hand_out(batches)))
            case BatchBegun(number):
                desk.begun(number)
            case DetailsFound():
                self._take_in(message)
            case DetailsMissing():
                self._take_back(message)
            case ModelsChanged(provider, old, new):
                desk.change_models(provider, ModelDelta.between(old, new))
                self._announce_work()
            case ProviderChanged(status):
                desk.catalogue.provider_changed(status, self.clock.wall_seconds())
            case ProviderForgotten(name):
                desk.catalogue.provider_forgotten(name)
            case RetryDue():
                self._alarm = None
                self._announce_work()
            case ResearchAgain(provider, name, reply_to):
                reply_to.tell(desk.ask_again((name, provider)))
                self._announce_work()
            case GetResearch(reply_to):
                reply_to.tell(self._progress())
            case SettingsChanged(settings):
                self._change_settings(settings)
            case Recalled(facts):
                desk.learn(facts)
                self._queue_anew()
            case RunnerRestarted():
                desk.return_unbegun()
                self._announce_work()
            case _:
                assert_never(message)

    def _take_in(self, message: DetailsFound) -> None:
        learnt = tuple(Learnt(topic, message.batch.source, detail) for topic, detail in message.found.items())
        self._peers.store.tell(Keep(learnt))
        self._desk.learn(learnt)
        self._desk.answered(message.batch, message.found)
        self._counts = self._counts.ok()
        self._announce_work()

    def _take_back(self, message: DetailsMissing) -> None:
        for name in self._desk.missed(message):
            self.log.warning("model_parked", source=message.batch.source, model=name, error=message.error)
        self._counts = self._counts.failed()
        self._announce_work()

    def _change_settings(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        if (before.brain, before.research) != (settings.brain, settings.research):
            self._sources = self._build_sources(settings)
            self._queue_anew()

    def _queue_anew(self) -> None:
        self._desk.renew_board(self._sources)
        self._announce_work()

    def _announce_work(self) -> None:
        now, board = self.clock.monotonic_seconds(), self._desk.board
        if board.can_take(now):
            self._peers.runner.tell(WorkQueued())
        if self._alarm is not None:
            self._alarm.cancel()
        moment = board.next_moment(now)
        self._alarm = None if moment is None else self.tell_later(moment - now, RetryDue())

    def _progress(self) -> ResearchProgress:
        oldest = self._desk.board.oldest()
        age = None if oldest is None else max(self.clock.monotonic_seconds() - oldest, 0.0)
        return progress(self._desk.catalogue.snapshot().rows, self._counts, age)
