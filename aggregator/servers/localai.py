"""LocalAI: bare entries, and what each model can do on another path."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import listed_in, modalities, object_at, object_in, records, text, texts, words
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_ABLE = "/v1/models/capabilities"
_SYSTEM = "/system"
_WELL_KNOWN = "/.well-known/localai.json"
_CAPABILITIES: Final = {
    "chat": "completion",
    "completion": "completion",
    "vision": "vision",
    "tools": "tools",
    "thinking": "reasoning",
}
_TYPES: Final = {
    "embeddings": "embedding",
    "rerank": "reranker",
    "transcript": "asr",
    "tts": "tts",
    "sound_generation": "music",
    "image": "image",
    "video": "video",
    "diarization": "diarization",
}


def _is_well_known(answer: Answer) -> bool:
    document = object_in(answer)
    return text(document.get("version")) is not None and isinstance(document.get("endpoints"), dict)


def _tells_capabilities(answer: Answer) -> bool:
    listed = listed_in(answer)
    return bool(listed) and all({"capabilities", "input_modalities"} <= entry.keys() for entry in listed)


class LocalAiKind(ServerKind):
    """It imitates Ollama's API, too, with facts that can't be trusted; those are not asked for."""

    kind = ProviderKind.LOCALAI
    more_paths = (_ABLE, _SYSTEM)
    probes = (Probe(_WELL_KNOWN, _is_well_known), Probe(_ABLE, _tells_capabilities))
    one_probe_is_enough = True

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        bare = bool(listed) and all(entry.keys() == {"id", "object"} for entry in listed)
        return Likeness.MAYBE if bare else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        able = {str(each.get("id")): each for each in records(object_at(answers, _ABLE).get("data"))}
        loaded = _loaded(object_at(answers, _SYSTEM))
        for described in super().describe(entries, answers):
            name = described.entry.get("id")
            facts = _facts(able.get(str(name), {}))
            if loaded is not None:
                facts["loaded"] = name in loaded
            yield Described(described.entry, facts)


def _loaded(system: Mapping[str, Any]) -> list[Any] | None:
    if "loaded_models" not in system:
        return None
    return [model.get("id") for model in records(system["loaded_models"])]


def _facts(model: Mapping[str, Any]) -> dict[str, object]:
    said = texts(model.get("capabilities"))
    return {
        "types": _types(said),
        "capabilities": words(said, _CAPABILITIES),
        "input_modalities": modalities(model.get("input_modalities")),
        "output_modalities": modalities(model.get("output_modalities")),
    }


def _types(said: tuple[str, ...]) -> list[str]:
    types = [type_ for word, type_ in _TYPES.items() if word in said]
    if {"chat", "completion"} & set(said):
        types.append("vlm" if "vision" in said else "llm")
    return types
