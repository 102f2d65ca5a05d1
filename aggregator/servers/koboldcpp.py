"""KoboldCpp: its list has the loaded model (and files it could switch to); its own API tells what is loaded."""

from collections.abc import Iterable
from typing import Any

import attrs

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, listed_in, object_at, object_in, text, words_where
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_MODEL = "/api/v1/model"
_CONTEXT = "/api/extra/true_max_context_length"
_VERSION = "/api/extra/version"


def _is_version(answer: Answer) -> bool:
    # TabbyAPI says the same, but its models are its own.
    return object_in(answer).get("result") == "KoboldCpp"


class KoboldCppKind(ServerKind):
    """Its facts are about the model that is loaded now."""

    kind = ProviderKind.KOBOLDCPP
    more_paths = (_MODEL, _CONTEXT, _VERSION)
    probes = (Probe(_VERSION, _is_version),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        return Likeness.MAYBE if all_owned_by("koboldcpp", listed_in(answer)) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        current = text(object_at(answers, _MODEL).get("result"))
        facts = {
            "served_context_length": object_at(answers, _CONTEXT).get("value"),
            "loaded": True,
            **_abilities(object_at(answers, _VERSION)),
        }
        for described in super().describe(entries, answers):
            named = current is not None and current == described.entry.get("id")
            yield attrs.evolve(described, values=facts) if named else described


def _abilities(version: dict[str, Any]) -> dict[str, object]:
    if version.get("llm") is not True:
        return {}
    return {
        "types": ("vlm",) if version.get("vision") is True else ("llm",),
        "capabilities": words_where(vision=version.get("vision"), audio=version.get("audio")),
    }
