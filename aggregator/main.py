"""Main: opens the port first, then has the actors built; waits for the end, and stops everything in reverse."""

import asyncio
import secrets
from collections.abc import Callable, Iterator

import structlog

from aggregator.actor.actor import Surroundings
from aggregator.actor.dead_letters import DeadLetters
from aggregator.actor.loop_door import LoopDoor
from aggregator.addresses import Addresses
from aggregator.api.change_feed import ChangeFeed
from aggregator.api.edge import Edge, Gauges
from aggregator.api.questions import Peers as ApiPeers
from aggregator.api.questions import Questions
from aggregator.brain_calls import BrainCalls
from aggregator.counters import Counters
from aggregator.data.clock import SystemClock
from aggregator.data.secret import Secret
from aggregator.errors import StartError
from aggregator.http_client import HttpClient
from aggregator.logs import Logs
from aggregator.messages import ReadConfig
from aggregator.process import allow_many_connections, exit_after, listen_to_signals
from aggregator.settings.reader import ReadSettings
from aggregator.settings.settings import Settings

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
    """The port, the actors behind it, and the order in which they start and stop."""

    def __init__(self, first: ReadSettings, read: Callable[[], ReadSettings], logs: Logs) -> None:
        self._first = first
        self._read = read
        self._logs = logs
        self._dead_letters = DeadLetters()
        self._brain_calls = BrainCalls()
        self._counters = Counters()
        self._to = Addresses(self._dead_letters, first.settings.research.loaders)
        self._over = asyncio.Event()
        self._exit_code = 0

    async def serve(self) -> int:
        """Start, wait, stop; the exit code."""
        loop = asyncio.get_running_loop()
        door, feed = LoopDoor(loop), ChangeFeed(loop)
        edge = self._edge(feed)
        async with HttpClient() as client:
            try:
                port = await edge.start()
                listen_to_signals(loop, lambda: self._end(0), lambda: self._to.config.tell(ReadConfig(always=True)))
                log.info("service_started", host=self._first.settings.server.host, port=port)
                stop_actors = await asyncio.to_thread(self._start_actors, door, client, feed)
            except StartError as error:
                log.critical("start_failed", error=str(error))
                await edge.stop()
                return 1
            await self._over.wait()
            exit_after(STOP_SECONDS, self._exit_code)
            self._dead_letters.service_is_stopping()
            await edge.stop()
            await door.close()
            await asyncio.to_thread(stop_actors, STOP_SECONDS)
        log.info("service_stopped", exit_code=self._exit_code)
        return self._exit_code

    def _edge(self, feed: ChangeFeed) -> Edge:
        to = self._to
        questions = Questions(ApiPeers(to.models, to.details, to.config, to.store))
        gauges = Gauges(self._counters, self._dead_letters.counts, to.waiting)
        return Edge(self._first.settings.server, questions, feed, self._brain_calls, gauges)

    def _start_actors(self, door: LoopDoor, client: HttpClient, feed: ChangeFeed) -> Callable[[float], None]:
        """On a worker thread: the port answers while the actors, and all that they import, come into being."""
        from aggregator.wiring import Crew, Plan

        crew = Crew()
        crew.start(
            Plan(
                first=self._first,
                read=self._read,
                apply=self._apply,
                to=self._to,
                surroundings=Surroundings(
                    door,
                    SystemClock(),
                    lambda _name: door.later(0.0, lambda: self._end(1)),
                    lambda name: self._counters.add("actor_restarts", name),
                ),
                fetch=client.fetch,
                streams=feed,
                brain_calls=self._brain_calls,
                counters=self._counters,
                boot_id=secrets.token_hex(4),
            )
        )
        return crew.stop

    def _apply(self, settings: Settings) -> None:
        self._logs.apply(settings.logging, secrets_of(settings))

    def _end(self, code: int) -> None:
        self._exit_code = max(self._exit_code, code)
        self._over.set()


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
