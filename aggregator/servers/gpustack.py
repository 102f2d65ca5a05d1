"""GPUStack: a cluster's models, with what their engines say about them as `meta`."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, listed_in, text, whole
from aggregator.servers.server_kind import LIST_PATH, Answer, Answers, Described, Likeness, ServerKind


class GpuStackKind(ServerKind):
    """Recognised by its owner; Ollama's owners are namespaces, which begin the names, too."""

    kind = ProviderKind.GPUSTACK
    list_path = f"{LIST_PATH}?with_meta=true"

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        namespace = any("gpustack/" in (text(card.get("id")) or "") for card in listed)
        own = all_owned_by("gpustack", listed) and not namespace
        return Likeness.SURE if own else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            meta = described.entry.get("meta")
            yield Described(described.entry, _facts(meta) if isinstance(meta, dict) else {})


def _facts(meta: dict[str, Any]) -> dict[str, object]:
    # Only what llama.cpp and vLLM call by names that mean nothing else; the rest of `meta` is anybody's.
    return {
        "context_length": whole(meta.get("n_ctx_train")),
        "served_context_length": whole(meta.get("n_ctx")) or whole(meta.get("max_model_len")),
        "parameters": whole(meta.get("n_params")),
        "size_bytes": whole(meta.get("size")),
    }
