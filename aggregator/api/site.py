"""Site: the page for people: every file of the folder, read once at the start."""

import mimetypes
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

from aggregator.api.openapi import health as described
from aggregator.api.page import NO_HEADERS, Page
from aggregator.api.problem import ProblemError
from aggregator.api.router import Parameters, Route

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
INDEX = "index.html"
FIRST_PAINT = (
    "</static/page.css>; rel=preload; as=style, </static/js/first_rows.js>; rel=preload; as=script; crossorigin"
)
FIRST_ROWS = "</api/models?limit=60>; rel=preload; as=fetch; crossorigin; fetchpriority=high"
"""What js/first_rows.js asks for; so it is on its way before that script has come."""
STYLESHEET = "page.css"
STYLES = ("css/base.css", "css/widgets.css", "css/layout.css", "css/table.css", "css/drawer.css")
"""Sent as one file in this order, because the first paint waits for each of them."""
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


class Site:
    """`/` and `/static/`; wants no key, because the page asks for it. `reads_want_key`: the lists are behind a key."""

    def __init__(self, *, reads_want_key: bool, folder: Traversable | None = None) -> None:
        root = folder or files("aggregator.api") / "static"
        self._pages = dict(_read(root, ""))
        self._any_view = _index(root, FIRST_PAINT)
        self._first_view = self._any_view if reads_want_key else _index(root, f"{FIRST_ROWS}, {FIRST_PAINT}")
        self._pages[STYLESHEET] = _page(STYLESHEET, b"".join(root.joinpath(style).read_bytes() for style in STYLES))

    def routes(self) -> tuple[Route, ...]:
        """Its paths."""
        return (
            Route("GET", "/", self.index, described.PAGE, is_open=True),
            Route("GET", "/static/{file}", self.file, described.STATIC, is_open=True, tail=True),
        )

    async def index(self, request: web.BaseRequest, _path: Parameters) -> web.Response:
        """`GET /`; a view with filters asks for other first rows."""
        page = self._any_view if request.rel_url.raw_query_string else self._first_view
        return await page.answer(request)

    async def file(self, request: web.BaseRequest, path: Parameters) -> web.Response:
        """`GET /static/…`: only what was read at the start, so no path leads out of the folder."""
        if (page := self._pages.get(path["file"])) is None:
            raise ProblemError(404, "There is no such file.")
        return await page.answer(request)


def _read(folder: Traversable, prefix: str) -> list[tuple[str, Page]]:
    found: list[tuple[str, Page]] = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _read(each, f"{prefix}{each.name}/")
        elif not each.name.startswith("."):
            found.append((prefix + each.name, _page(each.name, each.read_bytes())))
    return found


def _index(root: Traversable, wanted_early: str) -> Page:
    return _page(INDEX, root.joinpath(INDEX).read_bytes(), {"Link": wanted_early})


def _page(name: str, body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> Page:
    return Page(body, _content_type(name), {"Content-Security-Policy": POLICY, **headers})


def _content_type(name: str) -> str:
    suffix = name[name.rfind(".") :].lower()
    return CONTENT_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
