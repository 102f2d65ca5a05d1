"""LocalAI: bare cards, capabilities beside them, and an imitation of Ollama's `/api`."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet.application import answer_get, ids_of, new_application
from scripts.fleet.guard import Guard
from scripts.fleet.ollama_imitation import imitated_show, imitated_tags
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]
_CAPABILITIES = {
    "llm": ["chat", "completion"],
    "vlm": ["chat", "completion", "vision"],
    "embedding": ["embeddings"],
    "reranker": ["rerank"],
    "asr": ["transcript"],
    "tts": ["tts"],
    "image": ["image"],
    "music": ["sound_generation"],
}
_INPUT = {"asr": ["audio"], "vlm": ["text", "image"]}
_OUTPUT = {"tts": ["audio"], "music": ["audio"], "image": ["image"]}


def localai(models: Sequence[SimulatedModel] | None = None, *, key: str = "") -> web.Application:
    """The example bodies without `models`."""
    if models is None:
        cards: list[Json] = wire_json("localai/v1_models.json")["data"]
        capable: list[Json] = wire_json("localai/v1_models_capabilities.json")["data"]
    else:
        cards = [{"id": model.stem.lower(), "object": "model"} for model in models]
        capable = [_capable(model) for model in models]
    refusal = {"error": {"code": 401, "message": "An authentication key is required", "type": "invalid_request_error"}}
    guard = Guard(key, refusal, takes_both=True, public=frozenset({"/readyz", "/healthz"}))
    names = ids_of(cards)
    app = new_application(unknown=_not_found, names=names, guard=guard)
    version = wire_json("localai/version.json")
    answer_get(
        app,
        {
            "/": lambda: web.Response(text="<!DOCTYPE html><title>LocalAI</title>", content_type="text/html"),
            "/v1/models": lambda: {"object": "list", "data": cards},
            "/models": lambda: {"object": "list", "data": cards},
            "/v1/models/capabilities": lambda: {"object": "list", "data": capable},
            "/version": lambda: version,
            "/system": lambda: wire_json("localai/system.json"),
            "/.well-known/localai.json": lambda: {"name": "LocalAI", **version, "endpoints": {}},
            "/readyz": lambda: web.Response(text="OK"),
            "/healthz": lambda: web.Response(text="OK"),
            "/api/tags": lambda: imitated_tags(names()),
        },
    )
    app.router.add_post("/api/show", imitated_show(names, architecture="llama-cpp"))
    return app


def _capable(model: SimulatedModel) -> Json:
    words = {"tools": "tools", "reasoning": "thinking"}
    traits = [words[trait] for trait in words if trait in model.traits]
    return {
        "id": model.stem.lower(),
        "object": "model",
        "capabilities": _CAPABILITIES[model.type] + traits,
        "input_modalities": _INPUT.get(model.type, ["text"]),
        "output_modalities": _OUTPUT.get(model.type, ["text"]),
    }


def _not_found(_request: web.Request, status: int) -> web.Response:
    return web.json_response({"error": {"code": status, "message": "Resource not found", "type": ""}}, status=status)
