"""Page: an encoded answer that is kept: its bytes, their ETag, and their compressed form once somebody wants it."""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web
from multidict import CIMultiDict

from aggregator.api.base_headers import BASE_HEADERS

JSON = "application/json"
COMPRESSED_ON_THE_LOOP_BYTES = 65_536
"""Compressing more would hold up other requests for milliseconds; then a thread does it."""
GZIP_SUFFIX = '-gzip"'
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Page:
    """One answer to a GET. Equal bytes have equal ETags, whatever version of the catalogue they come from.

    A strong ETag stands for bytes as they travel: the compressed form has its own.
    """

    def __init__(self, body: bytes, content_type: str = JSON, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self.body = body
        self.etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        self._zipped: bytes | None = None
        self._zipping: asyncio.Future[bytes] | None = None
        common = {**BASE_HEADERS, **headers, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        zipped_etag = self.etag[:-1] + GZIP_SUFFIX
        # Made once, because putting headers together costs more than all the rest of an answer.
        self._not_modified = {tag: CIMultiDict({**common, "ETag": tag}) for tag in (self.etag, zipped_etag)}
        self._headers = CIMultiDict({**common, "ETag": self.etag, "Content-Type": content_type})
        self._zipped_headers = CIMultiDict(
            {**common, "ETag": zipped_etag, "Content-Type": content_type, "Content-Encoding": "gzip"}
        )

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """What this request gets: 304 where it has these bytes already, gzip where it takes it."""
        while (response := self.ready(request)) is None:
            await self._compress()
        return response

    def ready(self, request: web.BaseRequest) -> web.Response | None:
        """The same, where nothing has to be compressed first."""
        asked = request.headers
        if (wanted := asked.get("If-None-Match")) is not None and (tag := self._matching(wanted)) is not None:
            return web.Response(status=304, headers=self._not_modified[tag])
        accepted = asked.get("Accept-Encoding")
        if accepted is not None and _takes_gzip(accepted):
            return web.Response(body=self._zipped, headers=self._zipped_headers) if self._zipped is not None else None
        return web.Response(body=self.body, headers=self._headers)

    def _matching(self, wanted: str) -> str | None:
        if wanted in self._not_modified:
            return wanted
        for each in wanted.split(","):
            tag = each.strip().removeprefix("W/")
            if tag == "*":
                return self.etag
            if tag in self._not_modified:
                return tag
        return None

    async def _compress(self) -> None:
        if len(self.body) <= COMPRESSED_ON_THE_LOOP_BYTES:
            self._zipped = _gzip(self.body)
            return
        if self._zipping is None:
            self._zipping = asyncio.get_running_loop().run_in_executor(None, _gzip, self.body)
        self._zipped = await asyncio.shield(self._zipping)  # a client that hangs up must not take it from the others


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _takes_gzip(accepted: str) -> bool:
    weights = {
        name.strip(): weight for name, _, weight in (each.partition(";") for each in accepted.lower().split(","))
    }
    weight = weights.get("gzip", weights.get("*"))  # what is said of gzip itself counts more
    return weight is not None and weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
