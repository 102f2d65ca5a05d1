"""SimulatedBrain: the LLM that the service asks, played by a table of rules; it is a simulation.

It finds the JSON list of models in the last user message (objects with `key` and `name`) and answers an object
`{"models": [{"key", "name", "summary", "types", …}]}`; when a JSON schema comes along, an entry has the fields of that.
"""

import asyncio
from collections import Counter
from typing import Final

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, new_application
from scripts.fleet.brain_modes import MODES, answer_in, is_mode
from scripts.fleet.brain_request import BrainRequest
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import plain_card

MODEL: Final = "simulated-brain"
CHAT: Final = "/v1/chat/completions"
CONNECTION_MODES: Final = ("hang", "close")
BRAIN_MODES: Final = (*MODES, *CONNECTION_MODES)
"""Besides `poison:<substring>`, which fails whenever a name with the substring in it is asked."""


class SimulatedBrain(FleetServer):
    """Answers after `seconds`; `mode` and `seconds` may change while it runs; `hold` keeps answers until `release`.

    `asked` counts names, `chats` are the requests as they were understood, `most_in_flight` is the most there were at
    once.
    """

    def __init__(self, mode: str = "ok", port: int = 0, *, seconds: float = 0.0) -> None:
        app = new_application(unknown=unknown_paths.openai, names=lambda: [MODEL])
        answer_get(app, {"/v1/models": lambda: {"object": "list", "data": [plain_card(MODEL)]}})
        app.router.add_post(CHAT, self._chat)
        super().__init__(app, port)
        self.mode = mode
        self.seconds = seconds
        self.asked: Counter[str] = Counter()
        self.chats: list[BrainRequest] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._open = asyncio.Event()
        self._open.set()

    @property
    def mode(self) -> str:
        """How it answers now."""
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        if mode not in CONNECTION_MODES and not is_mode(mode):
            raise ValueError(f"{mode!r} is no mode; there are {', '.join(BRAIN_MODES)} and poison:<substring>")
        self._mode = mode

    def hold(self) -> None:
        """Answer nobody until `release()`."""
        self._open.clear()

    def release(self) -> None:
        """Let all answers go out."""
        self._open.set()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        asked = BrainRequest.read(await request.json())
        self.chats.append(asked)
        self.asked.update(asked.names)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.seconds)
            await self._open.wait()
            return await self._answer(request, asked)
        finally:
            self.in_flight -= 1

    async def _answer(self, request: web.Request, asked: BrainRequest) -> web.StreamResponse:
        match self.mode:
            case "hang":
                never: asyncio.Future[web.Response] = asyncio.get_running_loop().create_future()
                return await never  # ends with the client or with this server
            case "close":
                if request.transport:
                    request.transport.abort()
                return web.Response()
            case mode:
                return answer_in(mode, asked)
