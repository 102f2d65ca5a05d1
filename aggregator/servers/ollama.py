"""Ollama: its own API tells sizes, what is loaded, and, model by model, licence and exact numbers."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.data.listing import ListedModel
from aggregator.data.provider import ProviderKind
from aggregator.servers.licenses import license_id
from aggregator.servers.reading import (
    at,
    listed_in,
    object_at,
    object_in,
    parameters,
    quantization,
    records,
    text,
    texts,
    whole,
    words,
)
from aggregator.servers.server_kind import Answer, Answers, Call, Described, Likeness, Probe, ServerKind

_TAGS = "/api/tags"
_LOADED = "/api/ps"
_SHOW = "/api/show"
_NO_TIMES = (0, 1)  # what others put into `created`
_CAPABILITIES: Final = {
    **{word: word for word in ("completion", "tools", "insert", "vision", "audio")},
    "thinking": "reasoning",
}


def _is_root(answer: Answer) -> bool:
    return answer.text.strip() == "Ollama is running"


class OllamaKind(ServerKind):
    """Many imitate its `/api`, so only its root tells it for sure."""

    kind = ProviderKind.OLLAMA
    more_paths = (_TAGS, _LOADED)
    probes = (Probe("/", _is_root),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        empty = object_in(answer) == {"object": "list", "data": None}
        return Likeness.MAYBE if empty or (listed and all(map(_is_plain, listed))) else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        tags, loaded = _by_name(answers, _TAGS), _by_name(answers, _LOADED)
        for described in super().describe(entries, answers):
            name = _full_name(described.entry.get("id"))
            tag = (tags or {}).get(name, {})
            process = loaded.get(name) if loaded is not None else None
            facts = _facts(tag)
            if loaded is not None and not _is_remote(tag):
                facts["loaded"] = process is not None
            facts["memory_bytes"] = whole(at(process, "size"))
            facts["served_context_length"] = whole(at(process, "context_length"))
            yield Described(described.entry, facts, text(tag.get("digest")) or "")

    def detail_call(self, model: ListedModel) -> Call | None:
        """Reading a model's card does not load the model."""
        return Call("POST", _SHOW, {"model": model.name})

    def read_detail(self, model: ListedModel, answer: Answer) -> Mapping[str, object]:  # noqa: ARG002
        """See ServerKind."""
        shown = object_in(answer)
        info = shown.get("model_info")
        architecture = text(at(info, "general.architecture"))
        rough = parameters(at(shown, "details", "parameter_size"))
        return {
            "family": architecture,
            "license": license_id(shown.get("license")),
            "parameters": whole(at(info, "general.parameter_count")) or rough.get("parameters"),
            "quantization": quantization(at(shown, "details", "quantization_level")),
            "format": text(at(shown, "details", "format")),
            "context_length": whole(at(info, f"{architecture}.context_length")),
            "dimensions": whole(at(info, f"{architecture}.embedding_length")),
            "served_context_length": _configured_context(shown.get("parameters")),
            **_abilities(shown.get("capabilities")),
        }


def _is_plain(entry: Mapping[str, Any]) -> bool:
    created, owner = entry.get("created"), entry.get("owned_by")
    dated = isinstance(created, int) and created not in _NO_TIMES
    return entry.keys() == {"id", "object", "created", "owned_by"} and dated and isinstance(owner, str)


def _by_name(answers: Answers, path: str) -> dict[str, Mapping[str, Any]] | None:
    """The models that an answer tells about; None where there is no such answer."""
    document = object_at(answers, path)
    if "models" not in document:
        return None
    return {_full_name(each.get("model") or each.get("name")): each for each in records(document["models"])}


def _full_name(name: object) -> str:
    """Names are compared without regard to case, and one without a tag means `latest`."""
    lower = name.lower() if isinstance(name, str) else ""
    return lower if ":" in lower.rpartition("/")[2] else f"{lower}:latest"


def _facts(tag: Mapping[str, Any]) -> dict[str, object]:
    """What `/api/tags` says. The number of parameters is left to the model's card, which has it exactly."""
    details = tag.get("details")
    return {
        "digest": text(tag.get("digest")),
        "family": text(at(details, "family")),
        "format": text(at(details, "format")),
        "quantization": quantization(at(details, "quantization_level")),
        "context_length": whole(at(details, "context_length")),
        "dimensions": whole(at(details, "embedding_length")),
        "size_bytes": None if _is_remote(tag) else whole(tag.get("size")),
        **_abilities(tag.get("capabilities")),
    }


def _is_remote(tag: Mapping[str, Any]) -> bool:
    """Whether it runs in a cloud, and only a note of it lies here."""
    return bool(tag.get("remote_host"))


def _abilities(said: object) -> dict[str, object]:
    capabilities = texts(said)
    return {"types": _types(capabilities), "capabilities": words(capabilities, _CAPABILITIES)}


def _types(capabilities: tuple[str, ...]) -> list[str]:
    types: list[str] = [word for word in ("embedding", "image") if word in capabilities]
    if "completion" in capabilities:
        types.append("vlm" if "vision" in capabilities else "llm")
    return types


def _configured_context(settings: object) -> int | None:
    """`num_ctx` among the lines of settings that were made part of the model."""
    lines = settings.splitlines() if isinstance(settings, str) else []
    pairs = (line.split(maxsplit=1) for line in lines if len(line.split(maxsplit=1)) == 2)
    return next((whole(value.strip()) for key, value in pairs if key == "num_ctx"), None)
