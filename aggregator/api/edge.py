"""Edge: the whole HTTP API put together: the routes, the server, and what has to run beside them."""

import asyncio
from collections.abc import Callable, Mapping

import attrs

from aggregator.api.change_feed import ChangeFeed
from aggregator.api.cross_origin import CrossOrigin
from aggregator.api.metrics.loop_lag import LoopLag
from aggregator.api.metrics.seen import Seen
from aggregator.api.models.views import Views
from aggregator.api.questions import BrainCalls, Questions
from aggregator.api.resources.changes import ChangeResource
from aggregator.api.resources.description import DescriptionResource
from aggregator.api.resources.events import EventResource
from aggregator.api.resources.export import ExportResource
from aggregator.api.resources.health import HealthResource
from aggregator.api.resources.metrics import MetricResource
from aggregator.api.resources.models import ModelResource
from aggregator.api.resources.openai_models import OpenAiModelResource
from aggregator.api.resources.providers import ProviderResource
from aggregator.api.resources.research import ResearchResource
from aggregator.api.router import Route, Router
from aggregator.api.server import HttpServer
from aggregator.api.site import Site
from aggregator.counters import Counters
from aggregator.settings.settings import ServerSettings


@attrs.frozen
class Gauges:
    """What of the service's inside the metrics show; each is asked at a scrape, on the loop."""

    counters: Counters = attrs.Factory(Counters)
    dead_letters: Callable[[], Mapping[tuple[str, str], int]] = dict
    waiting: Callable[[], Mapping[str, int]] = dict


class Edge:
    """Serves from `start` (or `take_over`, where the server was given and listens already) to `stop`."""

    def __init__(
        self,
        settings: ServerSettings,
        questions: Questions,
        feed: ChangeFeed,
        brain_calls: BrainCalls,
        gauges: Gauges | None = None,
        server: HttpServer | None = None,
    ) -> None:
        self._settings = settings
        self._feed = feed
        self._brain_calls = brain_calls
        self._gauges = gauges or Gauges()
        self._lag = LoopLag()
        self._watch: asyncio.Task[None] | None = None
        cross_origin = CrossOrigin(frozenset(settings.cors_origins))
        self.routes = self._all_routes(questions, cross_origin)
        self._router = Router(self.routes)
        self.server = server or HttpServer(settings, self._router, cross_origin)
        self._snapshots = questions.snapshot
        feed.on_change(self._catalogue_changed)

    async def start(self) -> int:
        """Bind and listen; the port. Raises StartError."""
        port = await self.server.start()
        self.take_over()
        return port

    def take_over(self) -> None:
        """Serve every path, on a server that listens already."""
        self.server.serve_all(self._router)
        self._watch = asyncio.create_task(self._lag.watch())

    async def stop(self) -> None:
        """End the streams, then everything."""
        if self._watch is not None:
            self._watch.cancel()
        self._feed.end()
        await self.server.stop()

    def _catalogue_changed(self) -> None:
        if len(self._feed):  # whoever has read of the change must find it in the lists
            self._snapshots.expire()
        else:
            self._snapshots.age()

    def _all_routes(self, questions: Questions, cross_origin: CrossOrigin) -> tuple[Route, ...]:
        views = Views(questions.snapshot)
        routes = (
            *ModelResource(views).routes(),
            *OpenAiModelResource(views).routes(),
            *ProviderResource(questions).routes(),
            *ResearchResource(questions, self._brain_calls).routes(),
            *ChangeResource(questions).routes(),
            *EventResource(questions, self._feed, cross_origin).routes(),
            *ExportResource(views).routes(),
            *HealthResource(questions).routes(),
            *MetricResource(questions, self._complete).routes(),
            *Site(reads_want_key=bool(self._settings.api_key) and not self._settings.anonymous_read).routes(),
        )
        return (*routes, *DescriptionResource(routes).routes())

    def _complete(self, seen: Seen) -> Seen:
        return attrs.evolve(
            seen,
            counts=self._gauges.counters.sums(),
            dead_letters=self._gauges.dead_letters(),
            waiting=self._gauges.waiting(),
            requests=dict(self.server.requests),
            tokens_in=self._brain_calls.tokens_in,
            tokens_out=self._brain_calls.tokens_out,
            streams=len(self._feed),
            connections=self.server.connections,
            loop_lag_seconds=self._lag.worst_seconds,
        )
