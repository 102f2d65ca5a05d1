"""The format of LiteLLM's proxy config: a `model_list`."""

from collections.abc import Sequence
from typing import Any

from aggregator.api.export.offers import context_of, number_of, types_of, words_of
from aggregator.api.export.yaml_text import yaml_text
from aggregator.data.snapshot import Row

MODES = {
    "embedding": "embedding",
    "reranker": "rerank",
    "asr": "audio_transcription",
    "tts": "audio_speech",
    "image": "image_generation",
}
NO_KEY = "none"
"""LiteLLM's OpenAI client insists on some key; who needs a real one puts it here."""


def litellm(rows: Sequence[Row]) -> bytes:
    """Equal names on several servers become one model with several deployments, which LiteLLM balances."""
    return yaml_text({"model_list": [_deployment(row) for row in rows]})


def _deployment(row: Row) -> dict[str, Any]:
    info: dict[str, Any] = {"id": f"{row.provider}/{row.model.name}", "mode": _mode(row)}
    if (context := context_of(row)) is not None:
        info["max_input_tokens"] = context
    if (output := number_of(row, "max_output_tokens")) is not None:
        info["max_output_tokens"] = output
    capabilities = words_of(row, "capabilities")
    if capabilities:
        info["supports_function_calling"] = "tools" in capabilities
        info["supports_vision"] = "vision" in capabilities
    parameters = {"model": f"openai/{row.model.name}", "api_base": row.base_url, "api_key": NO_KEY}
    return {"model_name": row.model.name, "litellm_params": parameters, "model_info": info}


def _mode(row: Row) -> str:
    for kind in sorted(types_of(row)):
        if kind in MODES:
            return MODES[kind]
    return "chat"
