"""DemoFleet: some providers of most kinds, a dead one and a hanging one, and a brain, all simulated."""

import asyncio
import errno
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.demo_places import BRAIN, DemoError, DemoPlaces
from scripts.fleet.demo_providers import CHANGING, DEAD, DEMO_PROVIDERS, HANGING, RESTLESS
from scripts.fleet.faults import FaultyProvider
from scripts.fleet.fleet_server import FleetServer

BRAIN_SECONDS: Final = 2.0
GUEST: Final = "guest-model-7b"
ANYWHERE: Final = DemoPlaces(dict.fromkeys((*DEMO_PROVIDERS, HANGING, DEAD, BRAIN), 0), {"gateway": "demo-key"})
"""Free ports for all, for tests."""


class DemoFleet:
    """All servers of the demo; `async with` starts and stops them."""

    def __init__(self, places: DemoPlaces, *, brain_seconds: float = BRAIN_SECONDS) -> None:
        ports, keys = places.ports, places.keys
        if strange := set(ports) ^ set(ANYWHERE.ports):
            raise DemoError(f"the config and the demo's providers differ in {', '.join(sorted(strange))}")
        self.providers = {
            name: FleetServer(make(keys.get(name, "")), ports[name]) for name, make in DEMO_PROVIDERS.items()
        }
        self.hanging = FaultyProvider("hang", ports[HANGING])
        self.brain = SimulatedBrain(port=ports[BRAIN], seconds=brain_seconds)

    @property
    def servers(self) -> dict[str, FleetServer | FaultyProvider]:
        """Everything that listens, by name."""
        return {**self.providers, HANGING: self.hanging, BRAIN: self.brain}

    @property
    def model_count(self) -> int:
        """How many models the providers list now."""
        return sum(len(server.model_names) for server in self.providers.values())

    async def start(self) -> Self:
        """Listen everywhere, or nowhere.

        Raises:
            DemoError: a port is taken.
        """
        for name, server in self.servers.items():
            try:
                await server.start()
            except OSError as error:
                await self.stop()
                why = "is taken" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
                raise DemoError(f"port {server.port} of {name} {why}") from None
        return self

    async def stop(self) -> None:
        """Close every port."""
        await asyncio.gather(*(server.stop() for server in self.servers.values()))

    async def change(self) -> None:
        """Let a model come or go, and a server go down or come back."""
        changing, restless = self.providers[CHANGING], self.providers[RESTLESS]
        if GUEST in changing.model_names:
            changing.remove_model(GUEST)
        else:
            changing.add_model(GUEST)
        if restless.running:
            await restless.stop()
        else:
            with suppress(OSError):  # somebody took the port meanwhile: it stays down until the next change
                await restless.start()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
