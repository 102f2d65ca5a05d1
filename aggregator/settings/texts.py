"""Readers of texts: free ones, and words out of a few."""

import re
from collections.abc import Callable, Collection
from typing import Final, TypeVar

from aggregator.settings.place import Place
from aggregator.settings.problems import Wrong, meant
from aggregator.settings.yaml_types import resolve

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_NOT_PRINTABLE_LINES: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

W = TypeVar("W", bound=str)


def lines_of_text(place: Place) -> str:
    """A text of any number of lines."""
    text = _text(place)
    if _NOT_PRINTABLE_LINES.search(text):
        raise Wrong("has control characters in it", "printable text")
    return text


def text(place: Place) -> str:
    """A text of one line."""
    line = _text(place)
    if _CONTROL.search(line):
        raise Wrong("has line breaks or control characters in it", "printable text in one line")
    return line


def filled_text(place: Place) -> str:
    """A text of one line that is not blank."""
    line = text(place)
    if not line.strip():
        raise Wrong("is empty", "a text")
    return line


def word_of(make: Callable[[str], W], words: Collection[str]) -> Callable[[Place], W]:
    """One of `words`, as `make` gives it."""

    def read_word(place: Place) -> W:
        word = text(place)
        if word not in words:
            raise Wrong(f"{place.shown} is unknown", meant(word, words))
        return make(word)

    return read_word


def _text(place: Place) -> str:
    scalar = place.scalar()
    if scalar.plain and not scalar.expanded:
        match resolve(scalar.text):
            case None:
                raise Wrong("is empty", "a text")
            case bool() as flag:
                raise Wrong(f"YAML reads {place.shown} as the boolean {str(flag).lower()}", "put it in quotes")
            case int() | float():
                raise Wrong(f"YAML reads {place.shown} as a number", "put it in quotes")
            case str():
                pass
    return scalar.text
