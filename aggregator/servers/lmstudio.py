"""LM Studio: its own list beside OpenAI's, in one form from 0.4.0 on, in another one before."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import (
    all_owned_by,
    at,
    flag,
    listed_in,
    object_at,
    object_in,
    parameters,
    quantization,
    records,
    text,
    texts,
    whole,
    words_where,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_NEW = "/api/v1/models"
_OLD = "/api/v0/models"
_TYPES: Final = {"llm": "llm", "vlm": "vlm", "embedding": "embedding", "embeddings": "embedding"}


def _is_new(answer: Answer) -> bool:
    return any("key" in model and "loaded_instances" in model for model in records(object_in(answer).get("models")))


def _is_old(answer: Answer) -> bool:
    return any("compatibility_type" in model for model in records(object_in(answer).get("data")))


class LmStudioKind(ServerKind):
    """On unknown paths it answers 200 with an error."""

    kind = ProviderKind.LMSTUDIO
    more_paths = (_NEW,)
    instead = MappingProxyType({_NEW: _OLD})
    probes = (Probe(_NEW, _is_new), Probe(_OLD, _is_old))
    one_probe_is_enough = True

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        return Likeness.MAYBE if all_owned_by("organization_owner", listed_in(answer)) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        known = dict(_old_facts(object_at(answers, _OLD))) | dict(_new_facts(object_at(answers, _NEW)))
        for described in super().describe(entries, answers):
            yield Described(described.entry, known.get(str(described.entry.get("id")), {}))


def _new_facts(document: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, object]]]:
    """Facts by all ids under which a model can be listed: its key, its chosen variant, each of its loaded instances."""
    for model in records(document.get("models")):
        instances = list(records(model.get("loaded_instances")))
        facts = _new_facts_of(model) | {"loaded": bool(instances)}
        for name in filter(None, (text(model.get("key")), text(model.get("selected_variant")))):
            yield name, facts | _served(instances[0] if instances else {})
        for instance in instances:
            if instance_id := text(instance.get("id")):
                yield instance_id, facts | _served(instance)


def _served(instance: Mapping[str, Any]) -> dict[str, object]:
    return {"served_context_length": whole(at(instance, "config", "context_length"))}


def _new_facts_of(model: Mapping[str, Any]) -> dict[str, object]:
    able = model.get("capabilities")
    sees = flag(at(able, "vision"))
    type_ = _TYPES.get(str(model.get("type")))
    return {
        "types": _type(type_, sees),
        "summary": text(model.get("description")),
        "publisher": text(model.get("publisher")),
        "family": text(model.get("architecture")),
        "format": text(model.get("format")),
        "quantization": quantization(at(model, "quantization", "name")),
        "size_bytes": whole(model.get("size_bytes")),
        "context_length": whole(model.get("max_context_length")),
        "capabilities": words_where(
            tools=at(able, "trained_for_tool_use"), vision=sees, reasoning=bool(at(able, "reasoning"))
        ),
        **parameters(model.get("params_string")),
    }


def _type(said: str | None, sees: bool | None) -> tuple[str, ...] | None:
    if said is None:
        return None
    return ("vlm",) if said == "llm" and sees else (said,)


def _old_facts(document: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, object]]]:
    for model in records(document.get("data")):
        type_ = _TYPES.get(str(model.get("type")))
        state = text(model.get("state"))
        yield (
            str(model.get("id")),
            {
                "types": _type(type_, None),
                "publisher": text(model.get("publisher")),
                "family": text(model.get("arch")),
                "format": text(model.get("compatibility_type")),
                "quantization": quantization(model.get("quantization")),
                "context_length": whole(model.get("max_context_length")),
                "served_context_length": whole(model.get("loaded_context_length")),
                "loaded": state == "loaded" if state else None,
                "capabilities": words_where(
                    tools="tool_use" in texts(model.get("capabilities")), vision=type_ == "vlm"
                ),
            },
        )
