"""The format of OpenRouter's list of models."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson

from aggregator.api.export.offers import context_of, inputs_of, number_of, outputs_of, words_of
from aggregator.data.snapshot import Row

MODALITIES = {"pdf": "file"}
PARAMETERS = {
    "tools": ("tools", "tool_choice"),
    "reasoning": ("reasoning", "include_reasoning"),
    "structured_output": ("structured_outputs", "response_format"),
}


def openrouter(rows: Sequence[Row]) -> bytes:
    """One entry a model and provider; the id is `provider/name`, so that it is unique."""
    return orjson.dumps({"data": [_model(row) for row in rows]})


def _model(row: Row) -> dict[str, Any]:
    inputs = [MODALITIES.get(each, each) for each in inputs_of(row)]
    outputs = [MODALITIES.get(each, each) for each in outputs_of(row)]
    context = context_of(row)
    name = f"{row.provider}/{row.model.name}"
    most = number_of(row, "max_output_tokens")
    return {
        "id": name,
        "canonical_slug": name,
        "hugging_face_id": row.detail.get("hub_repo") or "",
        "name": f"{row.provider}: {row.model.name}",
        "created": int(row.first_seen),
        "description": row.detail.get("summary") or "",
        "context_length": context,
        "architecture": {
            "modality": f"{'+'.join(inputs)}->{'+'.join(outputs)}",
            "input_modalities": inputs,
            "output_modalities": outputs,
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {"prompt": _per_token(row, "price_input"), "completion": _per_token(row, "price_output")},
        "top_provider": {"context_length": context, "max_completion_tokens": most, "is_moderated": False},
        "per_request_limits": None,
        "supported_parameters": sorted(
            parameter for capability in words_of(row, "capabilities") for parameter in PARAMETERS.get(capability, ())
        ),
    }


def _per_token(row: Row, field: str) -> str:
    """USD per token as a plain decimal; "0" for a model at home, as OpenRouter writes what costs nothing."""
    price = number_of(row, field)
    return "0" if not price else format((Decimal(str(price)) / 1_000_000).normalize(), "f")
