"""Connections: aiohttp's low-level server with a cap, plain errors, and an end for clients that do not read."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web

from aggregator.api.problem import ProblemError, problem_response

MOST_CONNECTIONS = 4_000
IDLE_SECONDS = 60.0
"""From the opening, or the last answer, to the last byte of the next request's headers."""
STUCK_SECONDS = 30.0
"""A client that takes not one byte of its answer for so long is cut off."""
LINGER_SECONDS = 1.0
LONGEST_LINE_BYTES = 16_384
MOST_HEADERS = 100
MOST_BODY_BYTES = 65_536
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
log = structlog.get_logger("aggregator.api")


class Connection(web.RequestHandler):
    """One client's connection; what is no HTTP is answered like every other error."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp's words hold pieces of the request
    ) -> web.StreamResponse:
        """See aiohttp: called for requests that can't be read, and for exceptions that no handler expected."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun, so the error can't be told any more")
        if status >= 500:
            log.error("request_failed", path=request.path, method=request.method, exc_info=exc)
            problem = ProblemError(status, "This went wrong inside; the log says more.")
        else:
            problem = ProblemError(status, "This is no HTTP request that can be read.")
        response = problem_response(request.path, problem)
        response.force_close()
        return response


class Connections(web.Server):
    """Makes the connections, and knows them all."""

    def __init__(self, answer: Answer, most: int = MOST_CONNECTIONS) -> None:
        super().__init__(answer, request_factory=self._request, handler_cancellation=True)
        self._most = most
        self._stuck: dict[web.RequestHandler, int] = {}

    def __call__(self) -> web.RequestHandler:
        return Connection(
            self,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            max_line_size=LONGEST_LINE_BYTES,
            max_field_size=LONGEST_LINE_BYTES,
            max_headers=MOST_HEADERS,
            auto_decompress=False,
            access_log=None,  # type: ignore[arg-type]  # aiohttp takes None for "no log"
        )

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """See aiohttp; one too many is turned away."""
        super().connection_made(handler, transport)
        if len(self) > self._most:
            transport.write(FULL)
            transport.close()

    def __len__(self) -> int:
        return len(self._connections)

    def cut_off_stuck(self) -> None:
        """End the connections that have taken nothing since the last call, though something waits for them."""
        waiting: dict[web.RequestHandler, int] = {}
        for connection in self.connections:
            transport = connection.transport
            if transport is not None and (size := transport.get_write_buffer_size()):
                if self._stuck.get(connection) == size:
                    transport.abort()
                waiting[connection] = size
        self._stuck = waiting

    async def watch(self) -> None:
        """Cut off the stuck ones for as long as the server runs."""
        while True:
            await asyncio.sleep(STUCK_SECONDS)
            self.cut_off_stuck()

    def _request(self, message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MOST_BODY_BYTES)
