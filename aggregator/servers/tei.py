"""TEI: Hugging Face's Text Embeddings Inference: no list at all, one model that only `/info` names."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.errors import PollError
from aggregator.servers.reading import hub_repo, object_in, quantization
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_INFO = "/info"
_TYPES = ("embedding", "reranker", "classifier")


def _is_info(answer: Answer) -> bool:
    return _type_of(object_in(answer)) is not None


def _type_of(info: dict[str, Any]) -> str | None:
    match info.get("model_type"):
        case {**words} if len(words) == 1:
            return next((word for word in _TYPES if word in words and _name_of(info)), None)
    return None


def _name_of(info: dict[str, Any]) -> str | None:
    names = (info.get("served_model_name"), info.get("model_id"))
    return next((name for name in names if isinstance(name, str) and name), None)


class TeiKind(ServerKind):
    """Its list is made of `/info`."""

    kind = ProviderKind.TEI
    list_path = _INFO
    probes = (Probe(_INFO, _is_info),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        return Likeness.MAYBE if answer.status == 404 else Likeness.NO

    def entries(self, document: Any) -> list[Any]:
        """See ServerKind."""
        if not isinstance(document, dict) or _type_of(document) is None:
            raise PollError("bad_answer", "the answer does not tell which model is served (no `model_type`)")
        return [{**document, "id": _name_of(document)}]

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            info = dict(described.entry)
            facts: dict[str, object] = {
                "types": (_type_of(info),),
                "served_context_length": info.get("max_input_length"),
                "hub_repo": hub_repo(info.get("model_id")),
                "quantization": quantization(info.get("model_dtype")),
            }
            yield Described(described.entry, facts)
