"""Main: opens the port first, then has the service behind it built; waits for the end, and stops all in reverse."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

from aggregator.api.cross_origin import CrossOrigin
from aggregator.api.early import early_router
from aggregator.api.server import HttpServer
from aggregator.data.secret import Secret
from aggregator.errors import StartError
from aggregator.logs import Logs
from aggregator.process import allow_many_connections, exit_after, favour_the_loop, listen_to_signals
from aggregator.settings.reader import ReadSettings
from aggregator.settings.settings import Settings

if TYPE_CHECKING:
    from aggregator.service import Service

STOP_SECONDS = 0.8
WORKER_THREADS = 64
"""Name look-ups that hang take one each, and parsing, reading and storing must not wait for them."""

log = structlog.get_logger("aggregator.main")


def run(first: ReadSettings, read: Callable[[], ReadSettings]) -> int:
    """Run the service until a signal, or until it gives up; the exit code."""
    logs = Logs()
    logs.install()
    logs.apply(first.settings.logging, secrets_of(first.settings))
    allow_many_connections()
    favour_the_loop()
    return asyncio.run(Main(first, read, logs).serve())


class Main:
    """The port, the service behind it, and the end of both."""

    def __init__(self, first: ReadSettings, read: Callable[[], ReadSettings], logs: Logs) -> None:
        self._first = first
        self._read = read
        self._logs = logs
        self._service: Service | None = None
        self._reload_is_wanted = False
        self._over = asyncio.Event()
        self._exit_code = 0

    async def serve(self) -> int:
        """Start, wait, stop; the exit code."""
        loop, settings = asyncio.get_running_loop(), self._first.settings.server
        loop.set_default_executor(ThreadPoolExecutor(WORKER_THREADS, "worker"))
        server = HttpServer(settings, early_router(), CrossOrigin(frozenset(settings.cors_origins)))
        try:
            port = await server.start()
            listen_to_signals(loop, lambda: self._end(0), self._reload)
            service = await self._build(server)
            log.info("service_started", host=settings.host, port=port)
        except StartError as error:
            log.critical("start_failed", error=str(error))
            await (self._service.stop_serving() if self._service is not None else server.stop())
            return 1
        await self._over.wait()
        await service.stop_serving()
        await asyncio.to_thread(service.stop_actors, STOP_SECONDS)
        log.info("service_stopped", exit_code=self._exit_code)
        return self._exit_code

    async def _build(self, server: HttpServer) -> "Service":
        """The port answers while all the rest is imported and started, on a worker thread."""
        service_class = await asyncio.to_thread(_import_service)
        service = service_class(server, self._first, self._read, self._apply, lambda: self._end(1))
        self._service = service
        service.serve_all()
        await asyncio.to_thread(service.start_actors)
        if self._reload_is_wanted:
            service.reload()
        return service

    def _apply(self, settings: Settings) -> None:
        self._logs.apply(settings.logging, secrets_of(settings))

    def _reload(self) -> None:
        if self._service is None:
            self._reload_is_wanted = True
        else:
            self._service.reload()

    def _end(self, code: int) -> None:
        self._exit_code = max(self._exit_code, code)
        exit_after(STOP_SECONDS, self._exit_code)
        self._over.set()


def _import_service() -> "type[Service]":
    from aggregator.service import Service

    return Service


def secrets_of(settings: Settings) -> Iterator[Secret]:
    """Every secret in the settings, so that none gets into the log."""
    yield settings.server.api_key
    yield from (provider.auth.key for provider in settings.providers)
    if settings.brain is not None:
        yield settings.brain.auth.key
    if settings.research.hub is not None:
        yield settings.research.hub.token
    if settings.store.url is not None:
        yield settings.store.url
