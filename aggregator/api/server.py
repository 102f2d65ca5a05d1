"""HttpServer: the aiohttp application, its guard around every handler, and its socket."""

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from aggregator.api.guard import Guard
from aggregator.api.page import SECURITY_HEADERS
from aggregator.api.problem import ProblemError, problem_response
from aggregator.api.routes import Routes
from aggregator.errors import StartError
from aggregator.settings.settings import ServerSettings

MOST_BODY_BYTES = 65_536
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger("aggregator.api")


class HttpServer:
    """Serves the routes until it is stopped."""

    def __init__(self, settings: ServerSettings, routes: Routes) -> None:
        self._settings = settings
        self._guard = Guard.of(settings)
        application = web.Application(middlewares=[self._around], client_max_size=MOST_BODY_BYTES)
        application.add_routes(routes.table())
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.3)

    async def start(self) -> int:
        """Bind and listen; the port, which was chosen by the system where 0 was asked for.

        Raises:
            StartError: the address can't be had.
        """
        await self._runner.setup()
        settings = self._settings
        try:
            site = web.TCPSite(self._runner, settings.host, settings.port, reuse_address=True)
            await site.start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            reason = getattr(error, "strerror", None) or str(error)
            raise StartError(f"can't listen on {settings.host}:{settings.port}: {reason}") from None
        addresses = self._runner.addresses
        return int(addresses[0][1]) if addresses else settings.port

    async def stop(self) -> None:
        """Close the socket and all connections."""
        await self._runner.cleanup()

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._guard.check(request)
            response = await handler(request)
        except ProblemError as error:
            response = problem_response(request.path, error)
        except web.HTTPException as error:
            response = problem_response(request.path, _translated(error, request))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
            log.exception("request_failed", path=request.path, method=request.method, error=type(error).__name__)
            response = problem_response(request.path, ProblemError(500, "This went wrong inside; the log says more."))
        response.headers.update(SECURITY_HEADERS)
        self._allow_origin(request, response)
        return response

    def _allow_origin(self, request: web.Request, response: web.StreamResponse) -> None:
        origin = request.headers.get("Origin")
        if origin is not None and self._guard.allows_origin(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Vary"] = "Origin, Accept-Encoding"


def _translated(error: web.HTTPException, request: web.Request) -> ProblemError:
    match error.status:
        case 404:
            return ProblemError(404, "There is nothing at this path.")
        case 405:
            allowed = error.headers.get("Allow", "")
            return ProblemError(405, f"{request.method} is not possible here (but {allowed}).", {"Allow": allowed})
        case 413:
            return ProblemError(413, f"The body is larger than {MOST_BODY_BYTES} bytes.")
        case status:
            return ProblemError(status, error.reason)
