"""CrossOrigin: what pages of other origins may do; nothing at all unless the config lists them."""

from aiohttp import web
from multidict import CIMultiDict

from aggregator.api.base_headers import BASE_HEADERS

PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
EXPOSED = "ETag, X-Catalogue-Seq, X-Stale, Retry-After"


class CrossOrigin:
    """Knows the listed origins; without any it does nothing."""

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins

    def preflight(self, request: web.BaseRequest) -> web.Response | None:
        """The answer to a browser that asks before it lets a listed page speak; None where it is no such question."""
        if not self._origins or request.method != "OPTIONS":
            return None
        asked = request.headers
        if asked.get("Origin") not in self._origins or "Access-Control-Request-Method" not in asked:
            return None
        return web.Response(status=204, headers={**BASE_HEADERS, **PREFLIGHT_HEADERS})

    def mark(self, request: web.BaseRequest, headers: CIMultiDict[str]) -> None:
        """Let the listed page read the answer."""
        if not self._origins:
            return
        headers["Vary"] = "Origin, Accept-Encoding"
        origin = request.headers.get("Origin")
        if origin in self._origins and origin is not None:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
