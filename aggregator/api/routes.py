"""The HTTP endpoints: each asks for what it shows, and renders it."""

import orjson
from aiohttp import web

from aggregator.api.catalogue_pages import CataloguePages
from aggregator.api.page import Page
from aggregator.api.problem import ProblemError
from aggregator.api.questions import BrainCalls, Questions
from aggregator.api.readiness import readiness
from aggregator.api.rendering import progress_object, provider_object
from aggregator.errors import NoAnswer


class Routes:
    """All handlers over one set of questions."""

    def __init__(self, questions: Questions, brain_calls: BrainCalls) -> None:
        self._ask = questions
        self._brain_calls = brain_calls
        self._pages = CataloguePages()

    def table(self) -> list[web.RouteDef]:
        """Every path with its handler."""
        return [
            web.get("/api/models", self.models),
            web.get("/v1/models", self.openai_models),
            web.get("/api/providers", self.providers),
            web.get("/api/providers/{name}", self.provider),
            web.get("/api/research", self.research),
            web.post("/api/refresh", self.refresh),
            web.post("/api/research", self.research_again),
            web.get("/healthz", self.healthz),
            web.get("/readyz", self.readyz),
        ]

    async def models(self, request: web.Request) -> web.Response:
        """`GET /api/models`."""
        landed = await self._ask.snapshot.land()
        return answered(request, await self._pages.api(landed.answer), stale=landed.stale)

    async def openai_models(self, request: web.Request) -> web.Response:
        """`GET /v1/models`."""
        landed = await self._ask.snapshot.land()
        return answered(request, await self._pages.openai(landed.answer), stale=landed.stale)

    async def providers(self, request: web.Request) -> web.Response:
        """`GET /api/providers`."""
        landed = await self._ask.providers.land()
        body = orjson.dumps({"providers": [provider_object(status) for status in landed.answer]})
        return answered(request, Page(body), stale=landed.stale)

    async def provider(self, request: web.Request) -> web.Response:
        """`GET /api/providers/{name}`."""
        landed = await self._ask.providers.land()
        for status in landed.answer:
            if status.name == request.match_info["name"]:
                return answered(request, Page(orjson.dumps(provider_object(status))), stale=landed.stale)
        raise ProblemError(404, "There is no provider of that name; GET /api/providers lists them.")

    async def research(self, request: web.Request) -> web.Response:
        """`GET /api/research`."""
        landed = await self._ask.research.land()
        calls = self._brain_calls
        brain = {
            "calls": calls.calls,
            "failed": calls.failed,
            "tokens_in": calls.tokens_in,
            "tokens_out": calls.tokens_out,
        }
        body = orjson.dumps(progress_object(landed.answer, brain))
        return answered(request, Page(body), stale=landed.stale)

    async def refresh(self, request: web.Request) -> web.Response:
        """`POST /api/refresh`."""
        wish = await json_object(request, optional=("provider",))
        try:
            known = await self._ask.refresh(wish.get("provider"))
        except NoAnswer as error:
            raise ProblemError(503, f"The poller did not answer: {error}.") from None
        if not known:
            raise ProblemError(404, "There is no provider of that name; GET /api/providers lists them.")
        return web.json_response({"status": "accepted"}, status=202)

    async def research_again(self, request: web.Request) -> web.Response:
        """`POST /api/research`."""
        wish = await json_object(request, required=("provider", "name"))
        try:
            known = await self._ask.research_again(wish["provider"], wish["name"])
        except NoAnswer as error:
            raise ProblemError(503, f"The research did not answer: {error}.") from None
        if not known:
            raise ProblemError(404, "There is no such model; GET /api/models lists them.")
        return web.json_response({"status": "accepted"}, status=202)

    async def healthz(self, _request: web.Request) -> web.Response:
        """`GET /healthz`: the process is alive and its loop runs."""
        return web.json_response({"status": "ok"})

    async def readyz(self, _request: web.Request) -> web.Response:
        """`GET /readyz`: whether the lists are worth reading yet."""
        providers, config = await self._ask.providers.land(), await self._ask.config.land()
        ready, body = readiness(providers.answer, config.answer, silent=providers.stale or config.stale)
        return web.json_response(body, status=200 if ready else 503)


def answered(request: web.Request, page: Page, stale: bool) -> web.Response:
    """The page, marked where it is an old one."""
    return page.answer(request, **{"X-Stale": "1"}) if stale else page.answer(request)


async def json_object(
    request: web.Request, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, str]:
    """The body's JSON object of texts; raises ProblemError when it is anything else."""
    body = await request.read()
    try:
        document = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError:
        raise ProblemError(400, "The body is not JSON.") from None
    if not isinstance(document, dict):
        raise ProblemError(400, "The body must be a JSON object.")
    for name, value in document.items():
        if name not in required + optional:
            raise ProblemError(400, f"Unknown key; allowed: {', '.join(required + optional)}.", parameter=name)
        if not isinstance(value, str) and not (value is None and name in optional):
            raise ProblemError(400, f"{name} must be a text.", parameter=name)
    for name in required:
        if name not in document:
            raise ProblemError(400, f"{name} is missing.", parameter=name)
    return document
