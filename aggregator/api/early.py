"""Early: what is answered while the rest of the service is still coming into being: that it is there, and empty."""

from collections.abc import Mapping
from time import time
from typing import Any

import orjson
from aiohttp import web

from aggregator.api.page import Page
from aggregator.api.router import Handler, Parameters, Route, Router
from aggregator.data.row_view import timestamp


def early_router() -> Router:
    """The lists, without anything in them, and the sign of life; every other path waits for the whole router."""
    models = {"version": "0", "as_of": timestamp(time()), "total": 0, "next": None, "models": []}
    return Router(
        (
            Route("GET", "/api/models", _always(models, {"X-Catalogue-Seq": "0", "X-Stale": "1"})),
            Route("GET", "/v1/models", _always({"object": "list", "data": []}, {"X-Stale": "1"})),
            Route("GET", "/api/providers", _always({"providers": []}, {"X-Stale": "1"})),
            Route("GET", "/healthz", _always({"status": "ok"}, {}), is_open=True),
        )
    )


def _always(document: dict[str, Any], headers: Mapping[str, str]) -> Handler:
    page = Page(orjson.dumps(document), headers=headers)

    async def handler(request: web.BaseRequest, _parameters: Parameters) -> web.StreamResponse:
        return await page.answer(request)

    return handler
