"""How fast the lists are served, beside a bare aiohttp handler that returns the same bytes, in the same run.

    python -m scripts.bench.http_throughput [--seconds 3] [--connections 16]

Both servers run in one process each, on loopback; a process of its own asks them in turns, over raw sockets.
Exits with 1 where a target is missed.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import attrs
from aiohttp import web

from aggregator.actor.mailbox import Reply
from aggregator.api.change_feed import ChangeFeed
from aggregator.api.edge import Edge
from aggregator.api.page import JSON
from aggregator.api.questions import Peers, Questions
from aggregator.brain_calls import BrainCalls
from aggregator.data.model import Model
from aggregator.data.model_detail import ModelDetail
from aggregator.data.provider_status import ModelState
from aggregator.data.snapshot import Row, Snapshot
from aggregator.settings.settings import ServerSettings

ROUNDS = 5
FILTERED_REQUESTS = 200
TARGETS = {"200 at 50": 0.85, "200 at 2000": 0.85, "304 at 2000": 0.7}
FILTERED_TARGET_MILLISECONDS = 10.0
TYPES = ("llm", "vlm", "embedding")
FAMILIES = ("qwen", "llama", "gemma", "mistral")


def rows(count: int) -> tuple[Row, ...]:
    """A catalogue of that many models on ten servers, with what research usually finds."""
    made = []
    for number in range(count):
        name, provider = f"{FAMILIES[number % 4]}-{number // 10:05}:{number % 7 + 1}b", f"server-{number % 10}"
        claim = ModelDetail.said_by(
            "server",
            1_800_000_000,
            {
                "summary": f"A model of {number % 7 + 1} billion parameters for tests of speed, number {number}.",
                "types": [TYPES[number % 3]],
                "family": FAMILIES[number % 4],
                "parameters": (number % 7 + 1) * 10**9,
                "quantization": "Q4_K_M",
                "context_length": 4096 * (number % 9 + 1),
                "size_bytes": 10**9 * (number % 40 + 1),
                "capabilities": ["completion", "tools"] if number % 2 else ["completion", "vision"],
            },
        )
        made.append(
            Row(
                Model(f"http://10.0.0.{number % 10}", 8080, name),
                provider,
                f"http://10.0.0.{number % 10}:8080/v1",
                ModelState.AVAILABLE,
                1_800_000_000.0,
                detail=claim,
                claims=(claim,),
            )
        )
    return tuple(sorted(made, key=lambda row: row.key))


class StandingCatalogue:
    """Answers every GetSnapshot with the same snapshot, as the actor does while nothing changes."""

    def __init__(self, count: int) -> None:
        self._snapshot = Snapshot("bench", 1_800_000_000.0, rows(count), 1)

    def tell(self, message: object) -> None:
        """See Mailbox."""
        reply: Reply[Snapshot] | None = getattr(message, "reply_to", None)
        if reply is not None:
            reply.tell(self._snapshot)


async def serve_edge(count: int) -> tuple[int, Callable[[], Awaitable[None]]]:
    """The API under test."""
    catalogue = StandingCatalogue(count)
    feed = ChangeFeed(asyncio.get_running_loop())
    questions = Questions(Peers(catalogue, catalogue, catalogue, catalogue))
    edge = Edge(ServerSettings(port=0), questions, feed, BrainCalls())
    return await edge.start(), edge.stop


async def serve_bare(body: bytes) -> tuple[int, Callable[[], Awaitable[None]]]:
    """As little as aiohttp's own way of serving bytes can do."""

    async def everything(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=JSON)

    async def nothing_new(_request: web.Request) -> web.Response:
        return web.Response(status=304)

    application = web.Application()
    application.add_routes([web.get("/api/models", everything), web.get("/not-modified", nothing_new)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1]), runner.cleanup


def serve_in_process(pipe: Connection, count: int, body: bytes | None) -> None:
    """The main function of a server process: tells its port, and ends when the pipe says so."""

    async def serve() -> None:
        port, stop = await (serve_edge(count) if body is None else serve_bare(body))
        pipe.send(port)
        await asyncio.to_thread(pipe.recv)
        await stop()

    asyncio.run(serve())


@attrs.frozen
class Server:
    """A server in a process of its own."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    port: int

    @classmethod
    def start(cls, count: int, body: bytes | None = None) -> "Server":
        """The API with so many models, or the bare handler with that body."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve_in_process, args=(there, count, body), daemon=True)
        process.start()
        return cls(process, here, int(here.recv()))

    def stop(self) -> None:
        """End it."""
        self.pipe.send("stop")
        self.process.join(10)


def request(path: str, *headers: str) -> bytes:
    """The bytes of one GET."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", "")).encode()


async def read_answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    length = int(lowered[at + 15 : lowered.index(b"\r", at)]) if at >= 0 else 0
    return head, await reader.readexactly(length) if length else b""


async def ask_once(port: int, wanted: bytes) -> tuple[bytes, bytes]:
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writer.write(wanted)
    answer = await read_answer(reader)
    writer.close()
    return answer


async def requests_per_second(port: int, wanted: bytes, expected: bytes, connections: int, seconds: float) -> float:
    """Ask over and over on each connection; an answer of another status is an error."""
    end = time.perf_counter() + seconds
    done = 0

    async def client() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        while time.perf_counter() < end:
            writer.write(wanted)
            head, _body = await read_answer(reader)
            if not head.startswith(expected):
                raise SystemExit(f"unexpected answer: {head[:80]!r}")
            done += 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(connections)))
    return done / (time.perf_counter() - began)


async def compare(
    one: tuple[int, bytes], other: tuple[int, bytes], expected: bytes, options: argparse.Namespace
) -> float:
    """The median of the ratios of several rounds, in which both are asked right after each other."""
    ratios, rates = [], []
    for _ in range(ROUNDS):
        pair = [
            await requests_per_second(port, wanted, expected, options.connections, options.seconds / ROUNDS)
            for port, wanted in (one, other)
        ]
        ratios.append(pair[0] / pair[1])
        rates.append(pair)
    ours, bare = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"    {ours:9.0f}/s, bare {bare:9.0f}/s")
    return statistics.median(ratios)


async def measure_lists(options: argparse.Namespace) -> dict[str, float]:
    """Whole lists and 304s beside the bare handler."""
    found: dict[str, float] = {}
    for count in (50, 2_000):
        ours = Server.start(count)
        head, body = await ask_once(ours.port, request("/api/models"))
        bare = Server.start(count, body)
        print(f"{count} models, {len(body):,} bytes")
        everything = request("/api/models")
        found[f"200 at {count}"] = await compare(
            (ours.port, everything), (bare.port, everything), b"HTTP/1.1 200", options
        )
        etag = next(line for line in head.decode().split("\r\n") if line.lower().startswith("etag:"))[5:].strip()
        known = request("/api/models", f"If-None-Match: {etag}")
        found[f"304 at {count}"] = await compare(
            (ours.port, known), (bare.port, request("/not-modified")), b"HTTP/1.1 304", options
        )
        ours.stop()
        bare.stop()
    return found


async def measure_filtered() -> float:
    """The median milliseconds of a filtered page of 100 out of 10,000 that nobody asked for before."""
    ours = Server.start(10_000)
    await ask_once(ours.port, request("/api/models?limit=1"))
    reader, writer = await asyncio.open_connection("127.0.0.1", ours.port, limit=2**24)
    took = []
    for number in range(FILTERED_REQUESTS):
        path = f"/api/models?type=llm&capability=tools&min_context={4096 + number}&q={FAMILIES[number % 4]}&limit=100"
        began = time.perf_counter()
        writer.write(request(path))
        head, _body = await read_answer(reader)
        took.append(1000 * (time.perf_counter() - began))
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"unexpected answer: {head[:80]!r}")
    writer.close()
    ours.stop()
    return statistics.median(took)


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measured thing")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    found = asyncio.run(measure_lists(options))
    milliseconds = asyncio.run(measure_filtered())
    good = milliseconds <= FILTERED_TARGET_MILLISECONDS
    for name, ratio in found.items():
        target = TARGETS.get(name)
        good = good and (target is None or ratio >= target)
        print(f"{name:12} {ratio:6.2f} x bare" + (f"   (target {target})" if target else ""))
    print(f"filtered page of 100 of 10,000: {milliseconds:.1f} ms median   (target {FILTERED_TARGET_MILLISECONDS:g})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
