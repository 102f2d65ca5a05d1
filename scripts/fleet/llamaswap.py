"""llama-swap: a list with much metadata, `/running`, and `/upstream/X` that starts X."""

import time
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import TRAFFIC, Clock, answer_get, ids_of, new_application
from scripts.fleet.guard import Guard
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json, wire_text

Json = dict[str, Any]


def llamaswap(
    models: Sequence[SimulatedModel] | None = None, *, key: str = "", clock: Clock = time.time
) -> web.Application:
    """The example bodies without `models`; a path below `/upstream/` is noted as loaded."""
    if models is None:
        cards: list[Json] = wire_json("llamaswap/v1_models.json")["data"]
        running: Json = wire_json("llamaswap/running.json")
    else:
        cards = [swap_card(model, loaded=model is models[0]) for model in models]
        running = {"running": [_process(model) for model in models[:1]]}
    error = {"message": "unauthorized: invalid or missing API key", "type": "invalid_request_error"}
    guard = Guard(key, {"src": "llama-swap", "error": error}, takes_both=True, public=frozenset({"/health"}))
    app = new_application(unknown=unknown_paths.go, names=ids_of(cards), guard=guard)
    answer_get(
        app,
        {
            "/": lambda: web.Response(status=302, headers={"Location": "/ui"}),
            "/v1/models": lambda: {"object": "list", "data": [card | {"created": int(clock())} for card in cards]},
            "/running": lambda: running,
            "/health": lambda: web.Response(text=wire_text("llamaswap/health.txt")),
        },
    )
    app.router.add_route("*", "/upstream/{path:.+}", _start)
    return app


def swap_card(model: SimulatedModel, *, loaded: bool = False) -> Json:
    """One entry of `/v1/models`."""
    card: Json = {
        "id": model.stem.lower(),
        "object": "model",
        "created": 0,
        "owned_by": "llama-swap",
        "name": model.stem.replace("-", " "),
        "meta": {"llamaswap": {"type": "model"}},
        "status": {"value": "loaded" if loaded else "unloaded"},
    }
    if model.type == "reranker":
        return card | {"capabilities": {"reranker": True}}
    vision = model.type == "vlm"
    modalities = ["text", "image"] if vision else ["text"]
    return card | {
        "architecture": {
            "input_modalities": modalities,
            "output_modalities": ["text"],
            "modality": f"{'+'.join(modalities)}->text",
        },
        "capabilities": {"vision": vision, "function_calling": "tools" in model.traits},
        "context_length": min(model.context_length, 32_768),
    }


def _process(model: SimulatedModel) -> Json:
    return {
        "model": model.stem.lower(),
        "state": "ready",
        "cmd": f"llama-server -m /models/{model.stem}-{model.quantization}.gguf --port 10001 -c 32768",
        "proxy": "http://localhost:10001",
        "ttl": 300,
        "name": model.stem.replace("-", " "),
        "description": "",
    }


async def _start(request: web.Request) -> web.Response:
    request.app[TRAFFIC].loaded.append(request.match_info["path"])
    return web.json_response(wire_json("llamaswap/error.json"), status=404)
