"""The service as a real process: started with a config text, watched through its log, asked over its socket."""

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

PATIENCE_SECONDS = 20.0
"""How long a test waits for what must come; on a healthy machine it comes at once."""


class ServiceProcess:
    """One running `python -m aggregator`. `events` holds every log line as a dict, `raw` the bytes of stderr."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.events: list[dict] = []
        self.raw = b""
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())
        self.session = aiohttp.ClientSession()

    async def _read(self):
        while line := await self.process.stderr.readline():
            self.raw += line
            try:
                self.events.append(json.loads(line))
            except ValueError:
                self.events.append({"event": "not_json", "line": line.decode("utf-8", "replace")})
            async with self._news:
                self._news.notify_all()

    async def event(self, name, **fields):
        """Wait for a log event with these fields."""

        def found():
            return [each for each in self.events if each["event"] == name and fields.items() <= each.items()]

        async with asyncio.timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(found)
        return found()[0]

    async def port(self):
        """The port it listens on."""
        return (await self.event("service_started"))["port"]

    async def get(self, path, **options):
        """GET a JSON answer."""
        async with self.session.get(f"http://127.0.0.1:{await self.port()}{path}", **options) as response:
            return await response.json(content_type=None)

    async def post(self, path, body):
        """POST JSON; the status."""
        async with self.session.post(f"http://127.0.0.1:{await self.port()}{path}", json=body) as response:
            return response.status

    async def until(self, condition, path="/api/models"):
        """Ask until the answer is as wished; the answer."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition(answer := await self.get(path)):
                await asyncio.sleep(0.02)  # between two questions, not for something to happen
        return answer

    async def ended(self):
        """Wait for its end; the exit code."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._reader
            return await self.process.wait()

    async def end(self, number=signal.SIGTERM):
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return await self.ended()

    async def close(self):
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()
        await self.session.close()


@asynccontextmanager
async def service(config: Path, text: str | None = None, **environ):
    """The service for the time of a block; `text` is written to the config file first."""
    if text is not None:
        config.write_text(text)
    command = [sys.executable, "-m", "aggregator", "--config", str(config)]
    process = await asyncio.create_subprocess_exec(
        *command, stderr=asyncio.subprocess.PIPE, env={**os.environ, **environ}, limit=2**22
    )
    running = ServiceProcess(process)
    try:
        yield running
    finally:
        await running.close()


def config_text(*providers: str, brain: str = "", interval: float = 0.2, timeout: float = 2.0, extra: str = "") -> str:
    """A config for tests: a free port, memory only, JSON logs. A provider is a URL, or a YAML mapping."""
    lines = ["server: {port: 0}"]
    if providers:
        lines.append("providers:")
        lines += [f"  - {{url: '{each}'}}" if each.startswith("http") else f"  - {each}" for each in providers]
    lines.append(f"polling: {{interval_seconds: {interval}, timeout_seconds: {timeout}}}")
    if brain:
        lines.append(f"brain: {{url: '{brain}', model: brain, timeout_seconds: 5}}")
    if "store:" not in extra:
        lines.append("store: {path: ''}")
    return "\n".join([*lines, "logging: {format: json}", extra, ""])
