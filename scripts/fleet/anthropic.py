"""Anthropic: a list in pages, with its own headers and error form."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from aggregator.data.provider import AuthMethod
from scripts.fleet.application import ids_of, new_application, reply
from scripts.fleet.guard import SIMULATED_KEY, Guard
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]
VERSIONS = frozenset({"2023-01-01", "2023-06-01"})
_LARGEST_PAGE = 1000


def anthropic(names: Sequence[str] | None = None, *, key: str = SIMULATED_KEY) -> web.Application:
    """The three example models without `names`; pages of 20 unless `limit` says otherwise."""
    pages = [wire_json(f"anthropic/v1_models_page{number}.json") for number in (1, 2)]
    cards = [card for page in pages for card in page["data"]]
    if names is not None:
        cards = [cards[0] | {"id": name, "display_name": name.replace("-", " ").title()} for name in names]

    async def list_models(request: web.Request) -> web.StreamResponse:
        if request.headers.get("anthropic-version") not in VERSIONS:
            return _error(400, "invalid_request_error", "anthropic-version: header is required")
        limit = request.query.get("limit", "20")
        if not limit.isdecimal() or not 1 <= int(limit) <= _LARGEST_PAGE:
            return _error(400, "invalid_request_error", "limit: must be between 1 and 1000")
        return reply(_page(cards, int(limit), request.query.get("after_id")))

    guard = Guard(key, wire_json("anthropic/error_401.json"), AuthMethod.X_API_KEY)
    app = new_application(unknown=_not_found, names=ids_of(cards), guard=guard)
    app.router.add_get("/v1/models", list_models)
    app.on_response_prepare.append(_sign)
    return app


def _page(cards: list[Json], limit: int, after_id: str | None) -> Json:
    ids = [card["id"] for card in cards]
    start = ids.index(after_id) + 1 if after_id in ids else 0
    page = cards[start : start + limit]
    return {
        "data": page,
        "has_more": start + limit < len(cards),
        "first_id": page[0]["id"] if page else None,
        "last_id": page[-1]["id"] if page else None,
    }


def _error(status: int, word: str, message: str) -> web.Response:
    body = {"type": "error", "error": {"type": word, "message": message}, "request_id": "req_011C"}
    return web.json_response(body, status=status)


def _not_found(_request: web.Request, _status: int) -> web.Response:
    return _error(404, "not_found_error", "Not found")


async def _sign(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["request-id"] = "req_011C"
