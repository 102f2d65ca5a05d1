"""Docker Model Runner: newer ones put a `dmr` object with the facts into each entry."""

import re
from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import (
    all_owned_by,
    hub_repo,
    listed_in,
    object_in,
    parameters,
    quantization,
    size_bytes,
    text,
)
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_DISK_USE = "/df"
_FROM_HUB = re.compile(r"(?:hf\.co|huggingface\.co)/([^:]+)(?::.*)?")


def _is_disk_use(answer: Answer) -> bool:
    return {"models_disk_usage", "default_backend_disk_usage"} <= object_in(answer).keys()


class DmrKind(ServerKind):
    """Its API lies below `/engines`, and so do the paths here."""

    kind = ProviderKind.DMR
    probes = (Probe(_DISK_USE, _is_disk_use),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        if not all_owned_by("docker", listed):
            return Likeness.NO
        return Likeness.SURE if all(isinstance(card.get("dmr"), dict) for card in listed) else Likeness.MAYBE

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            facts = described.entry.get("dmr")
            known = _facts(facts) if isinstance(facts, dict) else {}
            yield Described(described.entry, known | {"hub_repo": _repo_in(described.entry.get("id"))})


def _facts(dmr: dict[str, Any]) -> dict[str, object]:
    return {
        "context_length": dmr.get("context_window"),
        "family": dmr.get("architecture"),
        **parameters(dmr.get("parameters")),
        "quantization": quantization((text(dmr.get("quantization")) or "").removeprefix("MOSTLY_")),
        "size_bytes": size_bytes(dmr.get("size")),
    }


def _repo_in(name: object) -> str | None:
    found = _FROM_HUB.fullmatch(text(name) or "")
    return hub_repo(found[1]) if found else None
