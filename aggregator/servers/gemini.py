"""Gemini's OpenAI-like API: its list lies at `/models` below its prefix, and ids begin with `models/`."""

from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import listed_in
from aggregator.servers.server_kind import Answer, Likeness, Probe, ServerKind

_LIST = "/models"


def _is_list(answer: Answer) -> bool:
    listed = listed_in(answer)
    return bool(listed) and all(map(_is_own, listed))


def _is_own(card: dict[str, Any]) -> bool:
    name = card.get("id")
    named = isinstance(name, str) and name.startswith("models/")
    return named and card.get("owned_by") == "google" and "created" not in card


class GeminiKind(ServerKind):
    """Recognised by what `/models` says, where the other path is missing."""

    kind = ProviderKind.GEMINI
    list_path = _LIST
    probes = (Probe(_LIST, _is_list),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        return Likeness.MAYBE if answer.status == 404 else Likeness.NO
