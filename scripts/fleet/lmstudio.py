"""LM Studio: two native lists beside the OpenAI-like one, and status 200 on unknown paths."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet.application import answer_get, ids_of, new_application
from scripts.fleet.guard import Guard
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]


def lmstudio(models: Sequence[SimulatedModel] | None = None, *, old: bool = False, key: str = "") -> web.Application:
    """The example bodies without `models`; `old` is a server before 0.4.0, without `/api/v1`."""
    if models is None:
        listed: list[Json] = wire_json("lmstudio/v1_models.json")["data"]
        v0: list[Json] = wire_json("lmstudio/api_v0_models.json")["data"]
        v1: list[Json] = wire_json("lmstudio/api_v1_models.json")["models"]
    else:
        listed = [{"id": key_of(model), "object": "model", "owned_by": "organization_owner"} for model in models]
        v0 = [v0_card(model, loaded=model is models[0]) for model in models]
        v1 = [v1_card(model, loaded=model is models[0]) for model in models]
    refusal = {"error": "An LM Studio API token is required to make requests to this server"}
    app = new_application(unknown=_unknown, names=ids_of(listed), guard=Guard(key, refusal))
    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": listed},
            "/api/v0/models": lambda: {"object": "list", "data": v0},
        },
    )
    if not old:
        answer_get(app, {"/api/v1/models": lambda: {"models": v1}})
    return app


def key_of(model: SimulatedModel) -> str:
    """The id that LM Studio gives a model."""
    if model.type == "embedding":
        return f"text-embedding-{model.stem.lower()}"
    return f"{model.publisher}/{model.stem}".lower()


def v0_card(model: SimulatedModel, *, loaded: bool = False) -> Json:
    """One entry of `/api/v0/models`."""
    return {
        "id": key_of(model),
        "object": "model",
        "type": "embeddings" if model.type == "embedding" else model.type,
        "publisher": model.publisher.lower(),
        "arch": model.family,
        "compatibility_type": "gguf",
        "quantization": model.quantization,
        "state": "loaded" if loaded else "not-loaded",
        "max_context_length": model.context_length,
        **({"loaded_context_length": min(model.context_length, 8192)} if loaded else {}),
        **({"capabilities": ["tool_use"]} if "tools" in model.traits else {}),
    }


def v1_card(model: SimulatedModel, *, loaded: bool = False) -> Json:
    """One entry of `/api/v1/models`."""
    active = f"-A{model.active_billions:g}B" if model.active_billions else ""
    instance = {"id": key_of(model), "config": {"context_length": min(model.context_length, 8192)}}
    card: Json = {
        "type": "embedding" if model.type == "embedding" else "llm",
        "publisher": model.publisher.lower(),
        "key": key_of(model),
        "display_name": model.stem.replace("-", " "),
        "architecture": model.family,
        "quantization": {"name": model.quantization, "bits_per_weight": 16 if model.quantization == "F16" else 4},
        "size_bytes": model.size_bytes,
        "params_string": f"{model.size_label}{active}",
        "loaded_instances": [instance] if loaded else [],
        "max_context_length": model.context_length,
        "format": "gguf",
    }
    if model.makes_text:
        card["capabilities"] = _capabilities(model)
        card["description"] = None
    return card


def _capabilities(model: SimulatedModel) -> Json:
    thinks = {"reasoning": {"allowed_options": ["off", "on"], "default": "on"}} if "reasoning" in model.traits else {}
    return {"vision": model.type == "vlm", "trained_for_tool_use": "tools" in model.traits, **thinks}


def _unknown(request: web.Request, _status: int) -> web.Response:
    return web.json_response({"error": f"Unexpected endpoint or method. ({request.method} {request.path})"})
