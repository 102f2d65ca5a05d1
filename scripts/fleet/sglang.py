"""SGLang: vLLM's list without permissions, and its own model and server info."""

import time
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import Clock, answer_get, ids_of, new_application
from scripts.fleet.guard import Guard
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]


def sglang(
    models: Sequence[SimulatedModel] | None = None,
    *,
    key: str = "",
    old: bool = False,
    clock: Clock = time.time,
) -> web.Application:
    """A server with one model, the first; `old` knows only `/get_model_info`; with a key, server info shows it."""
    cards = wire_json("sglang/v1_models.json")["data"]
    info = wire_json("sglang/get_model_info_old.json" if old else "sglang/model_info.json")
    server_info = wire_json("sglang/server_info.json") | {"api_key": key or None}
    if models:
        model = models[0]
        names = {"model_path": model.repo, "tokenizer_path": model.repo}
        cards = [cards[0] | {"id": model.repo, "root": model.repo, "max_model_len": model.context_length}]
        info |= names | {"is_generation": model.makes_text}
        info |= {} if old else {"has_image_understanding": model.type == "vlm", "model_type": model.family}
        server_info |= names | {"served_model_name": model.repo}
    guard = Guard(key, {"error": "Unauthorized"}, public=frozenset({"/health"}))
    app = new_application(unknown=unknown_paths.fastapi, names=ids_of(cards), server="uvicorn", guard=guard)
    bodies = {
        "/v1/models": lambda: {"object": "list", "data": [card | {"created": int(clock())} for card in cards]},
        "/get_model_info": lambda: info,
        "/get_server_info": lambda: server_info,
        "/health": lambda: web.Response(),
    }
    answer_get(app, bodies if old else bodies | {"/model_info": lambda: info, "/server_info": lambda: server_info})
    return app
