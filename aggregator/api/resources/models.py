"""The models: the list with its filters, and one model with what every source says of it."""

import orjson
from aiohttp import web

from aggregator.api.models.query import read_model_query
from aggregator.api.models.views import EVERYTHING, Views
from aggregator.api.openapi import models as described
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.query_string import QueryString
from aggregator.api.rendering import claims_object, row_with_provenance
from aggregator.api.router import Parameters, Route
from aggregator.api.stale import answered


class ModelResource:
    """`/api/models`."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def routes(self) -> tuple[Route, ...]:
        """Its paths."""
        return (
            Route("GET", "/api/models", self.list_models, described.LIST),
            Route("GET", "/api/models/{provider}/{name}", self.one_model, described.ONE, tail=True),
        )

    async def list_models(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /api/models`."""
        if request.rel_url.raw_query_string:
            query = read_model_query(QueryString(request))
        elif (ready := self._views.ready(EVERYTHING, request)) is not None:
            return ready
        else:
            query = EVERYTHING
        page, stale = await self._views.page(query)
        return await answered(request, page, stale)

    async def one_model(self, request: web.BaseRequest, path: Parameters) -> web.Response:
        """`GET /api/models/{provider}/{name}`."""
        QueryString(request).allow_only(())
        view, stale = await self._views.latest()
        entry = view.by_key.get((path["name"], path["provider"]))
        if entry is None:
            raise ProblemError(404, "There is no such model; GET /api/models lists them.", model=True)
        body = orjson.dumps({**row_with_provenance(entry.row), "claims": claims_object(entry.row)})
        headers = {"X-Catalogue-Seq": str(view.snapshot.seq)}
        return await answered(request, Page(body, headers=headers), stale)
