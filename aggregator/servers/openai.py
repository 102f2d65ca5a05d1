"""OpenAI's own cloud: a plain list, which many copy, so that it takes its exact dates to recognise it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from aggregator.data.provider import ProviderKind
from aggregator.servers.reading import listed_in
from aggregator.servers.server_kind import Answer, Likeness, ServerKind

_KEYS: Final = frozenset({"id", "object", "created", "owned_by"})
_OWNERS = re.compile(r"system|openai(-internal|-dev)?|(user|org)-.+")
_CREATED: Final = {
    "babbage-002": 1_692_634_615,
    "dall-e-2": 1_698_798_177,
    "dall-e-3": 1_698_785_189,
    "davinci-002": 1_692_634_301,
    "gpt-4": 1_687_882_411,
    "gpt-4-0613": 1_686_588_896,
    "gpt-4o": 1_715_367_049,
    "gpt-4o-mini": 1_721_172_741,
    "gpt-5": 1_754_425_777,
    "text-embedding-3-large": 1_705_953_180,
    "text-embedding-3-small": 1_705_948_997,
    "text-embedding-ada-002": 1_671_217_299,
    "tts-1": 1_681_940_951,
    "whisper-1": 1_677_532_384,
}
"""To the second; a gateway that lists the same names has dates of its own."""

_ENOUGH = 2


class OpenAiKind(ServerKind):
    """Its list has no facts."""

    kind = ProviderKind.OPENAI

    def likeness(self, answer: Answer) -> Likeness:
        """See ServerKind."""
        listed = listed_in(answer)
        known = [entry for entry in listed if str(entry.get("id")) in _CREATED]
        exact = all(entry.get("created") == _CREATED[str(entry["id"])] for entry in known)
        own = len(known) >= _ENOUGH and exact and all(map(_is_plain, listed))
        return Likeness.SURE if own else Likeness.NO


def _is_plain(entry: Mapping[str, Any]) -> bool:
    owner = entry.get("owned_by")
    return entry.keys() - {"shutdown_date"} == _KEYS and isinstance(owner, str) and bool(_OWNERS.fullmatch(owner))
