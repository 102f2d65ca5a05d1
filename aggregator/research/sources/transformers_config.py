"""The `config.json` beside a model's weights, as the library transformers writes it: family and context."""

from collections.abc import Mapping
from typing import Any

_GENERATES = ("ForCausalLM", "ForConditionalGeneration")
_STRETCHED_OR_NOT = ("linear", "dynamic")


def family_in(config: Mapping[str, Any]) -> str | None:
    """The `model_type`, such as `qwen3`."""
    family = config.get("model_type")
    return family if isinstance(family, str) else None


def context_in(config: Mapping[str, Any]) -> int | None:
    """How many tokens a generating model can take; None where the file leaves that open.

    Encoders count special positions among `max_position_embeddings`; and with linear or dynamic scaling some files name
    the length before it, others the one after it.
    """
    if not _generates(config):
        return None
    inner = config.get("text_config")
    text = inner if isinstance(inner, dict) else config
    length, scaling = text.get("max_position_embeddings"), text.get("rope_scaling")
    if isinstance(scaling, dict) and scaling.get("rope_type", scaling.get("type")) in _STRETCHED_OR_NOT:
        return None
    return length if isinstance(length, int) and not isinstance(length, bool) else None


def _generates(config: Mapping[str, Any]) -> bool:
    match config.get("architectures"):
        case [str(first), *_]:
            return first.endswith(_GENERATES)
        case _:
            return False
