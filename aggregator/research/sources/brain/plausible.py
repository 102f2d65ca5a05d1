"""What a brain may say, one value at a time: made clean, or dropped because it can't be right."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from aggregator.data.detail_fields import FIELDS, Value, check_value

_BOUNDS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "parameters": (10**5, 10**13),
        "active_parameters": (10**5, 10**13),
        "context_length": (128, 20_000_000),
        "max_output_tokens": (16, 20_000_000),
        "dimensions": (8, 100_000),
    }
)
_EARLIEST: Final[Mapping[str, date]] = MappingProxyType(
    {"released": date(2017, 1, 1), "knowledge_cutoff": date(2010, 1, 1)}
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_NUMBER = re.compile(
    r"([0-9]{1,15}|[0-9]{1,3}(?:[,_][0-9]{3}){1,5}|[0-9]{1,6}\.[0-9]{1,6})"
    r" ?([kmbt]?)(?: ?(?:tokens|parameters|params))?",
    re.IGNORECASE,
)
_FACTORS: Final[Mapping[str, int]] = MappingProxyType({"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12})
_UNKNOWN_WORDS: Final = frozenset({"", "?", "-", "n/a", "na", "none", "null", "unknown", "not known", "unspecified"})
_LINK = re.compile(
    r"://|\bwww\.|\b(?:mailto|javascript):|[a-z0-9]\.[a-z]{2,10}/|[a-z0-9]\.(?:com|net|org|info|io|co|xyz)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<\s*[a-z/!?|]|[`{}]|\]\(|\\[a-z]", re.IGNORECASE)
_GARBAGE = re.compile(r"\S{61}")
_LONGEST_SUMMARY = 1000


def says_nothing(value: object) -> bool:
    """Whether a value means "I don't know"."""
    return value in (None, 0, [], {}) or (isinstance(value, str) and value.strip().lower() in _UNKNOWN_WORDS)


def plausible(field: str, value: object, now: float) -> Value | None:
    """The clean value; None when it can't be right."""
    try:
        if field in _BOUNDS:
            clean = _number(field, value)
        elif field in _EARLIEST:
            clean = _day(field, value, now)
        elif FIELDS[field].schema["type"] == "array":
            clean = _words(field, value)
        else:
            clean = _text(field, value)
        return check_value(field, clean)
    except ValueError:
        return None


def _number(field: str, value: object) -> Value:
    if isinstance(value, str):
        value = _number_in(value.strip(), counts_tokens="parameters" not in field)
    number = check_value(field, value)
    smallest, largest = _BOUNDS[field]
    if not isinstance(number, int) or not smallest <= number <= largest:
        raise ValueError("is absurd")
    return number


def _number_in(text: str, *, counts_tokens: bool) -> int:
    """The number that "8B", "131,072" or "32k tokens" means; "8x7B" or "about 8B" mean none."""
    if not (match := _NUMBER.fullmatch(text)):
        raise ValueError("is no number")
    number = Decimal(re.sub("[,_]", "", match[1]))
    factor = _FACTORS[match[2].lower()]
    # "128k" tokens is how people write 131072; "200k" is how they write 200000.
    if counts_tokens and factor == 1000 and number == int(number) and int(number).bit_count() == 1:
        factor = 1024
    if (whole := number * factor) != int(whole):
        raise ValueError("is not exact")
    return int(whole)


def _day(field: str, value: object, now: float) -> Value:
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        raise ValueError("is no date")
    text = value.strip()
    day = date.fromisoformat(text if len(text) == len("YYYY-MM-DD") else f"{text}-01")
    if not _EARLIEST[field] <= day <= datetime.fromtimestamp(now, UTC).date():
        raise ValueError("is absurd")
    return text


def _words(field: str, value: object) -> Value:
    said: list[Any] = value if isinstance(value, list) else [value]
    words = {word.strip().lower() for word in said if isinstance(word, str)}
    schema: Mapping[str, Any] = FIELDS[field].schema
    return tuple(word for word in schema["items"]["enum"] if word in words)


def _text(field: str, value: object) -> Value:
    schema: Mapping[str, Any] = FIELDS[field].schema
    longest = _LONGEST_SUMMARY if field == "summary" else schema["maxLength"]  # only a summary can do without its end
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("is no text of a sensible length")
    # Looked for in the clean text, which control characters no longer hide anything from.
    text = str(check_value(field, value))
    if _LINK.search(text) or _MARKUP.search(text) or _GARBAGE.search(text):
        raise ValueError("holds a link, markup, code or garbage")
    return text
