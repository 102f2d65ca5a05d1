"""Nexa SDK: entries without facts, but each model has a manifest with its type and its files."""

from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.data.listing import ListedModel
from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import at, hub_repo, id_in_path, listed_in, object_in, quantization, text, whole, words
from aggregator.servers.server_kind import LIST_PATH, Answer, Answers, Call, Described, Likeness, Probe, ServerKind

_TYPES = {
    "llm": "llm",
    "vlm": "vlm",
    "embedder": "embedding",
    "reranker": "reranker",
    "asr": "asr",
    "tts": "tts",
    "diarize": "diarization",
    "image_gen": "image",
}


def _is_root(answer: Answer) -> bool:
    return answer.status == 200 and answer.text.strip() == "Nexa SDK is running"


class NexaKind(ServerKind):
    """Ids are `org/repo:quantization`. All of `/v1` waits while a model answers, so the manifests may be late."""

    kind = ProviderKind.NEXA
    probes = (Probe("/", _is_root),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        alike = bool(listed) and all(card.get("created") == 0 and _repo_of(card.get("id")) for card in listed)
        return Likeness.MAYBE if alike else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            name = described.entry.get("id")
            yield Described(described.entry, {"hub_repo": _repo_of(name), "quantization": quantization(_tag_of(name))})

    def detail_call(self, model: ListedModel) -> Call | None:
        """See ServerKind."""
        path = id_in_path(model.name)
        return Call("GET", f"{LIST_PATH}/{path}") if path else None

    def read_detail(self, model: ListedModel, answer: Answer) -> Mapping[str, object]:
        """See ServerKind."""
        manifest = object_in(answer)
        return {
            "types": words([text(manifest.get("ModelType")) or ""], _TYPES),
            "size_bytes": whole(at(manifest, "ModelFile", _tag_of(model.name), "Size")),
        }


def _repo_of(name: object) -> str | None:
    return hub_repo((text(name) or "").partition(":")[0])


def _tag_of(name: object) -> str:
    return (text(name) or "").partition(":")[2]
