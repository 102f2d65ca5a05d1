"""FleetServer: a simulated server that listens on 127.0.0.1."""

from collections import Counter
from types import TracebackType
from typing import Self

from aiohttp import web

from aggregator.data.endpoint import Endpoint
from aggregator.data.provider import Auth, Provider
from scripts.fleet.application import GUARD, NAMES, PREFIX, TRAFFIC
from scripts.fleet.shelf import SHELF
from scripts.fleet.traffic import Traffic

HOST = "127.0.0.1"


class FleetServer:
    """Starts an application on a port (0: a free one, kept from then on); `async with` starts and stops it."""

    def __init__(self, app: web.Application, port: int = 0) -> None:
        self.app = app
        self.port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> Self:
        """Listen; after `stop()` again on the same port. An OSError tells that the port is taken."""
        # A handler ends with its client, so that a hanging one does not outlive the test that gave up on it.
        runner = web.AppRunner(self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self.port).start()
        except OSError:
            await runner.cleanup()
            raise
        self.port = runner.addresses[0][1]
        self._runner = runner
        return self

    async def stop(self) -> None:
        """Close the port and every connection; harmless when it does not run."""
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    @property
    def running(self) -> bool:
        """Whether it listens now."""
        return self._runner is not None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self.port}"

    @property
    def url(self) -> str:
        """What belongs into the config: the origin with the prefix of the API, if it has one."""
        return self.origin + self.app[PREFIX]

    @property
    def auth(self) -> Auth:
        """The credentials that the server wants."""
        return self.app[GUARD].auth

    def provider(self, name: str = "simulated") -> Provider:
        """The server as a configured provider of unknown kind."""
        return Provider(name, Endpoint.parse(self.url), self.auth)

    @property
    def traffic(self) -> Traffic:
        """Everything that was asked."""
        return self.app[TRAFFIC]

    @property
    def calls(self) -> Counter[str]:
        """Requests by method and path, such as `GET /v1/models`."""
        return self.traffic.calls

    @property
    def loaded(self) -> list[str]:
        """What requests would have loaded or started; a catalogue must leave it empty."""
        return self.traffic.loaded

    @property
    def model_names(self) -> list[str]:
        """The ids that it lists now."""
        return list(self.app[NAMES]())

    def add_model(self, name: str, **fields: object) -> None:
        """List one more model from now on (OpenAI-like kinds); `fields` go into its entry."""
        self.app[SHELF].add(name, fields)

    def remove_model(self, name: str) -> None:
        """Don't list that model any more (OpenAI-like kinds)."""
        self.app[SHELF].remove(name)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
