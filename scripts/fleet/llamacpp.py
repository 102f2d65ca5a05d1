"""llama-server of llama.cpp: with one model, and as a router over many."""

import time
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet.application import TRAFFIC, Clock, Handler, answer_get, ids_of, new_application, reply
from scripts.fleet.guard import Guard
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]
PUBLIC = frozenset({"/", "/health", "/v1/health", "/models", "/v1/models"})
SINGLE_FORMS = ("single", "old_path_id", "new_architecture", "meta_null")
_DISPLAY_NAMES = {"Q4_K_M": "Q4_K - Medium"}


def llamacpp(
    models: Sequence[SimulatedModel] | None = None,
    *,
    form: str = "single",
    key: str = "",
    loading: bool = False,
    slots: bool = True,
    clock: Clock = time.time,
) -> web.Application:
    """A server with one model, the first; `form` picks an example, `loading` answers 503 to everything."""
    body = wire_json(f"llamacpp/v1_models_{form}.json")
    props = wire_json("llamacpp/props.json")
    if models:
        body["models"] = [_dummy(models[0])]
        body["data"] = [single_card(models[0])]
        props |= {"model_alias": file_name(models[0]), "model_path": f"/models/{file_name(models[0])}"}
    app = _application(body["data"], key, loading=loading)
    answer_get(
        app,
        {
            "/": _page,
            "/health": lambda: wire_json("llamacpp/health_ok.json"),
            "/v1/health": lambda: wire_json("llamacpp/health_ok.json"),
            "/models": lambda: _now(body, clock),
            "/v1/models": lambda: _now(body, clock),
            "/props": lambda: props,
            "/slots": lambda: _slots() if slots else reply(wire_json("llamacpp/slots_disabled.json"), status=501),
            "/lora-adapters": list,
        },
    )
    return app


def llamacpp_router(
    models: Sequence[SimulatedModel] | None = None, *, key: str = "", clock: Clock = time.time
) -> web.Application:
    """A router; `/props?model=X` loads X (noted as loaded) unless `autoload=false` is with it."""
    body = wire_json("llamacpp/models_router.json")
    if models is not None:
        body["data"] = [router_card(model, loaded=model is models[0]) for model in models]
    app = _application(body["data"], key)

    async def proxied(request: web.Request) -> web.StreamResponse:
        name = request.query.get("model")
        if name is None:
            return reply(_router_props())
        card = next((card for card in body["data"] if name in {card["id"], *card["aliases"]}), None)
        if card is None:
            return _error(400, f"model '{name}' not found", "invalid_request_error")
        if card["status"]["value"] != "loaded":
            if request.query.get("autoload") in {"false", "0"}:
                return _error(400, "model is not loaded", "invalid_request_error")
            request.app[TRAFFIC].loaded.append(name)
        return reply(wire_json("llamacpp/props.json") | {"model_alias": name})

    answer_get(
        app,
        {
            "/": _page,
            "/health": lambda: wire_json("llamacpp/health_ok.json"),
            "/v1/health": lambda: wire_json("llamacpp/health_ok.json"),
            "/models": lambda: _now(body, clock),
            "/v1/models": lambda: _now(body, clock),
        },
    )
    app.router.add_get("/props", proxied)
    app.router.add_get("/metrics", proxied)
    return app


def file_name(model: SimulatedModel) -> str:
    """The GGUF file."""
    return f"{model.stem}-{model.quantization}.gguf"


def single_card(model: SimulatedModel) -> Json:
    """The one entry of a server with one model."""
    name = file_name(model)
    card = {"id": name, "aliases": [name], "tags": [], "object": "model", "created": 0, "owned_by": "llamacpp"}
    return card | {"meta": _meta(model)}


def router_card(model: SimulatedModel, *, loaded: bool = False) -> Json:
    """One entry of a router; only a running model has `meta`."""
    modalities = ["text", "image"] if model.type == "vlm" else ["text"]
    return {
        "id": f"{model.publisher}/{model.stem}-GGUF:{model.quantization}",
        "aliases": [],
        "tags": [],
        "object": "model",
        "owned_by": "llamacpp",
        "created": 0,
        "status": {"value": "loaded" if loaded else "unloaded", "args": ["llama-server", "-c", "8192"]},
        "architecture": {"input_modalities": modalities, "output_modalities": ["text"]},
        "source": "cache",
        "can_remove": True,
        **({"meta": _meta(model)} if loaded else {}),
    }


def _application(cards: list[Json], key: str, *, loading: bool = False) -> web.Application:
    guard = Guard(key, wire_json("llamacpp/unauthorized_401.json"), takes_both=True, public=PUBLIC)
    app = new_application(unknown=_not_found, names=ids_of(cards), server="llama.cpp", guard=guard)
    if loading:
        app.middlewares.append(_loading())
    return app


def _loading() -> Any:
    @web.middleware
    async def middleware(_request: web.Request, handler: Handler) -> web.StreamResponse:  # noqa: ARG001 (passed by name)
        return reply(wire_json("llamacpp/loading_503.json"), status=503)

    return middleware


def _now(body: Json, clock: Clock) -> Json:
    return body | {"data": [card | {"created": int(clock())} for card in body["data"]]}


def _slots() -> Any:
    return wire_json("llamacpp/slots.json")


def _page() -> web.Response:
    return web.Response(text="<!doctype html><title>llama.cpp</title>", content_type="text/html")


def _error(status: int, message: str, word: str) -> web.Response:
    return web.json_response({"error": {"code": status, "message": message, "type": word}}, status=status)


def _not_found(_request: web.Request, _status: int) -> web.Response:
    return _error(404, "File Not Found", "not_found_error")


def _meta(model: SimulatedModel) -> Json:
    return {
        "vocab_type": 2,
        "n_vocab": 151_936,
        "n_ctx": min(model.context_length, 8192),
        "n_ctx_train": model.context_length,
        "n_embd": model.dimensions,
        "n_params": model.parameters,
        "size": model.size_bytes,
        "ftype": _DISPLAY_NAMES.get(model.quantization, model.quantization),
    }


def _dummy(model: SimulatedModel) -> Json:
    dummy: Json = wire_json("llamacpp/v1_models_single.json")["models"][0]
    capabilities = ["completion", "multimodal"] if model.type == "vlm" else ["completion"]
    return dummy | {"name": file_name(model), "model": file_name(model), "capabilities": capabilities}


def _router_props() -> Json:
    return {
        "role": "router",
        "max_instances": 4,
        "models_autoload": True,
        "model_alias": "llama-server",
        "model_path": "none",
        "default_generation_settings": {"params": {}, "n_ctx": 0},
        "build_info": "b8123-abcdef12",
    }
