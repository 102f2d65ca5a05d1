"""Main: builds the actors, wires them, starts them, waits for the end, and stops them in reverse."""

import asyncio
import random
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pykka
import structlog

from aggregator.actor.actor import Surroundings
from aggregator.actor.address import Address
from aggregator.actor.dead_letters import DeadLetters
from aggregator.actor.loop_door import LoopDoor
from aggregator.api.change_feed import ChangeFeed
from aggregator.api.questions import Peers as ApiPeers
from aggregator.api.questions import Questions
from aggregator.api.routes import Routes
from aggregator.api.server import HttpServer
from aggregator.configuration.config_actor import ConfigActor
from aggregator.data.clock import SystemClock
from aggregator.data.secret import Secret
from aggregator.discovery.model_service import ModelServiceActor
from aggregator.discovery.provider_client import ProviderClient
from aggregator.errors import StartError
from aggregator.http_client import HttpClient
from aggregator.logs import Logs
from aggregator.messages import (
    ConfigMessage,
    DetailMessage,
    LoaderMessage,
    ModelServiceMessage,
    ReadConfig,
    RunnerMessage,
    StoreMessage,
)
from aggregator.process import allow_many_connections, exit_after, listen_to_signals
from aggregator.research.backoff import Backoff
from aggregator.research.detail_actor import DetailActor, Peers
from aggregator.research.loader import LoaderActor
from aggregator.research.runner import RunnerActor
from aggregator.research.sources.brain import BrainCounts, KeptLedger
from aggregator.research.sources.configured import configured_sources
from aggregator.settings.reader import ReadSettings
from aggregator.settings.settings import Settings
from aggregator.store.memory import MemoryEngine
from aggregator.store.store_actor import StoreActor

STOP_SECONDS = 0.8
log = structlog.get_logger("aggregator.main")


def run(first: ReadSettings, read: Callable[[], ReadSettings]) -> int:
    """Run the service until a signal, or until it gives up; the exit code."""
    logs = Logs()
    logs.install()
    logs.apply(first.settings.logging, secrets_of(first.settings))
    allow_many_connections()
    return asyncio.run(Service(first, read, logs).serve())


class Service:
    """All the parts, and the order in which they start and stop."""

    def __init__(self, first: ReadSettings, read: Callable[[], ReadSettings], logs: Logs) -> None:
        self._first = first
        self._read = read
        self._logs = logs
        self._boot_id = secrets.token_hex(4)  # in versions and call numbers, so that none is ever used twice
        self._dead_letters = DeadLetters()
        self._actors: list[pykka.ActorRef[Any]] = []

    async def serve(self) -> int:
        """Start, wait, stop; the exit code."""
        loop, over, exit_codes = asyncio.get_running_loop(), asyncio.Event(), [0]

        def end(code: int) -> None:
            exit_codes.append(code)
            over.set()

        door = LoopDoor(loop)
        surroundings = Surroundings(door, SystemClock(), lambda _name: _quietly(loop, lambda: end(1)))
        async with HttpClient() as client:
            addresses = Addresses(self._dead_letters, self._first.settings.research.loaders)
            counts, feed = KeptLedger(addresses.store, self._boot_id), ChangeFeed(loop)
            server = self._server(addresses, counts)
            try:
                port = await server.start()
            except StartError as error:
                log.critical("start_failed", error=str(error))
                return 1
            listen_to_signals(loop, lambda: end(0), lambda: addresses.config.tell(ReadConfig(always=True)))
            log.info("service_started", host=self._first.settings.server.host, port=port)
            self._start_actors(addresses, surroundings, client, counts, feed)
            await over.wait()
            code = max(exit_codes)
            exit_after(STOP_SECONDS, code)
            await self._stop(server, door)
        log.info("service_stopped", exit_code=code)
        return code

    def _server(self, addresses: "Addresses", counts: BrainCounts) -> HttpServer:
        questions = Questions(ApiPeers(addresses.models, addresses.details, addresses.config))
        return HttpServer(self._first.settings.server, Routes(questions, counts))

    def _start_actors(
        self, to: "Addresses", surroundings: Surroundings, client: HttpClient, counts: BrainCounts, feed: ChangeFeed
    ) -> None:
        """From the end of the way of the data to its beginning, so that nobody speaks to an actor not yet there."""
        settings, clock = self._first.settings, surroundings.clock
        self._actors.append(StoreActor.start(to.store, surroundings, MemoryEngine(), feed))
        for number, address in enumerate(to.loaders):
            self._actors.append(LoaderActor.start(address, surroundings, number, to.details, to.runner))
        self._actors.append(
            DetailActor.start(
                to.details,
                surroundings,
                Peers(to.runner, to.models, to.store),
                settings,
                lambda latest: configured_sources(latest, client.fetch, clock.wall_seconds, counts),
                Backoff(random.random),
                self._boot_id,
            )
        )
        self._actors.append(RunnerActor.start(to.runner, surroundings, to.details, to.loaders))
        poll = ProviderClient(client.fetch, clock).poll
        self._actors.append(
            ModelServiceActor.start(
                to.models, surroundings, poll, to.details, to.store, settings.providers, settings.polling
            )
        )
        listeners = (to.models, to.details)
        self._actors.append(ConfigActor.start(to.config, surroundings, self._read, self._first, listeners, self._apply))

    def _apply(self, settings: Settings) -> None:
        self._logs.apply(settings.logging, secrets_of(settings))

    async def _stop(self, server: HttpServer, door: LoopDoor) -> None:
        self._dead_letters.service_is_stopping()
        await server.stop()
        await door.close()
        ends = [actor.stop(block=False) for actor in reversed(self._actors)]
        for end in ends:
            await asyncio.to_thread(end.get, timeout=STOP_SECONDS)


class Addresses:
    """Every actor's address, made before the actors, so that they can be told of each other."""

    def __init__(self, dead_letters: DeadLetters, loaders: int) -> None:
        self.config: Address[ConfigMessage] = Address("config", dead_letters)
        self.models: Address[ModelServiceMessage] = Address("models", dead_letters)
        self.details: Address[DetailMessage] = Address("details", dead_letters)
        self.runner: Address[RunnerMessage] = Address("runner", dead_letters)
        self.store: Address[StoreMessage] = Address("store", dead_letters)
        self.loaders: tuple[Address[LoaderMessage], ...] = tuple(
            Address(f"loader-{number}", dead_letters) for number in range(loaders)
        )


def secrets_of(settings: Settings) -> Iterator[Secret]:
    """Every secret in the settings, so that none gets into the log."""
    yield settings.server.api_key
    yield from (provider.auth.key for provider in settings.providers)
    if settings.brain is not None:
        yield settings.brain.auth.key
    if settings.research.hub is not None:
        yield settings.research.hub.token
    if settings.store.url is not None:
        yield settings.store.url


def _quietly(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:  # the loop is closed: the end has come already
        return
