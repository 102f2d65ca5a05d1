"""Reply: answers that are not kept: small JSON documents with a status."""

from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web

from aggregator.api.base_headers import BASE_HEADERS
from aggregator.api.page import JSON, NO_HEADERS


def reply(
    document: Any, status: int = 200, headers: Mapping[str, str] = NO_HEADERS, content_type: str = JSON
) -> web.Response:
    """One JSON document, not to be stored anywhere."""
    fixed = {"Cache-Control": "no-store", "Content-Type": content_type}
    return web.Response(status=status, body=orjson.dumps(document), headers={**BASE_HEADERS, **fixed, **headers})
