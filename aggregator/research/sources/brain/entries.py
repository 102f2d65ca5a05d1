"""Entries: which part of an answer is about which model, in all the shapes that brains answer in."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from aggregator.research.sources.brain.answer_schema import SAYABLE_FIELDS
from aggregator.research.sources.brain.prompt import Asked

Entry = Mapping[str, Any]

_DEEPEST_WRAPPER: Final = 4


def entries_in(values: Iterable[Any], asked: Asked) -> Iterator[tuple[str, Entry]]:
    """The entries that are surely about a model that was asked for, with its key, in the order of the answer."""
    for value in values:
        for label, entry in _labelled(value, asked, 0):
            key = _key_of(label, entry, asked)
            if key is not None:
                yield key, entry


def _labelled(value: Any, asked: Asked, depth: int) -> Iterator[tuple[str | None, Entry]]:
    """Unwrap lists, wrapper objects, and mappings from key or name to entry; the label is what an entry stood under."""
    if depth > _DEEPEST_WRAPPER:
        return
    if isinstance(value, list):
        for item in value:
            yield from _labelled(item, asked, depth + 1)
    elif isinstance(value, dict):
        labels = [label for label in value if label in asked.questions or label in asked.names]
        if isinstance(value.get("key"), str) or isinstance(value.get("name"), str):
            yield None, value
        elif any(isinstance(value[label], dict) for label in labels):
            yield from ((label, value[label]) for label in labels if isinstance(value[label], dict))
        elif (inside := _wrapped(value)) is not None:
            yield from _labelled(inside, asked, depth + 1)
        else:
            yield None, value


def _wrapped(value: Entry) -> Any:
    """What a wrapper holds: its one list of objects, or its only value if that is an object."""
    lists = [
        inside for inside in value.values() if isinstance(inside, list) and any(isinstance(i, dict) for i in inside)
    ]
    if len(lists) == 1:
        return lists[0]
    only = next(iter(value.values())) if len(value) == 1 else None
    return only if isinstance(only, dict) else None


def _key_of(label: str | None, entry: Entry, asked: Asked) -> str | None:
    """The key of the model an entry is about; None when it is not clear, or when the entry contradicts itself."""
    is_key = label in asked.questions
    keys = [key for key in (entry.get("key"), label if is_key else None) if key is not None]
    names = [name for name in (entry.get("name"), None if is_key else label) if name is not None]
    if keys:
        key = keys[0]
    elif names:
        key = _only(asked.keys_of(names[0]))
    else:
        key = _only(tuple(asked.questions)) if any(field in entry for field in SAYABLE_FIELDS) else None
    if not isinstance(key, str) or key not in asked.questions:
        return None
    name_asked = asked.questions[key].name
    is_clear = all(other == key for other in keys) and all(name == name_asked for name in names)
    return key if is_clear else None


def _only(keys: tuple[str, ...]) -> str | None:
    return keys[0] if len(keys) == 1 else None
