"""The providers: how each is doing, and the wish to poll now."""

import orjson
from aiohttp import web

from aggregator.api.body import json_object
from aggregator.api.openapi import providers as described
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.query_string import QueryString
from aggregator.api.questions import Questions
from aggregator.api.rendering import provider_object
from aggregator.api.reply import reply
from aggregator.api.router import Parameters, Route
from aggregator.api.stale import answered
from aggregator.data.provider_status import ProviderStatus

NO_PROVIDER = "There is no provider of that name; GET /api/providers lists them."


class ProviderResource:
    """`/api/providers` and `/api/refresh`."""

    def __init__(self, questions: Questions) -> None:
        self._ask = questions
        self._shown: tuple[ProviderStatus, ...] | None = None
        self._page = Page(b"")

    def routes(self) -> tuple[Route, ...]:
        """Its paths."""
        return (
            Route("GET", "/api/providers", self.list_providers, described.LIST),
            Route("GET", "/api/providers/{name}", self.one_provider, described.ONE),
            Route("POST", "/api/refresh", self.refresh, described.REFRESH),
        )

    async def list_providers(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /api/providers`."""
        QueryString(request).allow_only(())
        landed = await self._ask.providers.land()
        if landed.answer is not self._shown:
            self._shown = landed.answer
            self._page = Page(orjson.dumps({"providers": [provider_object(status) for status in landed.answer]}))
        return await answered(request, self._page, landed.stale)

    async def one_provider(self, request: web.BaseRequest, path: Parameters) -> web.Response:
        """`GET /api/providers/{name}`."""
        QueryString(request).allow_only(())
        landed = await self._ask.providers.land()
        for status in landed.answer:
            if status.name == path["name"]:
                return await answered(request, Page(orjson.dumps(provider_object(status))), landed.stale)
        raise ProblemError(404, NO_PROVIDER)

    async def refresh(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`POST /api/refresh`."""
        QueryString(request).allow_only(())
        wish = await json_object(request, optional=("provider",))
        if not await self._ask.refresh(wish.get("provider")):
            raise ProblemError(404, NO_PROVIDER)
        return reply({"status": "accepted"}, 202)
