"""Wiring: builds all actors, gives them to each other, starts them, and stops them in reverse."""

import random
import time
from collections.abc import Callable
from typing import Any

import attrs
import pykka

from aggregator.actor.actor import Surroundings
from aggregator.actor.mailbox import Mailbox
from aggregator.actor.on_loop import OnLoop
from aggregator.addresses import Addresses
from aggregator.brain_calls import BrainCalls
from aggregator.configuration.config_actor import ConfigActor
from aggregator.counters import Counters
from aggregator.discovery.counted_poll import CountedPoll
from aggregator.discovery.model_service import ModelServiceActor
from aggregator.discovery.provider_client import ProviderClient
from aggregator.errors import StartError
from aggregator.http_client import Fetch
from aggregator.messages import ChangesKept, Load, Recall
from aggregator.research.backoff import Backoff
from aggregator.research.detail_actor import DetailActor, Peers
from aggregator.research.loader import LoaderActor
from aggregator.research.runner import RunnerActor
from aggregator.research.sources.brain import KeptLedger
from aggregator.research.sources.brain.counted_ledger import CountedLedger
from aggregator.research.sources.configured import configured_sources
from aggregator.research.sources.kept_cache import KeptCache
from aggregator.research.sources.source import Source
from aggregator.servers.known_kinds import load_kinds
from aggregator.servers.server_kind import ServerKind
from aggregator.settings.reader import ReadSettings
from aggregator.settings.settings import Settings, StoreSettings
from aggregator.store.engine import Engine
from aggregator.store.memory import MemoryEngine
from aggregator.store.sqlite.engine import SqliteEngine
from aggregator.store.store_actor import StoreActor


@attrs.frozen
class Plan:
    """All that the actors need of the rest of the service."""

    first: ReadSettings
    read: Callable[[], ReadSettings]
    apply: Callable[[Settings], None]
    to: Addresses
    surroundings: Surroundings
    fetch: Fetch
    streams: Mailbox[ChangesKept]
    brain_calls: BrainCalls
    counters: Counters
    boot_id: str


class Crew:
    """All actors of one service, in the order in which they started."""

    def __init__(self) -> None:
        self._actors: list[pykka.ActorRef[Any]] = []

    def start(self, plan: Plan) -> None:
        """From the end of the way of the data to its beginning, so that nobody speaks to an actor not yet there.

        Raises:
            StartError: the store can't be used.
        """
        to, around, settings = plan.to, plan.surroundings, plan.first.settings
        kinds = load_kinds()
        engine = _engine(settings.store, around.clock.wall_seconds)
        engine.open()
        path = str(settings.store.path) if settings.store.path else None
        self._add(StoreActor.start(to.store, around, engine, plan.streams, path))
        peers, backoff = Peers(to.runner, to.models, to.store), Backoff(random.random)
        self._add(DetailActor.start(to.details, around, peers, settings, _builder(plan, kinds), backoff, plan.boot_id))
        self._add(RunnerActor.start(to.runner, around, to.details, self._hiring(plan), settings.research.loaders))
        poll = CountedPoll(ProviderClient(plan.fetch, around.clock, kinds).poll, plan.counters, around.clock)
        self._add(
            ModelServiceActor.start(to.models, around, poll, to.details, to.store, settings.providers, settings.polling)
        )
        listeners = (to.models, to.details, to.runner)
        self._add(ConfigActor.start(to.config, around, plan.read, plan.first, listeners, plan.apply))

    def stop(self, within_seconds: float) -> None:
        """Stop all, the beginning of the way first; blocks until they have ended, or the time is over."""
        deadline = time.monotonic() + within_seconds
        for end in [actor.stop(block=False) for actor in reversed(self._actors)]:
            try:
                end.get(timeout=max(deadline - time.monotonic(), 0.01))
            except pykka.Timeout:
                return

    def _hiring(self, plan: Plan) -> Callable[[int], Mailbox[Load]]:
        def hire(number: int) -> Mailbox[Load]:
            address, to = plan.to.new_loader(), plan.to
            self._add(LoaderActor.start(address, plan.surroundings, number, to.details, to.runner))
            return address

        return hire

    def _add(self, actor: pykka.ActorRef[Any]) -> None:
        self._actors.append(actor)


def _engine(settings: StoreSettings, wall_seconds: Callable[[], float]) -> Engine:
    if settings.url is not None:
        raise StartError("store.url: this version has no engine for PostgreSQL yet (use store.path)")
    return MemoryEngine() if settings.path is None else SqliteEngine(settings.path, wall_seconds)


def _builder(plan: Plan, kinds: tuple[ServerKind, ...]) -> Callable[[Settings], tuple[Source, ...]]:
    ledger = CountedLedger(KeptLedger(plan.to.store, plan.boot_id, plan.brain_calls), plan.counters)
    wall_seconds, cache = plan.surroundings.clock.wall_seconds, KeptCache(plan.to.store)
    plan.to.store.tell(Recall(OnLoop(plan.surroundings.door, cache)))
    return lambda settings: configured_sources(settings, plan.fetch, wall_seconds, ledger, kinds, cache=cache)
