"""llama-swap: a list with much that its operator wrote down, and `/running` for what is loaded.

Its `/upstream/<model>/…` would tell more, but starts the model.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.launch_arguments import arguments_of, facts_in
from aggregator.servers.reading import (
    all_owned_by,
    at,
    listed_in,
    modalities,
    object_at,
    object_in,
    records,
    text,
    texts,
    whole,
    words,
    words_where,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_RUNNING = "/running"
_TYPES: Final = {
    "reranker": "reranker",
    "audio_transcriptions": "asr",
    "audio_speech": "tts",
    "image_generation": "image",
    "image_to_image": "image",
}


def _is_running(answer: Answer) -> bool:
    return isinstance(object_in(answer).get("running"), list)


class LlamaSwapKind(ServerKind):
    """Aliases, peers and profiles stay in the list: they are names under which it answers."""

    kind = ProviderKind.LLAMASWAP
    more_paths = (_RUNNING,)
    probes = (Probe(_RUNNING, _is_running),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        if not all_owned_by("llama-swap", listed):
            return Likeness.NO
        own = all(isinstance(at(entry, "meta", "llamaswap"), dict) for entry in listed)
        return Likeness.SURE if own else Likeness.MAYBE

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        document = object_at(answers, _RUNNING)
        running = {str(each.get("model")): each for each in records(document.get("running"))}
        for described in super().describe(entries, answers):
            process = running.get(str(described.entry.get("id")), {})
            facts = _facts(described.entry, facts_in(arguments_of(process.get("cmd"))))
            state = text(at(described.entry, "status", "value"))
            if state is not None:
                facts["loaded"] = state == "loaded"
            elif "running" in document:
                facts["loaded"] = process.get("state") == "ready"
            yield Described(described.entry, facts)


def _facts(entry: Mapping[str, Any], launched: Mapping[str, object]) -> dict[str, object]:
    able = entry.get("capabilities")
    sees, calls = at(able, "vision"), at(able, "function_calling")
    context = whole(entry.get("context_length")) or whole(at(entry, "meta", "n_ctx"))
    return {
        "summary": text(entry.get("description")),
        "types": _types(able if isinstance(able, dict) else {}),
        "capabilities": words_where(
            tools=calls is True or "tools" in texts(entry.get("supported_parameters")), vision=sees
        ),
        "input_modalities": modalities(at(entry, "architecture", "input_modalities")),
        "output_modalities": modalities(at(entry, "architecture", "output_modalities")),
        "served_context_length": context or launched.get("served_context_length"),
        "hub_repo": launched.get("hub_repo"),
        "quantization": launched.get("quantization"),
    }


def _types(able: Mapping[str, Any]) -> list[str]:
    types = list(words((word for word in _TYPES if able.get(word) is True), _TYPES) or ())
    if able.get("vision") is True:
        types.append("vlm")
    elif able.get("function_calling") is True:
        types.append("llm")
    return types
