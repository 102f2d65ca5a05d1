"""TGI: Hugging Face's Text Generation Inference: one model, whose limits `/info` tells."""

from collections.abc import Iterable
from typing import Any

import attrs

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import hub_repo, listed_in, object_at, object_in, text, words
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_INFO = "/info"
_TYPES = {"text-generation": "llm", "image-text-to-text": "vlm"}


def _is_info(answer: Answer) -> bool:
    return object_in(answer).get("router") == "text-generation-router"


class TgiKind(ServerKind):
    """Recognised by its router's name: a model that is its own owner is only a hint."""

    kind = ProviderKind.TGI
    more_paths = (_INFO,)
    probes = (Probe(_INFO, _is_info),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        match listed_in(answer):
            case [{"id": str() as name, "owned_by": owner, "created": 0}] if owner == name:
                return Likeness.MAYBE
        return Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        info = object_at(answers, _INFO)
        name = text(info.get("model_id"))
        for described in super().describe(entries, answers):
            served = name is not None and name == described.entry.get("id")
            yield attrs.evolve(described, values=_facts(info)) if served else described


def _facts(info: dict[str, Any]) -> dict[str, object]:
    return {
        "served_context_length": info.get("max_total_tokens"),
        "hub_repo": hub_repo(info.get("model_id")),
        "types": words([text(info.get("model_pipeline_tag")) or ""], _TYPES),
    }
