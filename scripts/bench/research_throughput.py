"""How long a real service takes to research new models, and whether a failing brain slows its answers.

    python -m scripts.bench.research_throughput [--models 500] [--seconds 0.5] [--modes all|none|a,b,…]

The service runs in a process of its own, its provider and its brain in this one, whoever asks it in a third one.
Exits with 1 where a target is missed.
"""

import argparse
import asyncio
import http.client
import json
import math
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import attrs

from scripts.fleet.brain import BRAIN_MODES, MODEL, SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic

LOADERS = 4
BATCH_SIZE = 15
RESEARCH_TARGET = 1.3
SLOWER_TARGET = 3.0
PATIENCE_SECONDS = 120.0
REQUESTS = 400
GAP_SECONDS = 0.004
NEW_MODELS = 60


def config_text(provider: FleetServer, brain: SimulatedBrain, store: str) -> str:
    """The config of the service under test."""
    return f"""
server: {{port: 0}}
providers: [{{url: "{provider.url}", name: bench, kind: generic}}]
polling: {{interval_seconds: 3600, timeout_seconds: 10}}
brain: {{url: "{brain.url}", model: {MODEL}, timeout_seconds: 2, concurrency: {LOADERS}}}
research: {{batch_size: {BATCH_SIZE}, loaders: {LOADERS}, sources: [name, brain]}}
store: {{path: "{store}"}}
logging: {{format: json}}
"""


@attrs.frozen
class Service:
    """The service under test: where it listens, and a session to ask it."""

    port: int
    session: aiohttp.ClientSession
    listed_at: asyncio.Future[float]

    async def ask(self, path: str) -> dict[str, int]:
        """GET a JSON object."""
        async with self.session.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return dict(await response.json())

    async def tell(self, path: str, **wish: str) -> None:
        """POST a JSON object."""
        async with self.session.post(f"http://127.0.0.1:{self.port}{path}", json=wish) as response:
            response.raise_for_status()

    async def all_done(self, models: int) -> float:
        """The moment at which so many models are researched."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await self.ask("/api/research"))["done"] < models:  # noqa: ASYNC110 - HTTP tells no event
                await asyncio.sleep(0.02)
        return time.perf_counter()


@asynccontextmanager
async def running_service(config: Path) -> AsyncIterator[Service]:
    """Start it, and end it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aggregator", "--config", str(config)), stderr=asyncio.subprocess.PIPE
    )
    loop = asyncio.get_running_loop()
    port: asyncio.Future[int] = loop.create_future()
    listed_at: asyncio.Future[float] = loop.create_future()

    async def read_log() -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            event = json.loads(line)
            if event["event"] == "service_started":
                port.set_result(event["port"])
            elif event["event"] == "models_changed" and not listed_at.done():
                listed_at.set_result(time.perf_counter())
            elif event["level"] in {"error", "critical"}:
                print(f"the service says: {line.decode().strip()}", file=sys.stderr)

    reader = asyncio.create_task(read_log())
    async with aiohttp.ClientSession() as session:
        try:
            yield Service(await asyncio.wait_for(port, PATIENCE_SECONDS), session, listed_at)
        finally:
            process.terminate()
            await process.wait()
            await reader


def keep_asking(pipe: Connection) -> None:
    """The main function of the asking process: for each port that it is told, milliseconds of many requests."""
    while (port := pipe.recv()) is not None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        taken = []
        for _ in range(REQUESTS):
            began = time.perf_counter()
            connection.request("GET", "/api/models")
            connection.getresponse().read()
            taken.append((time.perf_counter() - began) * 1000)
            time.sleep(GAP_SECONDS)
        connection.close()
        pipe.send(taken)


def p50_and_p99(milliseconds: Sequence[float]) -> tuple[float, float]:
    """The median and what only one in a hundred exceeds."""
    hundredths = statistics.quantiles(milliseconds, n=100)
    return statistics.median(milliseconds), hundredths[98]


async def measure_research(service: Service, options: argparse.Namespace, brain: SimulatedBrain) -> bool:
    """From the first list to the last detail; whether the target is met."""
    ideal = math.ceil(options.models / BATCH_SIZE) / LOADERS * options.seconds
    began = await asyncio.wait_for(service.listed_at, PATIENCE_SECONDS)
    took = await service.all_done(options.models) - began
    print(
        f"research: {options.models} models, ideal {ideal:.2f} s, measured {took:.2f} s, ratio {took / ideal:.2f}"
        f" (at most {RESEARCH_TARGET}); {len(brain.chats)} calls, {max(brain.asked.values())} a name at most"
    )
    return bool(took / ideal <= RESEARCH_TARGET)


async def all_in_flight(brain: SimulatedBrain) -> None:
    """Wait until the brain has as many questions as it is asked at once."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while brain.in_flight < LOADERS:  # noqa: ASYNC110 - the simulated brain tells no event
            await asyncio.sleep(0.02)


async def measure_modes(service: Service, modes: Sequence[str], provider: FleetServer, brain: SimulatedBrain) -> bool:
    """GET /api/models when nothing happens, and while the brain fails in each way; whether the target is met.

    The mode `ok` is there to compare with: it changes rows, too.
    """
    here, there = multiprocessing.get_context("spawn").Pipe()
    asker = multiprocessing.get_context("spawn").Process(target=keep_asking, args=(there,), daemon=True)
    asker.start()

    async def ask() -> tuple[float, float]:
        here.send(service.port)
        return p50_and_p99(await asyncio.to_thread(here.recv))

    await ask()  # warm
    idle = await ask()
    print(f"GET /api/models, idle: p50 {idle[0]:.2f} ms, p99 {idle[1]:.2f} ms")
    slow = []
    for number, mode in enumerate(modes):
        calls = len(brain.chats)
        brain.mode, brain.seconds = mode, 0.02
        names = [f"failing-{number}-{each}" for each in range(NEW_MODELS)]
        brain.hold()  # so that what is measured is the failing, not the coming of the models
        for name in names:
            provider.add_model(name)
        await service.tell("/api/refresh")
        await all_in_flight(brain)
        brain.release()
        p50, p99 = await ask()
        print(
            f"  {mode:28} p50 {p50:6.2f} ms, p99 {p99:6.2f} ms, {p99 / idle[1]:4.1f} × idle,"
            f" {len(brain.chats) - calls} calls"
        )
        slow += [mode] if mode != "ok" and p99 > SLOWER_TARGET * idle[1] else []
        for name in names:
            provider.remove_model(name)
        brain.mode = "ok"
        await service.tell("/api/refresh")
        await service.tell("/api/research", provider="bench", name="bench-0000")  # which ends the lane's pause
        await service.all_done(len(provider.model_names))
    here.send(None)
    asker.join(10)
    print(f"  over {SLOWER_TARGET:g} × idle: {', '.join(slow) or 'none'}")
    return not slow


async def measure(options: argparse.Namespace) -> bool:
    """Both; whether all targets are met."""
    modes = {"all": [*BRAIN_MODES, "poison:failing"], "none": []}.get(options.modes, options.modes.split(","))
    names = [f"bench-{number:04}" for number in range(options.models)]
    async with (
        FleetServer(generic(names)) as provider,
        SimulatedBrain(seconds=options.seconds) as brain,
    ):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "bench.yaml"
            config.write_text(config_text(provider, brain, options.store))
            async with running_service(config) as service:
                is_fast = await measure_research(service, options, brain)
                is_calm = not modes or await measure_modes(service, modes, provider, brain)
                return is_fast and is_calm


def main() -> int:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.research_throughput", description=__doc__)
    parser.add_argument("--models", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=0.5, help="how long the brain takes for an answer")
    parser.add_argument(
        "--modes", default="all", help="in which the brain fails: all, none, or some with commas between"
    )
    parser.add_argument("--store", default="state.db", help="the file of the store, beside the config; '' for none")
    return 0 if asyncio.run(measure(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
