"""LiteLLM's proxy: a key on everything, one owner and one date for all, and rich but restricted model info."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, ids_of, new_application, reply
from scripts.fleet.guard import SIMULATED_KEY, Guard
from scripts.fleet.simulated_model import SimulatedModel
from scripts.fleet.wire_files import wire_json

Json = dict[str, Any]
_MODES = {
    "llm": "chat",
    "vlm": "chat",
    "embedding": "embedding",
    "reranker": "rerank",
    "image": "image_generation",
    "asr": "audio_transcription",
    "tts": "audio_speech",
    "music": "audio_speech",
}


def litellm(
    models: Sequence[SimulatedModel] | None = None, *, key: str = SIMULATED_KEY, info_forbidden: bool = False
) -> web.Application:
    """The example bodies without `models`; `info_forbidden` is a plain key that must not read model info."""
    if models is None:
        cards: list[Json] = wire_json("litellm/v1_models.json")["data"]
        info: list[Json] = wire_json("litellm/v1_model_info.json")["data"]
    else:
        cards = [_card(model) for model in models]
        info = [_info(model) for model in models]
    refusal = _error("Authentication Error, No api key passed in.", "auth_error", "401")
    guard = Guard(key, refusal, public=frozenset({"/health/liveliness", "/health/liveness"}))
    app = new_application(unknown=unknown_paths.fastapi, names=ids_of(cards), server="uvicorn", guard=guard)
    app.on_response_prepare.append(_sign)

    def allowed(body: Json) -> web.StreamResponse:
        refused = _error("Key is not allowed to call this route", "auth_error", "403")
        return reply(refused, status=403) if info_forbidden else reply(body)

    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": cards},
            "/models": lambda: {"object": "list", "data": cards},
            "/v1/model/info": lambda: allowed({"data": info}),
            "/model/info": lambda: allowed({"data": info}),
            "/model_group/info": lambda: allowed(wire_json("litellm/model_group_info.json")),
            "/health/liveliness": lambda: "I'm alive!",
            "/health/liveness": lambda: "I'm alive!",
        },
    )
    return app


def _card(model: SimulatedModel) -> Json:
    return {"id": model.stem.lower(), "object": "model", "created": 1_677_610_602, "owned_by": "openai"}


def _info(model: SimulatedModel) -> Json:
    return {
        "model_name": model.stem.lower(),
        "litellm_params": {"model": f"hosted_vllm/{model.repo}", "use_in_pass_through": False},
        "model_info": {
            "id": model.digest,
            "db_model": False,
            "key": model.stem.lower(),
            "max_tokens": 8192,
            "max_input_tokens": model.context_length,
            "max_output_tokens": 8192,
            "input_cost_per_token": None,
            "output_cost_per_token": None,
            "litellm_provider": "hosted_vllm",
            "mode": _MODES[model.type],
            "supports_vision": model.type == "vlm",
            "supports_function_calling": "tools" in model.traits,
            "supports_reasoning": "reasoning" in model.traits,
        },
    }


def _error(message: str, word: str, code: str) -> Json:
    return {"error": {"message": message, "type": word, "param": "None", "code": code}}


async def _sign(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["x-litellm-version"] = "1.80.0"
