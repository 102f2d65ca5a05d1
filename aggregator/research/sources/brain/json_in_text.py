"""JSON in the text of a language model: bare, fenced, or with prose around it."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

LONGEST_TEXT: Final = 200_000
"""Characters; no honest answer is anywhere near."""

_OPENER = re.compile(r"[{\[]")
_MOST_FAILURES = 200  # each may read the text to its end
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)  # NaN says "unknown"


def parsed(text: str) -> Any:
    """The text as one JSON document.

    Raises:
        ValueError: it is none, or one that is too deep or too large to read.
    """
    try:
        return _DECODER.decode(text)
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error


def json_values(text: str) -> Iterator[Any]:
    """The objects and lists in a text, in order.

    Where one is broken, the whole ones inside it still count: a list that was cut keeps its first entries.
    """
    position = failures = 0
    while failures < _MOST_FAILURES and (opener := _OPENER.search(text, position)):
        try:
            value, position = _DECODER.raw_decode(text, opener.start())
        except (ValueError, RecursionError):
            position = opener.end()
            failures += 1
        else:
            yield value
