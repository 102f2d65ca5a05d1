"""What all formats ask of a row: which rows go out, and the facts that several of them need."""

from collections.abc import Iterable, Sequence

from aggregator.data.provider_status import ModelState
from aggregator.data.snapshot import Row

CHAT_TYPES = frozenset({"llm", "vlm"})


def available(rows: Iterable[Row]) -> Sequence[Row]:
    """A config for another program names only what answers now."""
    return [row for row in rows if row.state is ModelState.AVAILABLE]


def types_of(row: Row) -> frozenset[str]:
    """Empty where nothing is known."""
    return words_of(row, "types")


def words_of(row: Row, field: str) -> frozenset[str]:
    """A list of words, empty where nothing is known."""
    value = row.detail.get(field)
    return frozenset(value) if isinstance(value, tuple) else frozenset()


def number_of(row: Row, field: str) -> int | float | None:
    """A number, None where nothing is known."""
    value = row.detail.get(field)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def context_of(row: Row) -> int | None:
    """The tokens that this server gives the model now, else those that it can take."""
    for field in ("served_context_length", "context_length"):
        if (tokens := number_of(row, field)) is not None:
            return int(tokens)
    return None


def inputs_of(row: Row) -> list[str]:
    """The input modalities, in the catalogue's order; text where nothing else is known."""
    value = row.detail.get("input_modalities")
    if isinstance(value, tuple):
        return list(value)
    return ["text", "image"] if "vision" in words_of(row, "capabilities") or "vlm" in types_of(row) else ["text"]


def outputs_of(row: Row) -> list[str]:
    """The output modalities; text where nothing else is known."""
    value = row.detail.get("output_modalities")
    return list(value) if isinstance(value, tuple) else ["text"]


def is_chat(row: Row) -> bool:
    """Whether it can be talked to, as far as is known."""
    types = types_of(row)
    return not types or not types.isdisjoint(CHAT_TYPES)
