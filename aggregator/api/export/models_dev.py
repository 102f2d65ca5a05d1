"""The format of models.dev's api.json: providers with their models."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from aggregator.api.export.offers import context_of, inputs_of, number_of, outputs_of, words_of
from aggregator.data.snapshot import Row

NPM = "@ai-sdk/openai-compatible"


def models_dev(rows: Sequence[Row]) -> bytes:
    """One provider for each of ours. What the format insists on and nobody knows is 0 or false, as there."""
    providers: dict[str, Any] = {}
    for row in rows:
        provider = providers.setdefault(row.provider, _provider(row))
        provider["models"][row.model.name] = _model(row)
    return orjson.dumps(providers)


def _provider(row: Row) -> dict[str, Any]:
    key = "".join(character if character.isalnum() else "_" for character in row.provider.upper())
    return {
        "id": row.provider,
        "env": [f"{key}_API_KEY"],
        "npm": NPM,
        "api": row.base_url,
        "name": row.provider,
        "doc": row.base_url,
        "models": {},
    }


def _model(row: Row) -> dict[str, Any]:
    capabilities, inputs = words_of(row, "capabilities"), inputs_of(row)
    first_seen = datetime.fromtimestamp(row.first_seen, UTC).strftime("%Y-%m-%d")
    released = row.detail.get("released") or first_seen
    model: dict[str, Any] = {
        "id": row.model.name,
        "name": row.model.name,
        "attachment": bool({"image", "audio", "video", "pdf"} & set(inputs)),
        "reasoning": "reasoning" in capabilities,
        "temperature": True,
        "tool_call": "tools" in capabilities,
        "release_date": released,
        "last_updated": released,
        "modalities": {"input": inputs, "output": outputs_of(row)},
        "open_weights": bool(row.detail.get("hub_repo")),
        "limit": {"context": context_of(row) or 0, "output": number_of(row, "max_output_tokens") or 0},
    }
    if cutoff := row.detail.get("knowledge_cutoff"):
        model["knowledge"] = cutoff
    prices = number_of(row, "price_input"), number_of(row, "price_output")
    if None not in prices:
        model["cost"] = {"input": prices[0], "output": prices[1]}
    return model
