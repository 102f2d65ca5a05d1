"""Page: an encoded answer that is kept: its bytes, their ETag, and their compressed form once somebody wants it."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import attrs
from aiohttp import web

JSON = "application/json"
SMALLEST_COMPRESSED_BYTES = 1024
SECURITY_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)


@attrs.frozen(slots=False)
class Page:
    """One answer to a GET. Equal bytes have equal ETags, whatever version of the catalogue they come from."""

    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = MappingProxyType({})

    @cached_property
    def etag(self) -> str:
        """A strong ETag, in its quotes."""
        return f'"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'

    @cached_property
    def compressed(self) -> bytes:
        """The body in gzip; made once."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    def answer(self, request: web.Request, **more: str) -> web.Response:
        """What this request gets: 304 where it has these bytes already, gzip where it takes it."""
        headers = {**self.headers, **more, "ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if _matches(request.headers.get("If-None-Match"), self.etag):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = self.content_type
        if len(self.body) >= SMALLEST_COMPRESSED_BYTES and _takes_gzip(request.headers.get("Accept-Encoding", "")):
            headers["Content-Encoding"] = "gzip"
            return web.Response(body=self.compressed, headers=headers)
        return web.Response(body=self.body, headers=headers)


def _matches(wanted: str | None, etag: str) -> bool:
    if wanted is None:
        return False
    return any(each.strip().removeprefix("W/") in {etag, "*"} for each in wanted.split(","))


def _takes_gzip(accepted: str) -> bool:
    for each in accepted.lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
