"""Small self-hosted servers: mlx-lm, Nexa, Xinference, GPUStack and NIM."""

import time
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import Clock, answer_get, ids_of, new_application, reply
from scripts.fleet.guard import SIMULATED_KEY, Guard
from scripts.fleet.known_models import known
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.vllm import fresh, vllm_card

Json = dict[str, Any]
Models = Sequence[SimulatedModel] | None


def mlxlm(models: Models = None, *, clock: Clock = time.time) -> web.Application:
    """mlx-lm: cards without an owner, one of them a path."""
    served = known("qwen3:4b", "gemma3:12b") if models is None else models
    ids = [f"mlx-community/{model.stem}-4bit" for model in served] + ["/Users/me/models/m"]
    app = new_application(unknown=unknown_paths.plain, names=lambda: ids, server="BaseHTTP/0.6 Python/3.12.11")
    answer_get(
        app,
        {
            "/v1/models": lambda: {
                "object": "list",
                "data": [{"id": name, "object": "model", "created": int(clock())} for name in ids],
            },
            "/health": lambda: {"status": "ok"},
        },
    )
    return app


def nexa(models: Models = None) -> web.Application:
    """Nexa: the entry of one model is its manifest, with exact sizes."""
    served = known("qwen3:8b", "granite3.3:8b") if models is None else models
    by_name = {f"NexaAI/{model.stem}-GGUF:{model.quantization}": model for model in served}
    cards = [{"id": name, "object": "model", "created": 0, "owned_by": "NexaAI"} for name in by_name]
    app = new_application(unknown=unknown_paths.go, names=ids_of(cards))

    async def manifest(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if not (model := by_name.get(name)):
            return reply({"error": "model not found"}, status=404)
        file = {"Name": f"{model.stem}-{model.quantization}.gguf", "Downloaded": True, "Size": model.size_bytes}
        return reply(
            {
                "Name": name.split(":", maxsplit=1)[0],
                "ModelName": model.family,
                "PluginId": "llama_cpp",
                "ModelType": "vlm" if model.type == "vlm" else "llm",
                "ModelFile": {model.quantization: file},
            }
        )

    answer_get(
        app,
        {
            "/": lambda: web.Response(text="Nexa SDK is running"),
            "/v1/models": lambda: {"object": "list", "data": cards},
        },
    )
    app.router.add_get("/v1/models/{name:.+}", manifest)
    return app


def xinference(models: Models = None, *, key: str = "") -> web.Application:
    """Xinference: the list says everything; a second one in Anthropic's manner is a bare array."""
    served = known("qwen3:8b", "bge-m3", "bge-reranker-v2-m3", "whisper-large-v3") if models is None else models
    cards = [_xinference_card(model) for model in served]
    guard = Guard(key, {"detail": "Not authenticated"})
    app = new_application(unknown=unknown_paths.fastapi, names=ids_of(cards), server="uvicorn", guard=guard)
    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": cards},
            "/anthropic/v1/models": lambda: [{"type": "model", "id": card["id"]} for card in cards],
            "/status": dict,
        },
    )
    return app


def gpustack(models: Models = None, *, key: str = SIMULATED_KEY, old: bool = False) -> web.Application:
    """GPUStack; on `old` servers `/v1/models` is the management API and only `/v1-openai/models` is OpenAI's."""
    served = known("qwen3:32b", "bge-m3") if models is None else models
    cards = [
        {"id": model.stem.lower(), "object": "model", "created": 1_760_000_000, "owned_by": "gpustack"}
        for model in served
    ]
    items = [{"id": number, "name": card["id"], "ready_replicas": 1} for number, card in enumerate(cards, start=1)]
    managed = {"items": items, "pagination": {"page": 1, "perPage": 100, "total": len(items), "totalPage": 1}}
    refusal = {"code": 401, "reason": "Unauthorized", "message": "Invalid authentication credentials"}
    guard = Guard(key, refusal, takes_both=True, public=frozenset({"/healthz"}))
    app = new_application(unknown=unknown_paths.fastapi, names=ids_of(cards), server="uvicorn", guard=guard)

    async def listed(request: web.Request) -> web.StreamResponse:
        with_meta = request.query.get("with_meta") == "true"
        return reply({"object": "list", "data": [card | {"meta": {}} if with_meta else card for card in cards]})

    app.router.add_get("/v1-openai/models", listed)
    if old:
        answer_get(app, {"/v1/models": lambda: managed})
    else:
        app.router.add_get("/v1/models", listed)
        answer_get(app, {"/v2/models": lambda: managed})
    return app


def nim(model: SimulatedModel | None = None, *, clock: Clock = time.time) -> web.Application:
    """NVIDIA NIM: vLLM's list with metadata, licence and version beside it."""
    served = model or known("llama3.1:8b")[0]
    name = served.repo.lower()
    card = vllm_card(served) | {"id": name, "root": name}
    app = new_application(unknown=unknown_paths.fastapi, names=lambda: [name], server="uvicorn")
    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": [fresh(card, clock())]},
            "/v1/metadata": lambda: {
                "version": "2.0.1",
                "modelInfo": [{"modelUrl": f"ngc://nim/{name}:hf", "shortName": served.stem.lower()}],
                "licenseInfo": {"name": "NVIDIA AI Foundation Models Community License"},
                "selectedModelProfileId": served.digest,
            },
            "/v1/version": lambda: {"release": "2.0.1", "api": "2.0.0"},
            "/v1/license": lambda: {"name": "NVIDIA AI Foundation Models Community License", "content": "..."},
            "/v1/health/live": lambda: {"object": "health.response", "message": "live", "status": "live"},
            "/v1/health/ready": lambda: {"object": "health.response", "message": "ready", "status": "ready"},
        },
    )
    return app


def _xinference_card(model: SimulatedModel) -> Json:
    words = {"embedding": "embedding", "reranker": "rerank", "asr": "audio", "tts": "audio", "image": "image"}
    card: Json = {
        "id": model.stem.lower(),
        "object": "model",
        "created": 0,
        "owned_by": "xinference",
        "model_type": words.get(model.type, "LLM"),
        "model_name": model.stem.lower(),
        "model_hub": "huggingface",
        "revision": None,
        "replica": 1,
    }
    if model.type == "embedding":
        return card | {"max_tokens": model.context_length, "dimensions": model.dimensions}
    if not model.makes_text:
        return card | {"model_ability": []}
    return card | {
        "model_ability": ["chat", *(["vision"] if model.type == "vlm" else []), *sorted(model.traits)],
        "model_format": "ggufv2",
        "model_size_in_billions": model.billions,
        "quantization": model.quantization,
        "context_length": model.context_length,
    }
