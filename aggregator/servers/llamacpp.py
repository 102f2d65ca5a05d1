"""llama.cpp's llama-server: with one model, or as a router over many, of which most are not loaded."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.launch_arguments import facts_in
from aggregator.servers.reading import (
    all_owned_by,
    at,
    flag,
    listed_in,
    modalities,
    object_at,
    object_in,
    quantization,
    text,
    texts,
    whole,
    words_where,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_PROPS = "/props"
"""Without `model=`: with it, a router would load that model."""

_STATES: Final = {"loaded": True, "sleeping": False, "unloaded": False, "loading": False, "downloading": False}


def _is_props(answer: Answer) -> bool:
    return "default_generation_settings" in object_in(answer)


class LlamaCppKind(ServerKind):
    """Its list tells nearly all; `/props` adds what the one model of a server without a router can do."""

    kind = ProviderKind.LLAMACPP
    more_paths = (_PROPS,)
    probes = (Probe(_PROPS, _is_props),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        if not all_owned_by("llamacpp", listed):
            return Likeness.NO
        return Likeness.SURE if all({"meta", "status"} & entry.keys() for entry in listed) else Likeness.MAYBE

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        props = object_at(answers, _PROPS)
        alone = len(entries) == 1 and props.get("role") != "router"
        for described in super().describe(entries, answers):
            yield Described(described.entry, _facts(described.entry, props if alone else {}))


def _facts(entry: Mapping[str, Any], props: Mapping[str, Any]) -> dict[str, object]:
    meta, status = entry.get("meta"), entry.get("status")
    launched = facts_in(texts(at(status, "args")))
    type_name = quantization(at(meta, "ftype")) or quantization(props.get("model_ftype"))
    configured = launched.get("served_context_length") or whole(at(props, "default_generation_settings", "n_ctx"))
    return {
        "format": "gguf",
        "parameters": whole(at(meta, "n_params")),
        "size_bytes": whole(at(meta, "size")),  # of all tensors: a little less than the file
        "dimensions": whole(at(meta, "n_embd")),
        "context_length": whole(at(meta, "n_ctx_train")),
        "served_context_length": whole(at(meta, "n_ctx")) or configured,
        "quantization": type_name or launched.get("quantization"),
        "hub_repo": launched.get("hub_repo"),
        "loaded": _is_loaded(status, props),
        **_senses(entry, props),
    }


def _is_loaded(status: object, props: Mapping[str, Any]) -> bool | None:
    """A router says it for each model; a server with one model says only whether it sleeps."""
    state = text(at(status, "value"))
    if state is not None:
        return _STATES.get(state)
    sleeping = flag(props.get("is_sleeping"))
    return None if sleeping is None else not sleeping


def _senses(entry: Mapping[str, Any], props: Mapping[str, Any]) -> dict[str, object]:
    """What it takes in. That it can't see does not say which type it is: vector models look the same here."""
    taken = modalities(at(entry, "architecture", "input_modalities"))
    sees = flag(at(props, "modalities", "vision")) or "image" in (taken or ())
    hears = flag(at(props, "modalities", "audio")) or "audio" in (taken or ())
    return {
        "types": ("vlm",) if sees else None,
        "capabilities": words_where(tools=at(props, "chat_template_caps", "supports_tools"), vision=sees, audio=hears),
        "input_modalities": taken,
        "output_modalities": modalities(at(entry, "architecture", "output_modalities")),
    }
