"""The models in the shape of OpenAI's API, for the clients that speak it."""

from collections.abc import Sequence

from aiohttp import web

from aggregator.api.models.entry import Entry
from aggregator.api.models.views import OPENAI, Views
from aggregator.api.openapi import openai_models as described
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.rendering import openai_entry
from aggregator.api.router import Parameters, Route
from aggregator.api.stale import answered
from aggregator.data.provider_status import ModelState


class OpenAiModelResource:
    """`/v1/models`. Parameters that OpenAI's clients may add are let be."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def routes(self) -> tuple[Route, ...]:
        """Its paths."""
        return (
            Route("GET", "/v1/models", self.list_models, described.LIST),
            Route("GET", "/v1/models/{id}", self.one_model, described.ONE, tail=True),
        )

    async def list_models(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /v1/models`."""
        if (ready := self._views.ready(OPENAI, request)) is not None:
            return ready
        page, stale = await self._views.openai_page()
        return await answered(request, page, stale)

    async def one_model(self, request: web.BaseRequest, path: Parameters) -> web.Response:
        """`GET /v1/models/{id}`."""
        view, stale = await self._views.latest()
        offers = _available_first(view.by_name.get(path["id"], ()))
        if not offers:
            raise ProblemError(404, "The model does not exist; GET /v1/models lists them.", model=True)
        providers = [entry.row.provider for entry in offers]
        return await answered(request, Page(openai_entry(offers[0].row, providers=providers)), stale)


def _available_first(offers: Sequence[Entry]) -> Sequence[Entry]:
    return sorted(offers, key=lambda entry: (entry.row.state is not ModelState.AVAILABLE, entry.row.provider))
