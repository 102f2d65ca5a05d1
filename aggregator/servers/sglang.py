"""SGLang: vLLM's list without permissions, and what the model can do beside it.

Its `/server_info` would tell the quantization, but it can hold the API key, and is another one at each call.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, flag, hub_repo, listed_in, object_at, text, whole, words_where
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind

_INFO = "/model_info"
_OLD_INFO = "/get_model_info"


class SglangKind(ServerKind):
    """One model, and perhaps adapters of it."""

    kind = ProviderKind.SGLANG
    more_paths = (_INFO,)
    instead = MappingProxyType({_INFO: _OLD_INFO})

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        own = all_owned_by("sglang", listed) and all("root" in entry for entry in listed)
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        info = object_at(answers, _INFO) or object_at(answers, _OLD_INFO)
        for described in super().describe(entries, answers):
            adapter = text(described.entry.get("parent")) is not None
            served = {"served_context_length": whole(described.entry.get("max_model_len"))}
            yield Described(described.entry, served if adapter else served | _facts(described.entry, info))


def _facts(entry: Mapping[str, Any], info: Mapping[str, Any]) -> dict[str, object]:
    writes, sees = flag(info.get("is_generation")), flag(info.get("has_image_understanding"))
    return {
        "hub_repo": hub_repo(info.get("model_path")) or hub_repo(entry.get("root")),
        "family": text(info.get("model_type")),
        "types": _types(writes, sees),
        "capabilities": words_where(completion=writes, vision=sees, audio=info.get("has_audio_understanding")),
    }


def _types(writes: bool | None, sees: bool | None) -> tuple[str, ...] | None:
    """What does not write may give vectors or rewards; older versions don't tell whether a model can see."""
    if not writes or sees is None:
        return None
    return ("vlm",) if sees else ("llm",)
