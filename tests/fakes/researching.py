"""Researching: the real research actors, un-started, between a store and a ModelServiceActor that are fakes."""

from aggregator.data.listing import NOTHING_LISTED
from aggregator.data.provider import ProviderKind
from aggregator.data.provider_status import ProviderState, ProviderStatus
from aggregator.data.research_status import ResearchState
from aggregator.messages import (
    GetSnapshot,
    Kept,
    ModelsChanged,
    ModelsResent,
    ProviderChanged,
    ProviderForgotten,
    Recall,
    Recalled,
)
from aggregator.research.backoff import Backoff
from aggregator.research.detail_actor import DetailActor, Peers
from aggregator.research.loader import LoaderActor
from aggregator.research.runner import RunnerActor
from aggregator.settings.settings import Settings
from aggregator.store.memory import MemoryEngine
from tests.factories import listing, provider
from tests.fakes.actor_setting import ActorSetting, begin, deliver
from tests.fakes.mailbox import FakeMailbox


class FakeStore:
    """Answers at once, out of memory; while `slow` it answers no Recall."""

    def __init__(self):
        self.engine = MemoryEngine()
        self.slow = False

    def tell(self, message):
        if isinstance(message, Recall):
            if not self.slow:
                message.to.tell(Recalled(self.engine.load()))
            return
        self.engine.write(message.records)
        if message.kept is not None:
            message.kept.tell(Kept(message.ticket))


class FakeModels:
    """Tells of the lists that a test gives it, and tells all again when it is asked to."""

    def __init__(self, details):
        self.details = details
        self.lists = {}
        self.resent = 0

    def list(self, owner, *models):
        """The provider lists these now."""
        new = listing(*models)
        _owner, old = self.lists.get(owner.name, (owner, None))
        if old is None:
            self.details.tell(ProviderChanged(status_of(owner)))
        self.lists[owner.name] = owner, new
        self.details.tell(ModelsChanged(owner, old or NOTHING_LISTED, new))

    def forget(self, owner):
        """The provider left the config."""
        _owner, old = self.lists.pop(owner.name)
        self.details.tell(ModelsChanged(owner, old, NOTHING_LISTED))
        self.details.tell(ProviderForgotten(owner.name))

    def tell(self, _resend_models):
        self.resent += 1
        for owner, models in self.lists.values():
            self.details.tell(ProviderChanged(status_of(owner)))
            self.details.tell(ModelsChanged(owner, NOTHING_LISTED, models))
        self.details.tell(ModelsResent())


def status_of(owner, state=ProviderState.OK):
    endpoint = owner.endpoint
    return ProviderStatus(
        owner.name, endpoint.url, endpoint.port, endpoint.base_url, ProviderKind.GENERIC, state, 1_800_000_000.0
    )


class Researching:
    """`detail`, `runner` and `loader` are classes, so that a test can put one in that breaks."""

    def __init__(self, *sources, loaders=2, detail=DetailActor, runner=RunnerActor, loader=LoaderActor):
        self.setting = ActorSetting()
        self.sources = sources
        self.build_sources = lambda _settings: self.sources
        self.store = FakeStore()
        self.details = self.setting.address("details")
        self.models = FakeModels(self.details)
        to_runner = self.setting.address("runner")
        to_loaders = [self.setting.address(f"loader-{number}") for number in range(loaders)]
        around = self.setting.surroundings
        self.loaders = [
            loader(address, around, number, self.details, to_runner) for number, address in enumerate(to_loaders)
        ]
        peers = Peers(to_runner, self.models, self.store)
        self.detail = detail(
            self.details,
            around,
            peers,
            Settings(),
            lambda settings: self.build_sources(settings),
            Backoff(lambda: 0.5),
            "boot",
        )
        self.runner = runner(to_runner, around, self.details, to_loaders.__getitem__, loaders)
        self.runner_address = to_runner
        self.actors = (*self.loaders, self.detail, self.runner)

    def begin(self):
        for actor in self.actors:
            begin(actor)
        self.settle()
        return self

    def settle(self):
        """Everything that can happen at this moment happens."""
        self.setting.settle(*self.actors)

    def deliver(self):
        """All messages are handled; work on the loop stays where it is."""
        while sum(deliver(actor) for actor in self.actors):
            pass

    def finish(self, most_timers=60):
        """Time passes until no model is waiting; a failure when that takes too long."""
        for _ in range(most_timers):
            self.settle()
            if self.states() and set(self.states().values()) <= {ResearchState.DONE, ResearchState.PARKED}:
                return
            self.setting.door.fire_next()
        raise AssertionError(f"still waiting: {self.states()}")

    def snapshot(self):
        reply = FakeMailbox()
        self.details.tell(GetSnapshot(reply))
        self.deliver()
        return reply.answer

    def states(self):
        return {row.key: row.research.state for row in self.snapshot().rows}

    def families(self):
        return {row.key: row.detail.get("family") for row in self.snapshot().rows}


DESK = provider("desk", "http://10.0.0.1:8080")
LAB = provider("lab", "http://10.0.0.2:8080")
