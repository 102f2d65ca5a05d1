"""Docker Model Runner: an API below `/engines`, native lists as bare arrays, and an imitation of Ollama's."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, ids_of, new_application, reply
from scripts.fleet.known_models import known
from scripts.fleet.ollama_imitation import imitated_tags
from scripts.fleet.simulated_model import SimulatedModel

Json = dict[str, Any]


def dmr(models: Sequence[SimulatedModel] | None = None) -> web.Application:
    """Three models by default."""
    served = known("smollm2:1.7b", "gemma3:4b", "mxbai-embed-large") if models is None else models
    cards = [_card(model) for model in served]
    native = {_name(model): _native(model) for model in served}
    names = ids_of(cards)
    app = new_application(unknown=unknown_paths.go, names=names, prefix="/engines")

    async def one_model(request: web.Request) -> web.StreamResponse:
        found = native.get(request.match_info["name"])
        return reply(found) if found else unknown_paths.go(request, 404)

    answer_get(
        app,
        {
            "/": lambda: web.Response(text="Docker Model Runner is running"),
            "/engines/v1/models": lambda: {"object": "list", "data": cards},
            "/engines/llama.cpp/v1/models": lambda: {"object": "list", "data": cards},
            "/models": lambda: list(native.values()),
            "/engines/ps": list,
            "/engines/df": lambda: {"models_disk_usage": 1_000_000, "default_backend_disk_usage": 1_000_000},
            "/version": lambda: {"version": "1.0.9"},
            "/api/tags": lambda: imitated_tags(names()),
        },
    )
    app.router.add_get("/models/{name:.+}", one_model)
    return app


def _name(model: SimulatedModel) -> str:
    return f"docker.io/ai/{model.tag if ':' in model.tag else model.tag + ':latest'}"


def _card(model: SimulatedModel) -> Json:
    facts = {
        "context_window": model.context_length,
        "architecture": model.family,
        "parameters": f"{model.parameters / 1e6:.2f}M",
        "quantization": model.quantization,
        "size": f"{model.size_bytes / 2**20:.2f}MiB",
    }
    return {"id": _name(model), "object": "model", "created": 1_742_816_981, "owned_by": "docker", "dmr": facts}


def _native(model: SimulatedModel) -> Json:
    return {
        "id": f"sha256:{model.digest}",
        "tags": [_name(model)],
        "created": 1_742_816_981,
        "config": {
            "format": "gguf",
            "quantization": model.quantization,
            "parameters": f"{model.parameters / 1e6:.2f}M",
            "architecture": model.family,
            "size": f"{model.size_bytes / 2**20:.2f}MiB",
            "gguf": {
                "general.architecture": model.family,
                f"{model.family}.context_length": str(model.context_length),
            },
        },
    }
