"""The journal, page by page."""

import orjson
from aiohttp import web

from aggregator.api.openapi import changes as described
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.query_string import QueryString
from aggregator.api.questions import Questions
from aggregator.api.rendering import change_object
from aggregator.api.router import Parameters, Route

USUAL_CHANGES = 100
MOST_CHANGES = 1_000
LARGEST_SEQ = 10**15


class ChangeResource:
    """`/api/changes`."""

    def __init__(self, questions: Questions) -> None:
        self._ask = questions

    def routes(self) -> tuple[Route, ...]:
        """Its path."""
        return (Route("GET", "/api/changes", self.list_changes, described.LIST),)

    async def list_changes(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /api/changes`."""
        query = QueryString(request)
        query.allow_only(("since", "limit"))
        since = query.whole("since", 0, LARGEST_SEQ) or 0
        limit = query.whole("limit", 1, MOST_CHANGES) or USUAL_CHANGES
        found = await self._ask.changes(since, limit)
        if found.too_old:
            raise too_old(found.last)
        changes = [change_object(change) for change in found.changes]
        return await Page(orjson.dumps({"changes": changes, "last": found.last})).answer(request)


def too_old(last: int) -> ProblemError:
    """What was asked for is forgotten, or from another life of the store."""
    detail = f"The journal does not go back to there; read GET /api/models and go on from its X-Catalogue-Seq ({last})."
    return ProblemError(410, detail, last=last)
