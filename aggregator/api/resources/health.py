"""The health: whether the process is alive, and whether its lists are worth reading yet."""

from aiohttp import web

from aggregator.api.openapi import health as described
from aggregator.api.questions import Questions
from aggregator.api.readiness import readiness
from aggregator.api.reply import reply
from aggregator.api.router import Parameters, Route


class HealthResource:
    """`/healthz` and `/readyz`."""

    def __init__(self, questions: Questions) -> None:
        self._ask = questions

    def routes(self) -> tuple[Route, ...]:
        """Its paths."""
        return (
            Route("GET", "/healthz", self.alive, described.ALIVE, is_open=True),
            Route("GET", "/readyz", self.ready, described.READY, is_open=True),
        )

    async def alive(self, _request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /healthz`: the process is alive and its loop runs."""
        return reply({"status": "ok"})

    async def ready(self, _request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /readyz`."""
        journal, providers = await self._ask.journal.land(), await self._ask.providers.land()
        config, store = await self._ask.config.land(), await self._ask.store.land()
        is_ready, body = readiness(
            providers.answer,
            config.answer,
            store.answer,
            remembers=not journal.stale,
            silent=providers.stale or config.stale or store.stale,
        )
        return reply(body, 200 if is_ready else 503)
