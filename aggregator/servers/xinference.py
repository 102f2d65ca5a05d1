"""Xinference: the list has everything, and only models that are launched."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, listed_in, quantization, text, texts, words
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_TYPES = {"embedding": "embedding", "rerank": "reranker", "image": "image", "video": "video"}
_AUDIO_TYPES = {"audio2text": "asr", "text2audio": "tts"}
_FORMATS = {"ggufv2": "gguf", "mlx": "mlx"}
_METHODS = ("awq", "gptq", "bnb")
_MOST_BILLIONS = 10**6
_BILLIONS = re.compile(r"([0-9]{1,6})(?:[._]([0-9]{1,9}))?")
_ABILITIES = ("tools", "vision", "audio", "reasoning")


class XinferenceKind(ServerKind):
    """Recognised by the model's type and name beside its owner."""

    kind = ProviderKind.XINFERENCE

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        own = all_owned_by("xinference", listed) and all({"model_type", "model_name"} <= card.keys() for card in listed)
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, _facts(described.entry))


def _facts(card: Mapping[str, Any]) -> dict[str, object]:
    abilities = texts(card.get("model_ability"))
    word = text(card.get("model_type")) or ""
    facts: dict[str, object] = {"types": _types(word, abilities), "family": card.get("model_family"), "loaded": True}
    if word == "LLM":
        facts |= {
            "capabilities": tuple(ability for ability in abilities if ability in _ABILITIES),
            "context_length": card.get("context_length"),
            "parameters": _parameters(card.get("model_size_in_billions")),
            "quantization": _quantization(text(card.get("model_format")), text(card.get("quantization"))),
            "format": _FORMATS.get(text(card.get("model_format")) or ""),
        }
    elif word in {"embedding", "rerank"}:
        facts |= {"context_length": card.get("max_tokens"), "dimensions": card.get("dimensions")}
    return facts


def _types(word: str, abilities: tuple[str, ...]) -> tuple[str, ...] | None:
    match word:
        case "LLM":
            return ("vlm",) if "vision" in abilities else ("llm",)
        case "audio":
            return words(abilities, _AUDIO_TYPES)
        case _:
            return words([word], _TYPES)


def _parameters(billions: object) -> int | None:
    """The number of them, given in billions; `1_8` stands for 1.8."""
    number = isinstance(billions, int | float) and not isinstance(billions, bool) and 0 < billions < _MOST_BILLIONS
    match = _BILLIONS.fullmatch(str(billions)) if number or isinstance(billions, str) else None
    return int(Decimal(f"{match[1]}.{match[2] or 0}") * 10**9) if match else None


def _quantization(method: str | None, value: str | None) -> str | None:
    of_method = quantization(f"{method}-{value}") if method in _METHODS else None
    return of_method or quantization(value)
