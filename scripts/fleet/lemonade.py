"""Lemonade: four paths for one list, `/api/v1/models` where LM Studio has another, and an imitation of Ollama's API."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, ids_of, new_application
from scripts.fleet.known_models import known
from scripts.fleet.ollama_imitation import imitated_tags
from scripts.fleet.simulated_model import SimulatedModel

Json = dict[str, Any]
_BASES = ("/v1", "/api/v1", "/v0", "/api/v0")
_LABELS = {
    "embedding": "embeddings",
    "reranker": "reranking",
    "asr": "transcription",
    "tts": "tts",
    "image": "image",
    "llm": "chat",
    "vlm": "vision",
}
_TRAIT_LABELS = {"tools": "tool-calling", "reasoning": "reasoning"}


def lemonade(models: Sequence[SimulatedModel] | None = None) -> web.Application:
    """Three models by default."""
    served = known("qwen3:4b", "qwen2.5vl:7b", "whisper-large-v3") if models is None else models
    cards = [_card(model) for model in served]
    names = ids_of(cards)
    app = new_application(unknown=unknown_paths.plain, names=names)
    loaded = cards[0]["id"] if cards else None
    for base in _BASES:
        answer_get(
            app,
            {
                f"{base}/models": lambda: {"object": "list", "data": cards},
                f"{base}/health": lambda: {"status": "ok", "model_loaded": loaded},
            },
        )
        app.router.add_get(f"{base}/models/{{name}}/files", _files_of(served))
    answer_get(app, {"/api/tags": lambda: imitated_tags(names())})
    return app


def _name(model: SimulatedModel) -> str:
    return f"{model.stem}-GGUF"


def _card(model: SimulatedModel) -> Json:
    return {
        "id": _name(model),
        "object": "model",
        "created": 1_744_173_590,
        "owned_by": "lemonade",
        "checkpoint": f"unsloth/{model.stem}-GGUF:{model.quantization}",
        "recipe": "whispercpp" if model.type == "asr" else "llamacpp",
        "size": round(model.size_bytes / 1e9, 2),
        "downloaded": True,
        "suggested": True,
        "labels": [_LABELS[model.type], *(label for trait, label in _TRAIT_LABELS.items() if trait in model.traits)],
        "max_context_window": model.context_length,
    }


def _files_of(models: Sequence[SimulatedModel]) -> Any:
    sizes = {_name(model): model.size_bytes for model in models}

    async def files(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in sizes:
            raise web.HTTPNotFound
        return web.json_response({"model": name, "files": [{"name": f"{name}.gguf", "size": sizes[name]}]})

    return files
