"""TabbyAPI: a key even for the list, and imitations of KoboldCpp's version and llama.cpp's props."""

import time

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import Clock, answer_get, new_application, reply
from scripts.fleet.guard import SIMULATED_KEY, Guard
from scripts.fleet.known_models import known
from scripts.fleet.simulated_model import SimulatedModel

_PUBLIC = frozenset({"/health", "/.well-known/serviceinfo", "/api/extra/version"})


def tabbyapi(
    model: SimulatedModel | None = None,
    *,
    key: str = SIMULATED_KEY,
    loaded: bool = True,
    clock: Clock = time.time,
) -> web.Application:
    """A server with one model in EXL3; when none is loaded, `/v1/model` answers 503."""
    served = model or known("qwen3:14b")[0]
    name = f"{served.stem}-exl3-4.0bpw"
    guard = Guard(key, {"detail": "Please provide an API key"}, takes_both=True, public=_PUBLIC)
    app = new_application(unknown=unknown_paths.fastapi, names=lambda: [name], server="uvicorn", guard=guard)
    parameters = {
        "max_seq_len": served.context_length,
        "cache_size": served.context_length,
        "cache_mode": "Q8",
        "rope_scale": 1.0,
        "chunk_size": 2048,
        "prompt_template": "from_tokenizer_config",
        "use_vision": served.type == "vlm",
    }

    def card() -> dict[str, object]:
        return {"id": name, "object": "model", "created": int(clock()), "owned_by": "tabbyAPI", "parameters": None}

    def current() -> web.StreamResponse:
        if not loaded:
            return reply({"detail": "No models are currently loaded."}, status=503)
        return reply(card() | {"parameters": parameters})

    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": [card()]},
            "/v1/model/list": lambda: {"object": "list", "data": [card()]},
            "/v1/model": current,
            "/health": lambda: {"status": "healthy", "issues": []},
            "/.well-known/serviceinfo": lambda: {"version": "0.1", "software": {"name": "TabbyAPI"}, "api": {}},
            "/api/extra/version": lambda: {"result": "KoboldCpp", "version": "1.74"},
            "/props": lambda: {
                "total_slots": 1,
                "chat_template": "{{ messages }}",
                "default_generation_settings": {"n_ctx": served.context_length},
            },
        },
    )
    return app
