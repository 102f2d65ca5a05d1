"""NVIDIA NIM: vLLM's list, so only its version tells it from vLLM."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import all_owned_by, listed_in, object_in
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_VERSION = "/v1/version"


def _is_version(answer: Answer) -> bool:
    version = object_in(answer)
    return isinstance(version.get("release"), str) and isinstance(version.get("api"), str)


class NimKind(ServerKind):
    """Its `root` looks like a repo of the Hugging Face Hub but is a name of NVIDIA's own catalogue."""

    kind = ProviderKind.NIM
    probes = (Probe(_VERSION, _is_version),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        alike = all_owned_by("vllm", listed) or all_owned_by("system", listed)
        return Likeness.MAYBE if alike else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, {"served_context_length": described.entry.get("max_model_len")})
