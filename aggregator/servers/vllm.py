"""vLLM: a list with the context that is served, and the repo that the model came from."""

from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, hub_repo, listed_in, text, whole
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, ServerKind


class VllmKind(ServerKind):
    """An adapter (LoRA) is an entry with a parent, of whose context it has a share."""

    kind = ProviderKind.VLLM

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        own = all_owned_by("vllm", listed) and all(map(_is_card, listed))
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        models = list(super().describe(entries, answers))
        served = {str(model.entry.get("id")): whole(model.entry.get("max_model_len")) for model in models}
        for model in models:
            parent = text(model.entry.get("parent"))
            facts = {
                "served_context_length": whole(model.entry.get("max_model_len")) or served.get(parent or ""),
                "hub_repo": None if parent else hub_repo(model.entry.get("root")),
            }
            yield Described(model.entry, facts)


def _is_card(entry: Mapping[str, Any]) -> bool:
    return "root" in entry and ("max_model_len" in entry or "permission" in entry)
