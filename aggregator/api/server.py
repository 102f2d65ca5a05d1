"""HttpServer: the way of every request: its guard, its route, its answer; and the socket."""

import asyncio
from collections import Counter

import structlog
from aiohttp import web

from aggregator.api.body import refuse_large
from aggregator.api.connections import MOST_BODY_BYTES, Connections
from aggregator.api.cross_origin import CrossOrigin
from aggregator.api.guard import Guard
from aggregator.api.problem import ProblemError, problem_response
from aggregator.api.router import Resource, Route, Router
from aggregator.errors import StartError
from aggregator.settings.settings import ServerSettings

SHUTDOWN_SECONDS = 0.3
BACKLOG = 1_024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger("aggregator.api")


class HttpServer:
    """Serves the routes until it is stopped. `requests` counts answers by method, path of the route and status."""

    def __init__(self, settings: ServerSettings, router: Router, cross_origin: CrossOrigin) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self._settings = settings
        self._router = router
        self._whole = asyncio.Event()
        self._guard = Guard(settings)
        self._cross_origin = cross_origin
        self._connections: Connections | None = None
        self._runner: web.ServerRunner | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._connections) if self._connections is not None else 0

    async def start(self) -> int:
        """Bind and listen; the port, which was chosen by the system where 0 was asked for.

        Raises:
            StartError: the address can't be had.
        """
        self._connections = Connections(self.answer)
        runner = web.ServerRunner(self._connections, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        settings = self._settings
        try:
            site = web.TCPSite(runner, settings.host, settings.port, reuse_address=True, backlog=BACKLOG)
            await site.start()
        except (OSError, OverflowError) as error:
            await runner.cleanup()
            reason = getattr(error, "strerror", None) or str(error)
            raise StartError(f"can't listen on {settings.host}:{settings.port}: {reason}") from None
        self._runner = runner
        self._watch = asyncio.create_task(self._connections.watch())
        return int(runner.addresses[0][1]) if runner.addresses else settings.port

    def serve_all(self, router: Router) -> None:
        """These are all routes; until then requests for paths without a route wait."""
        self._router = router
        self._whole.set()

    async def stop(self) -> None:
        """Close the socket and all connections."""
        if self._watch is not None:
            self._watch.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request from its headers to its answer; never raises, but when the client is gone."""
        resource, parameters = self._router.find(request.rel_url.raw_path)
        if not self._whole.is_set() and (resource is None or request.rel_url.raw_query_string):
            await self._whole.wait()  # a moment after the start
            resource, parameters = self._router.find(request.rel_url.raw_path)
        try:
            if request.method == "OPTIONS" and (allowed := self._preflight(request)) is not None:
                response: web.StreamResponse = allowed
            else:
                self._guard.check(request, is_open=resource is not None and resource.is_open)
                refuse_large(request)
                response = await _route(resource, request).handler(request, parameters)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except ProblemError as error:
            response = problem_response(request.path, error)
        except web.HTTPRequestEntityTooLarge:
            response = problem_response(request.path, _too_large())
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
            log.exception("request_failed", path=request.path, method=request.method, error=type(error).__name__)
            response = problem_response(request.path, ProblemError(500, "This went wrong inside; the log says more."))
        if self._guard.origins and not response.prepared:
            self._cross_origin.mark(request, response.headers)
        method = request.method if request.method in METHODS else "other"
        self.requests[method, resource.path if resource is not None else "other", response.status] += 1
        return response

    def _preflight(self, request: web.BaseRequest) -> web.Response | None:
        self._guard.check_host(request)
        return self._cross_origin.preflight(request)


def _route(resource: Resource | None, request: web.BaseRequest) -> Route:
    if resource is None:
        raise ProblemError(404, "There is nothing at this path; GET /openapi.json lists all there is.")
    if (route := resource.routes.get(request.method)) is None:
        detail = f"This method is not possible here (but {resource.allow})."
        raise ProblemError(405, detail, {"Allow": resource.allow})
    return route


def _too_large() -> ProblemError:
    return ProblemError(413, f"The body is larger than {MOST_BODY_BYTES} bytes.")
