"""Lemonade: recipes for models of many types, with their sizes in GB, and its health tells which are loaded."""

from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import (
    all_owned_by,
    hub_repo,
    listed_in,
    object_at,
    quantization,
    records,
    text,
    texts,
    words,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_HEALTH = "/v1/health"
_GB = 10**9
_TYPES = {
    "chat": "llm",
    "embeddings": "embedding",
    "reranking": "reranker",
    "transcription": "asr",
    "tts": "tts",
    "image": "image",
    "vision": "vlm",
}
_CAPABILITIES = {"vision": "vision", "tool-calling": "tools", "reasoning": "reasoning"}


class LemonadeKind(ServerKind):
    """Recognised by the recipe and the checkpoint that each entry names."""

    kind = ProviderKind.LEMONADE
    more_paths = (_HEALTH,)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        own = all_owned_by("lemonade", listed) and all({"recipe", "checkpoint"} <= card.keys() for card in listed)
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        loaded = _loaded_names(object_at(answers, _HEALTH))
        for described in super().describe(entries, answers):
            entry = described.entry
            state = {} if loaded is None else {"loaded": text(entry.get("id")) in loaded}
            yield Described(entry, _facts(entry) | state)


def _loaded_names(health: dict[str, Any]) -> tuple[str, ...] | None:
    """What is loaded, None when the answer does not tell. Older versions hold one model at a time."""
    if "all_models_loaded" in health:
        return texts([model.get("model_name") for model in records(health["all_models_loaded"])])
    return texts([health["model_loaded"]]) if "model_loaded" in health else None


def _facts(entry: Mapping[str, Any]) -> dict[str, object]:
    labels = texts(entry.get("labels"))
    sees = "vision" in labels
    repo, _, variant = (text(entry.get("checkpoint")) or "").partition(":")
    own_file = not entry.get("cloud_provider")
    return {
        "types": words((label for label in labels if not (sees and label == "chat")), _TYPES),
        "capabilities": words(labels, _CAPABILITIES),
        "context_length": entry.get("max_context_window"),
        "served_context_length": entry.get("context_length"),
        "size_bytes": _bytes(entry.get("size")) if own_file else None,
        "hub_repo": hub_repo(repo) if own_file else None,
        "quantization": quantization(variant),
    }


def _bytes(size_gb: object) -> int | None:
    if isinstance(size_gb, bool) or not isinstance(size_gb, int | float) or not 0 < size_gb < _GB:
        return None
    return round(size_gb * _GB)
