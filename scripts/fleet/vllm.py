"""vLLM: fresh `created` and permission ids at every call, a key on `/v1` only."""

import time
import uuid
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import Clock, answer_get, ids_of, new_application
from scripts.fleet.guard import Guard
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json, wire_text

Json = dict[str, Any]


def vllm(models: Sequence[SimulatedModel] | None = None, *, key: str = "", clock: Clock = time.time) -> web.Application:
    """The example bodies (a model and a LoRA adapter) without `models`."""
    cards = wire_json("vllm/v1_models.json")["data"] if models is None else [vllm_card(model) for model in models]
    guard = Guard(key, {"error": "Unauthorized"}, below="/v1")
    app = new_application(unknown=unknown_paths.fastapi, names=ids_of(cards), server="uvicorn", guard=guard)
    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": [fresh(card, clock()) for card in cards]},
            "/version": lambda: wire_json("vllm/version.json"),
            "/health": lambda: web.Response(text=wire_text("vllm/health_empty.txt")),
            "/openapi.json": lambda: {
                "openapi": "3.1.0",
                "info": {"title": "FastAPI", "version": "0.1.0"},
                "paths": {},
            },
        },
    )
    return app


def vllm_card(model: SimulatedModel) -> Json:
    """One entry of `/v1/models`."""
    example: Json = wire_json("vllm/v1_models.json")["data"][0]
    return example | {"id": model.repo, "root": model.repo, "max_model_len": model.context_length}


def fresh(card: Json, now: float) -> Json:
    """The entry as this very call gets it."""
    stamp = int(now)
    permissions = [
        permission | {"id": f"modelperm-{uuid.uuid4().hex}", "created": stamp} for permission in card["permission"]
    ]
    return card | {"created": stamp, "permission": permissions}
