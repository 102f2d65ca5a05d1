"""Reading foreign values: each function gives the value in our unit, or None where it does not say it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import quote

from aggregator.data.detail_fields import MODALITIES
from aggregator.data.parameter_count import parse_parameters
from aggregator.data.quantization import normalise_quantization
from aggregator.servers.server_kind import NO_ANSWER, Answer, Answers

_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_SIZE = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)\s?([kmgt]?)(i?)b", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?(?![0-9-])")
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_LONGEST_NUMBER = 40


def at(value: Any, *path: str | int) -> Any:
    """What lies at the end of a path of keys and positions; None where the path breaks off."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def records(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list; anything else in it is left out."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def text(value: Any) -> str | None:
    """A text that is not blank."""
    return value if isinstance(value, str) and value.strip() else None


def texts(value: Any) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def flag(value: Any) -> bool | None:
    """True or false, said as such."""
    return value if isinstance(value, bool) else None


def whole(value: Any) -> int | None:
    """A whole number above 0; some servers write it as a text or as a float."""
    number = _decimal(value)
    return int(number) if number is not None and number > 0 and number == number.to_integral_value() else None


def usd_per_million(per_token: Any) -> float | None:
    """A price per token as a price per million tokens; a negative one (`-1`: it varies) is unknown."""
    number = _decimal(per_token)
    return float(number * 1_000_000) if number is not None and number >= 0 else None


def size_bytes(human: Any) -> int | None:
    """The bytes that `256.35MiB` or `5.2 GB` says."""
    match = _SIZE.fullmatch(human.strip()) if isinstance(human, str) and len(human) < _LONGEST_NUMBER else None
    if match is None:
        return None
    base = 1024 if match[3] else 1000
    return int(Decimal(match[1]) * base ** _POWERS[match[2].lower()]) or None


def quantization(value: Any) -> str | None:
    """The one spelling of a quantization."""
    return normalise_quantization(value) if isinstance(value, str) else None


def parameters(value: Any) -> dict[str, int | None]:
    """The fields `parameters` and `active_parameters` that `8.2B` or `26B-A4B` says."""
    count = parse_parameters(value) if isinstance(value, str) else None
    return {"parameters": count.total, "active_parameters": count.active} if count else {}


def hub_repo(value: Any) -> str | None:
    """`org/name`, not a path."""
    return value if isinstance(value, str) and _REPO.fullmatch(value) else None


def day(value: Any) -> str | None:
    """The date at the beginning of a text, such as an RFC 3339 time; the epoch says that nobody knows."""
    match = _DAY.match(value) if isinstance(value, str) else None
    return match[0] if match and not match[0].startswith("1970-") else None


def words(said: Iterable[str], meanings: Mapping[str, str]) -> tuple[str, ...] | None:
    """The words said, in our words; those without a meaning for us are left out, and None is nothing."""
    return tuple(dict.fromkeys(meanings[word] for word in said if word in meanings)) or None


def modalities(value: Any) -> tuple[str, ...] | None:
    """Kinds of input or output. Where a cloud takes a `file`, that is a PDF."""
    return words(texts(value), {**{word: word for word in MODALITIES}, "file": "pdf"})


def words_where(**said: object) -> tuple[str, ...] | None:
    """The words that are said to be true: `tools=True, vision=None` gives `tools`."""
    return tuple(word for word, value in said.items() if value is True) or None


def listed_in(answer: Answer) -> list[dict[str, Any]]:
    """The entries of a list answer; none where it is no good list, or one entry is no object."""
    entries = at(answer.document, "data") if isinstance(answer.document, dict) else answer.document
    good = answer.ok and isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    return entries if good else []


def all_owned_by(owner: str, entries: list[dict[str, Any]]) -> bool:
    """Whether there are entries, and all of them belong to that owner."""
    return bool(entries) and all(entry.get("owned_by") == owner for entry in entries)


def object_in(answer: Answer) -> dict[str, Any]:
    """The object that a good answer is; empty for any other."""
    return answer.document if answer.ok and isinstance(answer.document, dict) else {}


def object_at(answers: Answers, path: str) -> dict[str, Any]:
    """The object that came from a path; empty where none came."""
    return object_in(answers.get(path, NO_ANSWER))


def id_in_path(name: str) -> str | None:
    """An id as the end of a request's path; None for one that would climb to another path."""
    return None if {".", ".."} & set(name.split("/")) else quote(name, safe="/:@")


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(value if isinstance(value, int) else str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _LONGEST_NUMBER else None
