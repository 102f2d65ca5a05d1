"""FaultyProvider: a server that answers every request on every path with one fault, picked by a word."""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Final, Self

from scripts.fleet.fault_bodies import long_list
from scripts.fleet.fault_replies import GOOD_BODY, REPLY_FAULTS, http_reply, redirect, unauthorized
from scripts.fleet.fleet_server import HOST

OK: Final = "ok"
"""No fault at all; for recovering while it runs."""

CONNECTION_FAULTS: Final = ("refuse", "hang", "drip", "close", "reset", "long_list", "status_401", "redirect")
FAULT_WORDS: Final = (*CONNECTION_FAULTS, *REPLY_FAULTS)

_LINGER_0 = struct.pack("ii", 1, 0)  # closing sends a reset instead of a goodbye


class FaultyProvider:
    """`word` may change while it runs, but not from and to `refuse`: that is decided when it starts.

    `calls` counts requests, `connections` those who came at all, `other_origin_calls` what followed the redirect;
    `headers` are those of the last request, here and at the other origin.
    """

    def __init__(self, word: str = OK, port: int = 0, *, drip_seconds: float = 0.02) -> None:
        self.word = word
        self.port = port
        self.connections = 0
        self.calls: Counter[str] = Counter()
        self.other_origin_calls: Counter[str] = Counter()
        self.headers: dict[str, str] = {}
        self.other_origin_headers: dict[str, str] = {}
        self._drip_seconds = drip_seconds
        self._reserved: socket.socket | None = None
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def word(self) -> str:
        """The fault that is answered now."""
        return self._word

    @word.setter
    def word(self, word: str) -> None:
        if word != OK and word not in FAULT_WORDS:
            raise ValueError(f"{word!r} is no fault; there are {', '.join(FAULT_WORDS)}")
        self._word = word

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self.port}"

    async def start(self) -> Self:
        """Listen, or with `refuse` hold a port on which nothing listens."""
        if self.word == "refuse":
            self._reserved = socket.socket()
            self._reserved.bind((HOST, self.port))
            self.port = self._reserved.getsockname()[1]
            return self
        here = await asyncio.start_server(self._serve, HOST, self.port)
        there = await asyncio.start_server(self._serve_other_origin, HOST, 0)
        self._servers = [here, there]
        self.port = here.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Close the port and every connection; harmless when it does not run."""
        if self._reserved:
            self._reserved.close()
            self._reserved = None
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._servers.clear()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._served(writer):
            self.connections += 1
            if request := await _read_request(reader):
                line, self.headers = request
                self.calls[line] += 1
                await self._answer(reader, writer)

    async def _serve_other_origin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._served(writer):
            if request := await _read_request(reader):
                line, self.other_origin_headers = request
                self.other_origin_calls[line] += 1
                writer.write(http_reply(200, GOOD_BODY))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match self.word:
            case "ok":
                writer.write(http_reply(200, GOOD_BODY))
            case "hang":
                await reader.read()  # until the client has had enough
            case "drip":
                await self._drip(writer)
            case "close":
                pass
            case "reset":
                await _reset(writer)
            case "long_list":
                await _stream_long_list(writer)
            case "status_401":
                writer.write(unauthorized(self.headers.get("authorization", "nothing")))
            case "redirect":
                writer.write(redirect(f"{self._other_origin()}/v1/models"))
            case word:
                writer.write(REPLY_FAULTS[word]())

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        writer.write(http_reply(200, b"", Content_Length=str(10**9)))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(self._drip_seconds)

    def _other_origin(self) -> str:
        return f"http://{HOST}:{self._servers[1].sockets[0].getsockname()[1]}"

    @asynccontextmanager
    async def _served(self, writer: asyncio.StreamWriter) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            yield
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass  # a client that gives up, or the end of this server; nobody waits for this task
        finally:
            writer.close()


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]] | None:
    """`GET /v1/models` and the headers (lower-case names), or nothing from somebody who only knocked."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    lower = {name.lower(): value for name, value in headers.items()}
    await reader.readexactly(int(lower.get("content-length", "0")))
    return first.rsplit(" ", 1)[0].partition("?")[0], lower


async def _reset(writer: asyncio.StreamWriter) -> None:
    writer.write(http_reply(200, GOOD_BODY[:40], Content_Length=str(len(GOOD_BODY))))
    await writer.drain()
    await asyncio.sleep(0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
    writer.transport.abort()


async def _stream_long_list(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
    for piece in long_list():
        writer.write(piece)
        await writer.drain()
