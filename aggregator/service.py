"""Service: everything behind the open port: the whole HTTP API, and the actors that it asks."""

import asyncio
import secrets
from collections.abc import Callable

from aggregator.actor.actor import Surroundings
from aggregator.actor.dead_letters import DeadLetters
from aggregator.actor.loop_door import LoopDoor
from aggregator.addresses import Addresses
from aggregator.api.change_feed import ChangeFeed
from aggregator.api.edge import Edge, Gauges
from aggregator.api.questions import Peers, Questions
from aggregator.api.server import HttpServer
from aggregator.brain_calls import BrainCalls
from aggregator.counters import Counters
from aggregator.data.clock import SystemClock
from aggregator.http_client import HttpClient
from aggregator.messages import ReadConfig
from aggregator.settings.reader import ReadSettings
from aggregator.settings.settings import Settings
from aggregator.wiring import Crew, Plan


class Service:
    """Lives on the loop from `start` to `stop`; `give_up` is called when an actor breaks again and again."""

    def __init__(
        self,
        server: HttpServer,
        first: ReadSettings,
        read: Callable[[], ReadSettings],
        apply: Callable[[Settings], None],
        give_up: Callable[[], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        self._door = door = LoopDoor(loop)
        self._client = HttpClient()
        feed = ChangeFeed(loop)
        self._dead_letters = DeadLetters()
        self._to = to = Addresses(self._dead_letters)
        counters, brain_calls = Counters(), BrainCalls()
        questions = Questions(Peers(to.models, to.details, to.config, to.store))
        gauges = Gauges(counters, self._dead_letters.counts, to.waiting)
        self._edge = Edge(first.settings.server, questions, feed, brain_calls, gauges, server)
        self._crew = Crew()
        self._plan = Plan(
            first=first,
            read=read,
            apply=apply,
            to=to,
            surroundings=Surroundings(
                door,
                SystemClock(),
                give_up=lambda _name: door.later(0.0, give_up),
                restarted=lambda name: counters.add("actor_restarts", name),
            ),
            fetch=self._client.fetch,
            streams=feed,
            brain_calls=brain_calls,
            counters=counters,
            boot_id=secrets.token_hex(4),
        )

    def start_actors(self) -> None:
        """Blocks while the store is opened: for a worker thread. Raises StartError."""
        self._crew.start(self._plan)

    def serve_all(self) -> None:
        """From now on every path is answered."""
        self._edge.take_over()

    def reload(self) -> None:
        """Read the config file now."""
        self._to.config.tell(ReadConfig(always=True))

    async def stop_serving(self) -> None:
        """End all streams, connections and work on the loop."""
        self._dead_letters.service_is_stopping()
        await self._edge.stop()
        await self._door.close()
        await self._client.close()

    def stop_actors(self, within_seconds: float) -> None:
        """Blocks until all have ended, or the time is over: for a worker thread."""
        self._crew.stop(within_seconds)
