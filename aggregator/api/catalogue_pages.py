"""CataloguePages: the lists of models as bytes, encoded once per version, and each row once per change."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

import orjson

from aggregator.api.page import Page
from aggregator.api.rendering import join, openai_entry
from aggregator.data.row_view import row_view, timestamp
from aggregator.data.snapshot import Row, RowKey, Snapshot

ENCODED_ON_THE_LOOP_ROWS = 500
"""Encoding more would hold up other requests for milliseconds; then a thread does it."""


class FragmentCache:
    """The JSON of each row, kept for as long as the very same row stands in the catalogue."""

    def __init__(self, encode: Callable[[Row], bytes]) -> None:
        self._encode = encode
        self._kept: dict[RowKey, tuple[Row, bytes]] = {}

    def fragments(self, rows: Sequence[Row]) -> Iterable[bytes]:
        """One fragment a row, in the order of the rows."""
        before, now = self._kept, {}
        for row in rows:
            kept = before.get(row.key)
            now[row.key] = kept if kept is not None and kept[0] is row else (row, self._encode(row))
        self._kept = now
        return [fragment for _row, fragment in now.values()]


class CataloguePages:
    """`GET /api/models` and `GET /v1/models` without any query."""

    def __init__(self) -> None:
        self._api = _KeptPage(self._encode_api)
        self._openai = _KeptPage(self._encode_openai)
        self._api_rows = FragmentCache(lambda row: orjson.dumps(row_view(row)))
        self._openai_rows = FragmentCache(openai_entry)

    async def api(self, snapshot: Snapshot) -> Page:
        """All rows as the catalogue shows them."""
        return await self._api.of(snapshot)

    async def openai(self, snapshot: Snapshot) -> Page:
        """All rows as OpenAI clients read them."""
        return await self._openai.of(snapshot)

    def _encode_api(self, snapshot: Snapshot) -> Page:
        head = orjson.dumps(
            {
                "version": snapshot.version,
                "as_of": timestamp(snapshot.as_of),
                "total": len(snapshot.rows),
                "next": None,
            }
        )
        models = join(self._api_rows.fragments(snapshot.rows))
        headers = {"X-Catalogue-Seq": str(snapshot.seq)}
        return Page(head[:-1] + b',"models":' + models + b"}", headers=headers)

    def _encode_openai(self, snapshot: Snapshot) -> Page:
        return Page(b'{"object":"list","data":' + join(self._openai_rows.fragments(snapshot.rows)) + b"}")


class _KeptPage:
    """The page of one version; requests that come while it is encoded wait for the same encoding."""

    def __init__(self, encode: Callable[[Snapshot], Page]) -> None:
        self._encode = encode
        self._version: str | None = None
        self._page = Page(b"")
        self._lock = asyncio.Lock()

    async def of(self, snapshot: Snapshot) -> Page:
        if self._version == snapshot.version:
            return self._page
        async with self._lock:
            if self._version != snapshot.version:
                if len(snapshot.rows) > ENCODED_ON_THE_LOOP_ROWS:
                    self._page = await asyncio.to_thread(self._encode, snapshot)
                else:
                    self._page = self._encode(snapshot)
                self._version = snapshot.version
            return self._page
