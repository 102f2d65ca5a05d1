"""mlx-lm: lists the Hugging Face cache of a Mac, in entries without an owner."""

from collections.abc import Iterable
from typing import Any

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import hub_repo, listed_in, object_in
from aggregator.servers.server_kind import Answer, Answers, Described, Likeness, Probe, ServerKind

_HEALTH = "/health"


def _is_health(answer: Answer) -> bool:
    return object_in(answer) == {"status": "ok"}


class MlxLmKind(ServerKind):
    """Little tells it apart: the three keys of its entries, Python's own HTTP server, and its health."""

    kind = ProviderKind.MLXLM
    probes = (Probe(_HEALTH, _is_health),)

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        bare = bool(listed) and all(card.keys() == {"id", "object", "created"} for card in listed)
        # Home-made servers have such entries and such a health, too, but hardly one of them this HTTP server.
        return Likeness.MAYBE if bare and answer.headers.get("server", "").startswith("BaseHTTP/") else Likeness.NO

    def describe(self, entries: list[Any], answers: Answers) -> Iterable[Described]:
        """See ServerKind."""
        for described in super().describe(entries, answers):
            yield Described(described.entry, {"hub_repo": hub_repo(described.entry.get("id"))})
