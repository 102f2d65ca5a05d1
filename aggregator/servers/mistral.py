"""Mistral's cloud: flags tell what each model can do."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import listed_in, words
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_FLAGS = {"completion_chat", "completion_fim", "function_calling", "fine_tuning", "vision"}
_CAPABILITIES = {
    "function_calling": "tools",
    "vision": "vision",
    "audio": "audio",
    "reasoning": "reasoning",
    "completion_chat": "completion",
    "completion_fim": "insert",
}


class MistralKind(ServerKind):
    """Recognised by the flags; a fine-tuned model belongs to who tuned it, the others to `mistralai`."""

    kind = ProviderKind.MISTRAL

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        own = any(card.get("owned_by") == "mistralai" for card in listed) and all(map(_is_own, listed))
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            facts: dict[str, object] = {"context_length": described.entry.get("max_context_length")}
            flags = described.entry.get("capabilities")
            if isinstance(flags, dict):
                able = [flag for flag, value in flags.items() if value is True]
                facts |= {"types": _types(able), "capabilities": words(able, _CAPABILITIES)}
            yield Described(described.entry, facts)


def _is_own(card: dict[str, Any]) -> bool:
    flags = card.get("capabilities")
    return isinstance(flags, dict) and flags.keys() >= _FLAGS and {"max_context_length", "aliases"} <= card.keys()


def _types(able: list[str]) -> tuple[str, ...]:
    if not {"completion_chat", "completion_fim"} & set(able):
        return ()
    return ("vlm",) if "vision" in able else ("llm",)
