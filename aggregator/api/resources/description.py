"""The description of the API, in the words of OpenAPI."""

from collections.abc import Iterable

from aiohttp import web

from aggregator.api.openapi import health as described
from aggregator.api.openapi.document import openapi_document
from aggregator.api.page import Page
from aggregator.api.router import Parameters, Route


class DescriptionResource:
    """`/openapi.json`, of all other routes and of itself."""

    def __init__(self, others: Iterable[Route]) -> None:
        self._page = Page(openapi_document((*others, *self.routes())))

    def routes(self) -> tuple[Route, ...]:
        """Its path."""
        return (Route("GET", "/openapi.json", self.show, described.DESCRIPTION),)

    async def show(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /openapi.json`."""
        return await self._page.answer(request)
