"""Together's cloud: a bare array with type, licence, context and price."""

from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import at, listed_in, text, words
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_KEYS = {"type", "display_name", "organization", "pricing"}
_PRICES = {"hourly", "input", "output", "base", "finetune"}
_TYPES = {
    # `chat` is absent: it does not tell whether the model can see. `audio` hears or speaks.
    "language": "llm",
    "code": "llm",
    "image": "image",
    "embedding": "embedding",
    "moderation": "classifier",
    "rerank": "reranker",
    "transcribe": "asr",
    "video": "video",
}
_PAID_BY_TOKEN = {"chat", "language", "code", "embedding", "moderation", "rerank"}


class TogetherKind(ServerKind):
    """Recognised by its five prices, one of them for fine-tuning."""

    kind = ProviderKind.TOGETHER

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer) if isinstance(answer.document, list) else []
        own = bool(listed) and all(card.keys() >= _KEYS and _has_prices(card) for card in listed)
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, _facts(described.entry))


def _has_prices(card: dict[str, Any]) -> bool:
    return isinstance(card["pricing"], dict) and card["pricing"].keys() >= _PRICES


def _facts(card: Mapping[str, Any]) -> dict[str, object]:
    word = text(card.get("type")) or ""
    facts: dict[str, object] = {
        "types": words([word], _TYPES),
        "publisher": card.get("organization"),
        "license": card.get("license"),
        "context_length": card.get("context_length"),
    }
    if word in _PAID_BY_TOKEN:
        # Zero stands for a price in another unit, too: models that are rented by the hour.
        facts |= {f"price_{side}": at(card, "pricing", side) or None for side in ("input", "output")}
    return facts
