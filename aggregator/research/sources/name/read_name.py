"""read_name: everything that a model's name says, as values by field."""

from typing import Final

from aggregator.research.sources.name.families import FamilyFound, family_of
from aggregator.research.sources.name.file_format import format_of
from aggregator.research.sources.name.model_types import PIECES, has_mark, is_plain, marked_types, says_vision
from aggregator.research.sources.name.name_parts import NameParts, split_name
from aggregator.research.sources.name.parameters import parameters_of
from aggregator.research.sources.name.publisher import hub_repo_of, publisher_of
from aggregator.research.sources.name.quantization import quantization_of

_SIZED_BY_ACTIVE: Final = "llama4"
"""The family whose names give the active parameters (17B) where others give all."""


def read_name(name: str) -> dict[str, object]:
    """The fields that the name tells for sure; it takes any text, and an empty answer is a usual one."""
    parts = split_name(name)
    if parts is None:
        return {}
    said = {**_about_the_files(parts), **({} if parts.words & PIECES else _about_the_model(parts))}
    return {field: value for field, value in said.items() if value is not None}


def _about_the_files(parts: NameParts) -> dict[str, object]:
    quantization = quantization_of(parts.stem, parts.tag)
    return {
        "publisher": publisher_of(parts),
        "format": format_of(parts.ending, parts.org, parts.words, quantization),
        "hub_repo": hub_repo_of(parts),
        "quantization": quantization,
    }


def _about_the_model(parts: NameParts) -> dict[str, object]:
    slug = parts.slug
    found = family_of(slug, parts.org)
    count = parameters_of(found.rest if found else slug)
    total = count.total if count and not (found and found.family == _SIZED_BY_ACTIVE) else None
    return {
        "types": _types(parts, found),
        "family": found.family if found else None,
        "parameters": total,
        "active_parameters": count.active if count else None,
        "capabilities": ("vision",) if says_vision(slug) else None,
    }


def _types(parts: NameParts, found: FamilyFound | None) -> tuple[str, ...] | None:
    if has_mark(parts.slug):
        return marked_types(parts.slug) or None
    if found and found.type and is_plain(parts.slug, parts.words):
        return (found.type,)
    return None
