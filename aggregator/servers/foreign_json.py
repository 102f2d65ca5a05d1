"""Foreign JSON: read as leniently as servers need it, and clean enough to be sent on."""

import json
from typing import Any

import orjson

from aggregator.errors import PollError


def read_json(body: bytes) -> Any:
    """The parsed body. NaN and Infinity become null, lone surrogates U+FFFD; a byte order mark is skipped.

    Raises:
        PollError: kind `bad_answer`, when it is no JSON, or nested too deeply.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _read_leniently(body)


def _read_leniently(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig", "replace")
        return _clean(json.loads(text, parse_int=_whole, parse_constant=lambda _name: None))
    except (ValueError, RecursionError):
        raise PollError("bad_answer", f"the answer is not JSON (it begins with {_beginning(body)})") from None


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 19 else float(digits)  # orjson writes no more than 64 bits


def _beginning(body: bytes) -> str:
    if not body.strip():
        return "nothing"
    return "HTML" if body.lstrip()[:1] == b"<" else "something else"


def _clean(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case float():
            return value if abs(value) != float("inf") else None
        case list():
            return [_clean(each) for each in value]
        case dict():
            return {_clean(key): _clean(each) for key, each in value.items()}
        case _:
            return value
