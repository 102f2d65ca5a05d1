"""The format of opencode's config: a `provider` block for each server."""

from collections.abc import Sequence
from typing import Any

import orjson

from aggregator.api.export.models_dev import NPM
from aggregator.api.export.offers import context_of, inputs_of, is_chat, number_of, outputs_of, words_of
from aggregator.data.snapshot import Row


def opencode(rows: Sequence[Row]) -> bytes:
    """The models that can be talked to."""
    providers: dict[str, Any] = {}
    for row in filter(is_chat, rows):
        empty = {"npm": NPM, "name": row.provider, "options": {"baseURL": row.base_url}, "models": {}}
        providers.setdefault(row.provider, empty)["models"][row.model.name] = _model(row)
    return orjson.dumps({"$schema": "https://opencode.ai/config.json", "provider": providers})


def _model(row: Row) -> dict[str, Any]:
    """Here everything is optional, so what is not known is left out."""
    model: dict[str, Any] = {"name": row.model.name}
    capabilities = words_of(row, "capabilities")
    if capabilities:
        model |= {"tool_call": "tools" in capabilities, "reasoning": "reasoning" in capabilities}
    inputs = inputs_of(row)
    if inputs != ["text"]:
        model |= {"attachment": True, "modalities": {"input": inputs, "output": outputs_of(row)}}
    context, output = context_of(row), number_of(row, "max_output_tokens")
    if context is not None:
        # opencode wants both limits or none; a model can't write more than it can hold.
        model["limit"] = {"context": context, "output": output if output is not None else context}
    return model
