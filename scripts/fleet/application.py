"""What all simulated servers have in common: counting, keys, the Server header, an answer on unknown paths."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

from scripts.fleet.guard import Guard
from scripts.fleet.traffic import Traffic

Unknown = Callable[[web.Request, int], web.StreamResponse]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = Callable[[], Any]
Clock = Callable[[], float]
"""Seconds since 1970."""

TRAFFIC = web.AppKey("TRAFFIC", Traffic)
GUARD = web.AppKey("GUARD", Guard)
PREFIX = web.AppKey("PREFIX", str)
NAMES: web.AppKey[Callable[[], Iterable[str]]] = web.AppKey("NAMES")


def new_application(
    *,
    unknown: Unknown,
    names: Callable[[], Iterable[str]],
    server: str = "",
    guard: Guard = Guard(),  # noqa: B008 (frozen)
    prefix: str = "",
) -> web.Application:
    """An application without routes; `names` tells what it lists, `prefix` where its API begins."""
    app = web.Application(middlewares=[_counted_and_guarded(unknown, guard)])
    app[TRAFFIC], app[GUARD], app[PREFIX], app[NAMES] = Traffic(), guard, prefix, names
    app.on_response_prepare.append(_signs_as(server))
    return app


def answer_get(app: web.Application, bodies: Mapping[str, Body]) -> None:
    """Serve each path with what its function gives at each call: a JSON value, or a finished response."""
    for path, body in bodies.items():
        app.router.add_get(path, _handler(body))


def reply(body: Any, status: int = 200) -> web.StreamResponse:
    """The body as JSON, unless it is a response already."""
    return body if isinstance(body, web.StreamResponse) else web.json_response(body, status=status)


def ids_of(cards: Iterable[Mapping[str, Any]], field: str = "id") -> Callable[[], Iterable[str]]:
    """The names on the cards as they are when asked."""
    return lambda: [str(card[field]) for card in cards]


def _handler(body: Body) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return reply(body())

    return handler


def _counted_and_guarded(unknown: Unknown, guard: Guard) -> Any:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        request.app[TRAFFIC].record(request)
        if not guard.admits(request):
            return reply(guard.refusal, status=401)
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
            return unknown(request, error.status)

    return middleware


def _signs_as(server: str) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def sign(_request: web.Request, response: web.StreamResponse) -> None:
        # aiohttp puts its own name there; most of the real servers send none.
        response.headers.popall("Server", None)
        if server:
            response.headers["Server"] = server

    return sign
