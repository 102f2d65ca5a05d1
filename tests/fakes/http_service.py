"""HttpService: the whole HTTP API on a free port, with actors that answer at once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import attrs
import orjson
from yarl import URL

from aggregator.api.change_feed import ChangeFeed
from aggregator.api.edge import Edge, Gauges
from aggregator.api.questions import Peers, Questions
from aggregator.brain_calls import BrainCalls
from aggregator.counters import Counters
from aggregator.data.config_state import ConfigState
from aggregator.data.provider import ProviderKind
from aggregator.data.provider_status import Failure, ProviderState, ProviderStatus
from aggregator.data.secret import Secret
from aggregator.data.store_state import StoreState
from aggregator.messages import GetConfigState, GetProviders, GetStoreState, Refresh
from aggregator.settings.settings import ServerSettings
from tests.fakes.catalogue import NOON, FakeCatalogue

KEY = "sk-right"


def status(name: str = "desk", state: ProviderState = ProviderState.OK, **more: Any) -> ProviderStatus:
    """A provider that answered, and failed once long ago."""
    return ProviderStatus(
        **{
            "name": name,
            "url": "http://10.0.0.1",
            "port": 8080,
            "base_url": "http://10.0.0.1:8080/v1",
            "kind": ProviderKind.OLLAMA,
            "state": state,
            "since": NOON,
            "models": 3,
            "last_ok": NOON,
            "last_error": Failure("timeout", "no answer within 10 s", NOON),
            "latency_ms": 12.34,
            **more,
        }
    )


class FakeOthers:
    """The ModelServiceActor, the ConfigActor and the StoreActor in one."""

    def __init__(self) -> None:
        self.statuses: tuple[ProviderStatus, ...] = (status(),)
        self.config = ConfigState(NOON)
        self.store = StoreState()
        self.refreshed: list[str | None] = []

    def tell(self, message: Any) -> None:
        match message:
            case GetProviders(reply_to):
                reply_to.tell(self.statuses)
            case Refresh(provider, reply_to):
                self.refreshed.append(provider)
                reply_to.tell(provider is None or any(status.name == provider for status in self.statuses))
            case GetConfigState(reply_to):
                reply_to.tell(self.config)
            case GetStoreState(reply_to):
                reply_to.tell(self.store)


@attrs.frozen
class Answer:
    """A response that was read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


class HttpService:
    """The paths that `get`, `post` and `request` are given go out as they are."""

    def __init__(self, edge: Edge, feed: ChangeFeed, catalogue: FakeCatalogue, others: FakeOthers, port: int) -> None:
        self.edge = edge
        self.feed = feed
        self.catalogue = catalogue
        self.others = others
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.session = aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "identity"})

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.request("GET", path, headers)

    async def post(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        return await self.request("POST", path, headers, body)

    async def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        target = URL(self.url + path, encoded=True)
        async with self.session.request(method, target, headers=named, data=body, allow_redirects=False) as response:
            return Answer(response.status, response.headers, await response.read())

    async def json(self, path: str, **headers: str) -> Any:
        return (await self.get(path, **headers)).json()


@asynccontextmanager
async def serving(settings: ServerSettings | None = None, patience_seconds: float = 5.0) -> AsyncIterator[HttpService]:
    """Serve until the block ends."""
    feed = ChangeFeed(asyncio.get_running_loop())
    catalogue, others = FakeCatalogue(feed), FakeOthers()
    questions = Questions(Peers(others, catalogue, others, others), patience_seconds)
    counters = Counters()
    counters.add("polls", "desk", "ok", by=3)
    gauges = Gauges(counters, lambda: {("runner", 'Odd"\\\nName'): 1}, lambda: {"details": 2})
    edge = Edge(settings or ServerSettings(port=0), questions, feed, BrainCalls(), gauges)
    service = HttpService(edge, feed, catalogue, others, await edge.start())
    try:
        yield service
    finally:
        await service.session.close()
        await edge.stop()


def with_key(**more: Any) -> ServerSettings:
    """Settings that want a key."""
    return ServerSettings(port=0, api_key=Secret(KEY), **more)
