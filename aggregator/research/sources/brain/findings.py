"""Findings: what of a brain's answer is believed."""

from collections.abc import Mapping
from typing import Any

from aggregator.data.detail_fields import Value
from aggregator.data.foreign_text import one_line
from aggregator.errors import ResearchError
from aggregator.research.sources.brain.answer_schema import SAYABLE_FIELDS
from aggregator.research.sources.brain.entries import Entry, entries_in
from aggregator.research.sources.brain.json_in_text import LONGEST_TEXT, json_values, parsed
from aggregator.research.sources.brain.plausible import plausible, says_nothing
from aggregator.research.sources.brain.prompt import Asked, told_facts
from aggregator.research.sources.brain.thoughts import without_thoughts

_NOT_SAID = frozenset({"key", "name", "known", "quote"})


def findings_in(content: str, asked: Asked, now: float) -> Mapping[str, Mapping[str, Value]]:
    """Values by key. An entry that says "I don't know" has none; a model without a usable entry is not in it.

    What the brain was told is no word of its own when it comes back; when it says otherwise, that is.

    Raises:
        ResearchError: nothing in the answer is usable.
    """
    found: dict[str, Mapping[str, Value]] = {}
    for key, entry in entries_in(_documents(content), asked):
        if key not in found and (values := _values(entry, now)) is not None:
            told = told_facts(asked.questions[key].known)
            found[key] = {field: value for field, value in values.items() if field not in told or told[field] != value}
    if not found:
        raise ResearchError("no entry of the answer is usable for a model that was asked for")
    return found


def _documents(content: str) -> list[Any]:
    if len(content) > LONGEST_TEXT:
        raise ResearchError("the answer is far too long")
    try:
        return [parsed(content)]  # first, so that a tag of thinking inside a JSON text is left alone
    except ValueError:
        answer = without_thoughts(content)
    if answer is None:
        raise ResearchError("the answer ends while it is still thinking")
    if not (documents := list(json_values(answer))):
        raise ResearchError(f"no JSON in the answer, which begins: {one_line(answer, 80)}")
    return documents


def _values(entry: Entry, now: float) -> dict[str, Value] | None:
    """What an entry says; None when it says something, but nothing that can be right."""
    said = {field: value for field, value in entry.items() if field not in _NOT_SAID and not says_nothing(value)}
    values = {}
    for field in SAYABLE_FIELDS:
        value = plausible(field, said[field], now) if field in said else None
        if value is not None:
            values[field] = value
    if said and not values:
        return None
    _drop_contradictions(values)
    return values


def _drop_contradictions(values: dict[str, Value]) -> None:
    total, active = values.get("parameters"), values.get("active_parameters")
    if isinstance(total, int) and isinstance(active, int) and active > total:
        del values["active_parameters"]
