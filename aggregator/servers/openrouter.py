"""OpenRouter: a list that says nearly everything, with prices per token as texts."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import (
    at,
    day,
    hub_repo,
    listed_in,
    modalities,
    text,
    texts,
    usd_per_million,
    whole,
    words,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_KEYS: Final = frozenset({"canonical_slug", "architecture", "pricing", "top_provider"})
_CAPABILITIES: Final = {
    "tools": "tools",
    "reasoning": "reasoning",
    "include_reasoning": "reasoning",
    "structured_outputs": "structured_output",
    "response_format": "structured_output",
    "image": "vision",
    "audio": "audio",
}
_TYPES: Final = {"image": "image", "video": "video", "embeddings": "embedding", "rerank": "reranker"}


class OpenRouterKind(ServerKind):
    """Recognised by the keys of its entries."""

    kind = ProviderKind.OPENROUTER

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        return Likeness.SURE if listed and all(entry.keys() >= _KEYS for entry in listed) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, _facts(described.entry))


def _facts(entry: Mapping[str, Any]) -> dict[str, object]:
    takes = texts(at(entry, "architecture", "input_modalities"))
    gives = texts(at(entry, "architecture", "output_modalities"))
    return {
        "summary": _summary(entry.get("description")),
        "types": _types(takes, gives),
        "hub_repo": hub_repo(entry.get("hugging_face_id")),
        "context_length": whole(entry.get("context_length")),
        "max_output_tokens": whole(at(entry, "top_provider", "max_completion_tokens")),
        "capabilities": words((*texts(entry.get("supported_parameters")), *takes), _CAPABILITIES),
        "input_modalities": modalities(list(takes)),
        "output_modalities": modalities(list(gives)),
        "knowledge_cutoff": day(entry.get("knowledge_cutoff")),
        "price_input": usd_per_million(at(entry, "pricing", "prompt")),
        "price_output": usd_per_million(at(entry, "pricing", "completion")),
    }


def _summary(description: object) -> str | None:
    said = text(description)
    return said if said and any(character.isalpha() for character in said) else None


def _types(takes: tuple[str, ...], gives: tuple[str, ...]) -> list[str]:
    types = [type_ for word, type_ in _TYPES.items() if word in gives]
    if "text" in gives:
        types.append("vlm" if "image" in takes else "llm")
    return types
