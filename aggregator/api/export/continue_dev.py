"""The format of Continue's config.yaml."""

from collections.abc import Sequence
from typing import Any

from aggregator.api.export.offers import context_of, is_chat, number_of, types_of, words_of
from aggregator.api.export.yaml_text import yaml_text
from aggregator.data.snapshot import Row

CHAT_ROLES = ("chat", "edit", "apply")


def continue_dev(rows: Sequence[Row]) -> bytes:
    """A whole config, with the models that Continue has a role for."""
    models = [model for row in rows if (model := _model(row)) is not None]
    return yaml_text({"name": "LLM aggregator", "version": "1.0.0", "schema": "v1", "models": models})


def _model(row: Row) -> dict[str, Any] | None:
    roles = _roles(row)
    if not roles:
        return None
    model: dict[str, Any] = {
        "name": f"{row.model.name} ({row.provider})",
        "provider": "openai",
        "model": row.model.name,
        "apiBase": row.base_url,
        "roles": roles,
    }
    capabilities = words_of(row, "capabilities")
    names = {"tools": "tool_use", "vision": "image_input"}
    if chosen := [shown for known, shown in names.items() if known in capabilities]:
        model["capabilities"] = chosen
    options = {"contextLength": context_of(row), "maxTokens": number_of(row, "max_output_tokens")}
    if known := {name: value for name, value in options.items() if value is not None}:
        model["defaultCompletionOptions"] = known
    return model


def _roles(row: Row) -> list[str]:
    types = types_of(row)
    roles = list(CHAT_ROLES) if is_chat(row) else []
    roles += ["embed"] if "embedding" in types else []
    roles += ["rerank"] if "reranker" in types else []
    return roles
