"""The research: how far it is, and the wish to do it again for one model."""

import orjson
from aiohttp import web

from aggregator.api.body import json_object
from aggregator.api.openapi import research as described
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.query_string import QueryString
from aggregator.api.questions import BrainCalls, Questions
from aggregator.api.rendering import progress_object
from aggregator.api.reply import reply
from aggregator.api.router import Parameters, Route
from aggregator.api.stale import answered


class ResearchResource:
    """`/api/research`."""

    def __init__(self, questions: Questions, brain_calls: BrainCalls) -> None:
        self._ask = questions
        self._brain_calls = brain_calls

    def routes(self) -> tuple[Route, ...]:
        """Its paths."""
        return (
            Route("GET", "/api/research", self.progress, described.PROGRESS),
            Route("POST", "/api/research", self.again, described.AGAIN),
        )

    async def progress(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /api/research`."""
        QueryString(request).allow_only(())
        landed = await self._ask.research.land()
        return await answered(request, Page(orjson.dumps(progress_object(landed.answer, self._brain()))), landed.stale)

    async def again(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`POST /api/research`."""
        QueryString(request).allow_only(())
        wish = await json_object(request, required=("provider", "name"))
        if not await self._ask.research_again(str(wish["provider"]), str(wish["name"])):
            raise ProblemError(404, "There is no such model; GET /api/models lists them.", model=True)
        return reply({"status": "accepted"}, 202)

    def _brain(self) -> dict[str, int]:
        calls = self._brain_calls
        return {
            "calls": calls.calls,
            "failed": calls.failed,
            "tokens_in": calls.tokens_in,
            "tokens_out": calls.tokens_out,
        }
