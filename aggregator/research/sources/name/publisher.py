"""The publisher and the Hub repository that a name tells."""

import re
from typing import Final

from aggregator.data.quantization import GGUF_TYPES, normalise_quantization
from aggregator.research.sources.name.name_parts import NameParts
from aggregator.research.sources.name.organisations import (
    HUB_ORGANISATIONS,
    LOWER_CASE_REPOS,
    MAKERS,
    NOT_ON_THE_HUB,
    OWN_NAMES,
    QUANTISERS,
)

_HUB_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?")
_CAPITAL: Final = re.compile(r"[A-Z]")
_FLOATS: Final = frozenset({"F16", "BF16", "F32", "MXFP4"})
_OF_QUANTISERS: Final = re.compile(r"gguf|[2-8]bit|bf16|mxfp4|bnb|awq|gptq")


def publisher_of(parts: NameParts) -> str | None:
    """Who stands before the `/`, when that is a known maker or a repository of the Hub."""
    if hub_repo_of(parts):
        return parts.org
    maker = parts.org.lower()
    if maker not in MAKERS or not parts.repo:
        return None
    own = OWN_NAMES.get(maker)
    return parts.org if own is None or own.match(parts.repo.lower()) else None


def hub_repo_of(parts: NameParts) -> str | None:
    """`org/repo` when it can be nothing but a repository of the Hugging Face Hub."""
    if not (_is_hub_name(parts.org) and _is_hub_name(parts.repo)):
        return None
    if parts.on_hub or _is_gguf_repo(parts):
        return f"{parts.org}/{parts.repo}"
    return f"{parts.org}/{parts.repo}" if not parts.tag and _is_known_repo(parts.org, parts.repo) else None


def _is_hub_name(text: str) -> bool:
    return bool(_HUB_NAME.fullmatch(text)) and "--" not in text and ".." not in text


def _is_gguf_repo(parts: NameParts) -> bool:
    """`org/X-GGUF` or `org/X-GGUF:Q4_K_M`, as llama.cpp writes them: a habit of the Hub only."""
    if parts.tag and normalise_quantization(parts.tag) not in GGUF_TYPES | _FLOATS:
        return False
    return parts.repo.endswith("-GGUF") or (parts.org in HUB_ORGANISATIONS and parts.repo.endswith("-gguf"))


def _is_known_repo(org: str, repo: str) -> bool:
    if org not in HUB_ORGANISATIONS or NOT_ON_THE_HUB.fullmatch(repo):
        return False
    if org == "openai":
        return bool(LOWER_CASE_REPOS[org].fullmatch(repo))
    if _CAPITAL.search(repo):
        return True
    if org in QUANTISERS:
        return bool(_OF_QUANTISERS.search(repo))
    return org in LOWER_CASE_REPOS and bool(LOWER_CASE_REPOS[org].fullmatch(repo))
