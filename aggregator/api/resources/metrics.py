"""The metrics, gathered when they are asked for."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from aggregator.api.base_headers import BASE_HEADERS
from aggregator.api.metrics.exposition import CONTENT_TYPE, Exposition
from aggregator.api.metrics.seen import Seen
from aggregator.api.openapi import health as described
from aggregator.api.questions import Questions
from aggregator.api.router import Parameters, Route

Complete = Callable[[Seen], Seen]
"""Adds to what the actors told what only the service itself knows."""


class MetricResource:
    """`/metrics`."""

    def __init__(self, questions: Questions, complete: Complete) -> None:
        self._ask = questions
        self._complete = complete
        self._exposition = Exposition()
        self._lock = asyncio.Lock()

    def routes(self) -> tuple[Route, ...]:
        """Its path."""
        return (Route("GET", "/metrics", self.scrape, described.METRICS),)

    async def scrape(self, _request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /metrics`."""
        ask = self._ask
        snapshot, providers = await ask.snapshot.land(), await ask.providers.land()
        research, config, store = await ask.research.land(), await ask.config.land(), await ask.store.land()
        seen = Seen(
            snapshot.answer,
            providers.answer,
            research.answer,
            config.answer,
            store.answer,
            stale=any(landed.stale for landed in (snapshot, providers, research, config, store)),
        )
        async with self._lock:
            text = await asyncio.to_thread(self._exposition.text, self._complete(seen))
        fixed = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
        return web.Response(body=text, headers={**BASE_HEADERS, **fixed})
