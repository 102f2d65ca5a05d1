"""Views: the newest view, built once per version, and the pages that were asked for, kept as bytes."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from aiohttp import web

from aggregator.api.flight import Flight
from aggregator.api.models.entry import Entries
from aggregator.api.models.order import Order
from aggregator.api.models.query import ModelQuery
from aggregator.api.models.view import View, keys_of
from aggregator.api.page import Page
from aggregator.data.garbage import settle_down
from aggregator.data.snapshot import RowKey, Snapshot

ENCODED_ON_THE_LOOP_ROWS = 500
"""More would hold up other requests for milliseconds; then a thread does it."""
MOST_KEPT_BYTES = 16_777_216
MOST_PINNED = 16
LAG_SECONDS = 0.15
"""So old may a whole list be while the catalogue changes all the time and nobody follows the changes: readers need not
wait for the encoding of each of them."""

OPENAI = "openai"
EVERYTHING = ModelQuery()
WHOLE_LISTS: Mapping[object, Callable[[View], Page]] = MappingProxyType(
    {EVERYTHING: lambda view: view.page(EVERYTHING, {})[0], OPENAI: View.openai_page}
)

Result = TypeVar("Result")


class Views:
    """Lives on the loop. Requests that come while something is encoded wait for the same encoding."""

    def __init__(self, snapshots: Flight[Snapshot], now: Callable[[], float] = time.monotonic) -> None:
        self._snapshots = snapshots
        self._now = now
        self._newest_at = -LAG_SECONDS  # when the view was last known to be the newest
        self._catching_up: asyncio.Task[object] | None = None
        self._entries = Entries()
        self._view = View(Snapshot("", 0.0), {})
        self._pages: OrderedDict[object, Page] = OrderedDict()
        self._kept_bytes = 0
        self._pinned: OrderedDict[tuple[str, Order], Sequence[RowKey]] = OrderedDict()
        self._lock = asyncio.Lock()

    async def latest(self) -> tuple[View, bool]:
        """The newest view, and whether it is an old one because the catalogue does not answer."""
        landed = await self._snapshots.land()
        if self._is_news(landed.answer):
            async with self._lock:
                if self._is_news(landed.answer):
                    await self._renew(landed.answer)
        if not landed.stale and landed.answer is self._view.snapshot:
            self._newest_at = self._now()
        return self._view, landed.stale

    def _is_news(self, snapshot: Snapshot) -> bool:
        shown = self._view.snapshot
        return snapshot.version != shown.version and snapshot.seq >= shown.seq  # a late answer may be an older one

    def ready(self, key: object, request: web.BaseRequest) -> web.Response | None:
        """The answer where all of it is at hand; a whole list is read much more often than it changes."""
        landed = self._snapshots.fresh
        if landed is None or landed.answer is not self._view.snapshot:
            if self._snapshots.must_be_newest or self._now() - self._newest_at >= LAG_SECONDS:
                return None
            self._catch_up()
        page = self._pages.get(key)
        return page.ready(request) if page is not None else None

    def _catch_up(self) -> None:
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self.latest())

    async def page(self, query: ModelQuery) -> tuple[Page, bool]:
        """The page for a query of `GET /api/models`."""
        return await self._kept(query, lambda view: self._make(view, query))

    async def openai_page(self) -> tuple[Page, bool]:
        """The page of `GET /v1/models`."""
        return await self._kept(OPENAI, View.openai_page)

    async def rendered(self, name: str, render: Callable[[View], Page]) -> tuple[Page, bool]:
        """The page of a whole view in some other form."""
        return await self._kept(("rendered", name), render)

    async def _renew(self, snapshot: Snapshot) -> None:
        wanted = [key for key in WHOLE_LISTS if key in self._pages]
        view, pages = await _off_the_loop(len(snapshot.rows), lambda: self._built(snapshot, wanted))
        self._view = view
        self._pages.clear()
        self._kept_bytes = 0
        for key, page in pages.items():
            self._keep(key, page)

    def _built(self, snapshot: Snapshot, wanted: Sequence[object]) -> tuple[View, dict[object, Page]]:
        """A new view, and those of the whole lists that were asked for before."""
        view = View(snapshot, self._entries.of(snapshot.rows))
        settle_down(len(view.entries) // 100)
        return view, {key: WHOLE_LISTS[key](view) for key in wanted}

    async def _kept(self, key: object, make: Callable[[View], Page]) -> tuple[Page, bool]:
        view, stale = await self.latest()
        page = self._pages.get(key)
        if page is None:
            async with self._lock:
                view = self._view  # it may be a newer one by now
                page = self._pages.get(key)
                if page is None:
                    page = await _off_the_loop(len(view.entries), lambda: make(view))
                    self._keep(key, page)
        return page, stale

    def _make(self, view: View, query: ModelQuery) -> Page:
        page, following = view.page(query, self._pinned)
        if query.cursor is not None and (query.cursor.version, query.order) in self._pinned:
            self._pinned.move_to_end((query.cursor.version, query.order))
        if following is not None and not query.order.is_stable and query.cursor is None:
            self._pinned[following.version, query.order] = keys_of(view.ordered(query.order))
            if len(self._pinned) > MOST_PINNED:
                self._pinned.popitem(last=False)
        return page

    def _keep(self, key: object, page: Page) -> None:
        self._pages[key] = page
        self._kept_bytes += len(page.body)
        while self._kept_bytes > MOST_KEPT_BYTES and len(self._pages) > 1:
            self._kept_bytes -= len(self._pages.popitem(last=False)[1].body)


async def _off_the_loop(rows: int, make: Callable[[], Result]) -> Result:
    return await asyncio.to_thread(make) if rows > ENCODED_ON_THE_LOOP_ROWS else make()
