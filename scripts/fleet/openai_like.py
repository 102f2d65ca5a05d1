"""Servers and clouds that only have an OpenAI-like list: they differ in path, wrapping, entries and errors.

Their lists can change while they run (FleetServer.add_model, remove_model).
"""

from collections.abc import Callable, Sequence
from typing import Any

import attrs
from aiohttp import web

from aggregator.data.provider import AuthMethod
from scripts.fleet import unknown_paths
from scripts.fleet.application import Unknown, answer_get, new_application
from scripts.fleet.guard import SIMULATED_KEY, Guard
from scripts.fleet.shelf import SHELF, Card, Shelf

_UNAUTHORIZED = {
    "message": "Invalid API Key",
    "type": "invalid_request_error",
    "param": None,
    "code": "invalid_api_key",
}


@attrs.frozen
class Dialect:
    """How one kind speaks; `names` are what it lists by default."""

    names: tuple[str, ...]
    make_card: Callable[[str], Card]
    wrap: Callable[[list[Card]], Any] = lambda cards: {"object": "list", "data": cards}
    prefix: str = ""
    list_path: str = "/v1/models"
    key: str = SIMULATED_KEY
    refusal: Any = attrs.field(factory=lambda: {"error": _UNAUTHORIZED})
    unknown: Unknown = unknown_paths.openai


def openai_like(
    dialect: Dialect,
    names: Sequence[str] | None = None,
    *,
    key: str | None = None,
    method: AuthMethod = AuthMethod.BEARER,
    cards: Sequence[Card] = (),
) -> web.Application:
    """A server of that dialect; `names` and `key` instead of its own, `cards` as they are."""
    shelf = Shelf(dialect.make_card, dialect.names if names is None else names, cards)
    guard = Guard(dialect.key if key is None else key, dialect.refusal, method)
    app = new_application(unknown=dialect.unknown, names=shelf.names, guard=guard, prefix=dialect.prefix)
    app[SHELF] = shelf
    answer_get(app, {dialect.prefix + dialect.list_path: lambda: dialect.wrap(shelf.cards)})
    return app


def generic(
    names: Sequence[str] | None = None, *, key: str = "", method: AuthMethod = AuthMethod.BEARER
) -> web.Application:
    """A server of no particular kind.

    With `method` MODEL_NAME the list is open, and `/v1/models/{id}` wants the model's own name as key.
    """
    app = openai_like(GENERIC, names, key=key, method=method)

    async def one_model(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if method is AuthMethod.MODEL_NAME and request.headers.get("Authorization") != f"Bearer {name}":
            return web.json_response(GENERIC.refusal, status=401)
        card = app[SHELF].get(name)
        return web.json_response(card) if card else unknown_paths.openai_model(name)

    app.router.add_get("/v1/models/{name:.+}", one_model)
    return app


def plain_card(name: str) -> Card:
    """The four fields that OpenAI's list has."""
    return {"id": name, "object": "model", "created": 1_765_000_000, "owned_by": "organization"}


def _owned_by(owner: str) -> Callable[[str], Card]:
    return lambda name: plain_card(name) | {"owned_by": owner}


def _mistral_card(name: str) -> Card:
    flags = dict.fromkeys(("completion_chat", "completion_fim", "function_calling", "fine_tuning", "vision"), False)
    return _owned_by("mistralai")(name) | {
        "capabilities": flags | {"completion_chat": True, "function_calling": True, "vision": "pixtral" in name},
        "name": name,
        "description": "Official Mistral AI model",
        "max_context_length": 131_072,
        "aliases": [],
        "deprecation": None,
        "type": "base",
    }


def _groq_card(name: str) -> Card:
    extra = {"active": True, "context_window": 131_072, "public_apps": None, "max_completion_tokens": 32_768}
    return _owned_by("Groq")(name) | extra


def _together_card(name: str) -> Card:
    return {
        "id": name,
        "object": "model",
        "created": 1_734_000_000,
        "type": "embedding" if "bge" in name else "chat",
        "display_name": name.split("/")[-1],
        "organization": name.split("/")[0],
        "license": "apache-2.0",
        "context_length": 40_960,
        "pricing": {"hourly": 0, "input": 0.2, "output": 0.6, "base": 0, "finetune": 0},
    }


def _deepseek_card(name: str) -> Card:
    return {"id": name, "object": "model", "owned_by": "deepseek"}


def _gemini_card(name: str) -> Card:
    return {"id": f"models/{name.removeprefix('models/')}", "object": "model", "owned_by": "google"}


def _hfrouter_card(name: str) -> Card:
    host = {
        "provider": "together",
        "status": "live",
        "context_length": 40_960,
        "pricing": {"input": 0.2, "output": 0.6},
    }
    modalities = {"input_modalities": ["text"], "output_modalities": ["text"]}
    support = {"supports_tools": True, "supports_structured_output": False}
    return _owned_by(name.split("/")[0])(name) | {"architecture": modalities, "providers": [host | support]}


def _gemini_error(request: web.Request, _status: int) -> web.Response:
    error = {"code": 404, "message": f"Not found: {request.path}", "status": "NOT_FOUND"}
    return web.json_response([{"error": error}], status=404)


GENERIC = Dialect(("house-model", "house-model-large", "house-embed"), plain_card, key="")
MISTRAL = Dialect(
    ("mistral-large-latest", "pixtral-12b-2409", "codestral-latest"),
    _mistral_card,
    refusal={"message": "Unauthorized", "request_id": "0"},
)
GROQ = Dialect(("llama-3.3-70b-versatile", "openai/gpt-oss-120b", "whisper-large-v3"), _groq_card, prefix="/openai")
TOGETHER = Dialect(("Qwen/Qwen3-8B", "BAAI/bge-large-en-v1.5"), _together_card, wrap=lambda cards: cards)
DEEPSEEK = Dialect(("deepseek-chat", "deepseek-reasoner"), _deepseek_card, list_path="/models")
GEMINI = Dialect(
    ("gemini-2.5-pro", "gemini-2.5-flash", "gemini-embedding-001"),
    _gemini_card,
    prefix="/v1beta/openai",
    list_path="/models",
    refusal=[
        {"error": {"code": 401, "message": "Missing or invalid Authorization header.", "status": "UNAUTHENTICATED"}}
    ],
    unknown=_gemini_error,
)
HFROUTER = Dialect(("Qwen/Qwen3-8B", "openai/gpt-oss-20b"), _hfrouter_card)
