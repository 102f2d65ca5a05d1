"""LiteLLM's proxy: one owner and one date for all, and rich information about each deployment for keys that may ask."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import (
    all_owned_by,
    at,
    listed_in,
    object_at,
    records,
    usd_per_million,
    whole,
    words_where,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_INFO = "/v1/model/info"
_GROUPS = "/model_group/info"
_ALIVE = "/health/liveliness"
_CREATED = 1_677_610_602
_TYPES: Final = {
    "chat": "llm",
    "completion": "llm",
    "responses": "llm",
    "embedding": "embedding",
    "rerank": "reranker",
    "audio_transcription": "asr",
    "audio_speech": "tts",
    "image_generation": "image",
    "video_generation": "video",
    "moderation": "classifier",
}


def _is_alive(answer: Answer) -> bool:
    return bool(answer.document == "I'm alive!")


def _tells_of_deployments(answer: Answer) -> bool:
    deployments = list(records(at(answer.document, "data")))
    return bool(deployments) and all("litellm_params" in deployment for deployment in deployments)


class LiteLlmKind(ServerKind):
    """Where a name has several deployments, a fact is what all of them say."""

    kind = ProviderKind.LITELLM
    more_paths = (_INFO,)
    instead = MappingProxyType({_INFO: _GROUPS})
    probes = (Probe(_ALIVE, _is_alive), Probe(_INFO, _tells_of_deployments))
    one_probe_is_enough = True

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        alike = all_owned_by("openai", listed) and all(entry.get("created") == _CREATED for entry in listed)
        return Likeness.MAYBE if alike else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        infos = _infos_by_name(answers)
        for described in super().describe(entries, answers):
            name = str(described.entry.get("id"))
            if "*" in name:  # it stands for all models of a cloud, and is none itself
                continue
            # Groups of deployments and newer lists have the same keys as the information about one deployment.
            yield Described(described.entry, _facts(described.entry) | _agreed(map(_facts, infos.get(name, []))))


def _infos_by_name(answers: Answers) -> dict[str, list[Mapping[str, Any]]]:
    infos: dict[str, list[Mapping[str, Any]]] = {}
    for group in records(object_at(answers, _GROUPS).get("data")):
        infos.setdefault(str(group.get("model_group")), []).append(group)
    for deployment in records(object_at(answers, _INFO).get("data")):
        info = deployment.get("model_info")
        infos.setdefault(str(deployment.get("model_name")), []).append(info if isinstance(info, dict) else {})
    return infos


def _agreed(said: Iterable[dict[str, object]]) -> dict[str, object]:
    """What all say that say something; of two that differ, neither."""
    agreed: dict[str, object] = {}
    for field, value in (pair for each in said for pair in each.items() if pair[1] is not None):
        agreed[field] = value if agreed.get(field, value) == value else None
    return agreed


def _facts(info: Mapping[str, Any]) -> dict[str, object]:
    sees = info.get("supports_vision") is True
    type_ = _TYPES.get(str(info.get("mode")))
    return {
        "types": (("vlm",) if type_ == "llm" and sees else (type_,)) if type_ else None,
        "context_length": whole(info.get("max_input_tokens")),
        "max_output_tokens": whole(info.get("max_output_tokens")),
        # 0 is what it says of models whose price it does not know.
        "price_input": usd_per_million(info.get("input_cost_per_token")) or None,
        "price_output": usd_per_million(info.get("output_cost_per_token")) or None,
        "capabilities": words_where(
            tools=info.get("supports_function_calling"),
            vision=sees,
            audio=info.get("supports_audio_input"),
            reasoning=info.get("supports_reasoning"),
            structured_output=info.get("supports_response_schema"),
        ),
    }
