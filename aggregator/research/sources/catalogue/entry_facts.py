"""What one entry of the catalogue says, statement by statement, so that several entries can be compared."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aggregator.data.detail_fields import Value, check_value

Statements = Mapping[str, Value]
"""By field; of `capabilities` each is a statement of its own, under `capabilities:tools` and the like."""

PRICES: Final = ("price_input", "price_output")
_CAPABILITIES: Final = {"tool_call": "tools", "reasoning": "reasoning", "structured_output": "structured_output"}
_ONE_OF_MANY: Final = "capabilities:"


def statements_in(entry: Mapping[str, Any]) -> Statements:
    """Everything usable in an entry."""
    limit, cost, modalities = _dict(entry.get("limit")), _dict(entry.get("cost")), _dict(entry.get("modalities"))
    said: dict[str, object] = {
        "context_length": limit.get("context"),
        "max_output_tokens": limit.get("output"),
        "input_modalities": modalities.get("input"),
        "output_modalities": modalities.get("output"),
        "knowledge_cutoff": entry.get("knowledge"),
        "released": entry.get("release_date"),
        "price_input": cost.get("input"),
        "price_output": cost.get("output"),
    }
    checked = {field: value for field, each in said.items() if (value := _checked(field, each)) is not None}
    return {**checked, **_capabilities(entry, checked.get("input_modalities"))}


def agreed(entries: Iterable[Statements]) -> Statements:
    """What every entry says that says anything about it."""
    common: dict[str, Value] = {}
    disputed: set[str] = set()
    for entry in entries:
        for field, value in entry.items():
            if common.setdefault(field, value) != value:
                disputed.add(field)
    return {field: value for field, value in common.items() if field not in disputed}


def values_of(statements: Statements, *, with_prices: bool) -> dict[str, object]:
    """As values by field."""
    values: dict[str, object] = {
        field: value
        for field, value in statements.items()
        if not field.startswith(_ONE_OF_MANY) and (with_prices or field not in PRICES)
    }
    capabilities = [
        field.removeprefix(_ONE_OF_MANY)
        for field, has_it in statements.items()
        if field.startswith(_ONE_OF_MANY) and has_it
    ]
    return {**values, "capabilities": capabilities or None}


def _capabilities(entry: Mapping[str, Any], modalities: Value | None) -> dict[str, Value]:
    said = {_ONE_OF_MANY + word: entry[key] for key, word in _CAPABILITIES.items() if isinstance(entry.get(key), bool)}
    attachment = entry.get("attachment")
    if isinstance(attachment, bool) and isinstance(modalities, tuple):
        said[f"{_ONE_OF_MANY}vision"] = attachment and "image" in modalities
    return said


def _checked(field: str, value: object) -> Value | None:
    try:
        return check_value(field, value)
    except ValueError:
        return None


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
