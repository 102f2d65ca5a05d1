"""Traffic: what a simulated server was asked, for tests to look at."""

from collections import Counter, deque
from collections.abc import Mapping
from types import MappingProxyType

import attrs
from aiohttp import web

_KEPT_REQUESTS = 10_000  # a demo runs for days
_INFERENCE = ("/completions", "/embeddings", "/generate", "/chat", "/rerank", "/embed", "/load")


@attrs.frozen
class SeenRequest:
    """One request; header names are lower-case, `target` has the query."""

    method: str
    target: str
    headers: Mapping[str, str]


class Traffic:
    """Requests counted as `GET /v1/models`, the last ones in full, and whatever they would have loaded or started."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.requests: deque[SeenRequest] = deque(maxlen=_KEPT_REQUESTS)
        self.loaded: list[str] = []

    def record(self, request: web.Request) -> None:
        """Note a request; an inference call loads a model on every server that has any."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.calls[f"{request.method} {request.path}"] += 1
        self.requests.append(SeenRequest(request.method, request.path_qs, MappingProxyType(headers)))
        if request.method == "POST" and request.path.endswith(_INFERENCE):
            self.loaded.append(request.path)
