"""Groq's cloud: context and longest output stand in the list."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import listed_in
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_KEYS = {"active", "context_window", "public_apps", "owned_by"}


class GroqKind(ServerKind):
    """Recognised by the keys that it adds; its owners are the makers of the models."""

    kind = ProviderKind.GROQ

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        own = bool(listed) and all(card.keys() >= _KEYS and isinstance(card["active"], bool) for card in listed)
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            facts = {
                "context_length": described.entry.get("context_window"),
                "max_output_tokens": described.entry.get("max_completion_tokens"),
            }
            yield Described(described.entry, facts)
