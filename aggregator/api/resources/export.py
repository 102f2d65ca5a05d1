"""The catalogue as a file for another program."""

from aiohttp import web

from aggregator.api.export.formats import FORMATS, Format
from aggregator.api.export.offers import available
from aggregator.api.models.view import View
from aggregator.api.models.views import Views
from aggregator.api.openapi import export as described
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.query_string import QueryString
from aggregator.api.router import Parameters, Route
from aggregator.api.stale import answered


class ExportResource:
    """`/api/export/…`."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def routes(self) -> tuple[Route, ...]:
        """Its path."""
        return (Route("GET", "/api/export/{format}", self.export, described.ONE),)

    async def export(self, request: web.BaseRequest, path: Parameters) -> web.Response:
        """`GET /api/export/{format}`."""
        QueryString(request).allow_only(())
        wanted = FORMATS.get(path["format"])
        if wanted is None:
            raise ProblemError(404, f"There is no such format; there are {', '.join(FORMATS)}.", parameter="format")
        page, stale = await self._views.rendered(path["format"], lambda view: _page(view, wanted))
        return await answered(request, page, stale)


def _page(view: View, wanted: Format) -> Page:
    return Page(wanted.write(available(view.snapshot.rows)), wanted.content_type)
