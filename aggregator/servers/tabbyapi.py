"""TabbyAPI: a list of directories, and `/v1/model` for the one that is loaded."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, at, listed_in, object_at, object_in, text
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_SERVICE = "/.well-known/serviceinfo"
_MODEL = "/v1/model"


def _is_service(answer: Answer) -> bool:
    return bool(at(object_in(answer), "software", "name") == "TabbyAPI")


class TabbyApiKind(ServerKind):
    """Poses as KoboldCpp and as llama.cpp on some paths, but says who it is in its service info."""

    kind = ProviderKind.TABBYAPI
    more_paths = (_MODEL,)
    probes = (Probe(_SERVICE, _is_service),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        return Likeness.MAYBE if all_owned_by("tabbyAPI", listed_in(answer)) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        current = object_at(answers, _MODEL)
        name = text(current.get("id"))
        for described in super().describe(entries, answers):
            loaded = name is not None and name == described.entry.get("id")
            yield Described(described.entry, _facts(current, loaded=loaded) if name else {})


def _facts(current: dict[str, Any], *, loaded: bool) -> dict[str, object]:
    parameters = current.get("parameters")
    if not loaded or not isinstance(parameters, dict):
        return {"loaded": loaded}
    facts: dict[str, object] = {"loaded": True, "served_context_length": parameters.get("max_seq_len")}
    if parameters.get("use_vision") is True:
        facts |= {"types": ("vlm",), "capabilities": ("vision",)}
    return facts
