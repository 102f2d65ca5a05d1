"""Readers of numbers and of true and false; true is no number."""

import re
from collections.abc import Callable
from typing import Final

import attrs

from aggregator.settings.place import Place
from aggregator.settings.problems import Wrong
from aggregator.settings.yaml_types import is_base_60, resolve

_EXPONENT: Final = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?[eE][-+]?[0-9]{1,3}")
_LARGEST: Final = 10**9


@attrs.frozen
class Range:
    """From `least` to `most`; `above` stands in for `least` where the bound itself is too small."""

    least: float | None = None
    most: float = _LARGEST
    above: float | None = None

    def holds(self, value: float) -> bool:
        """Whether the value is in the range; nan is in none."""
        if self.above is not None:
            return self.above < value <= self.most
        return (value <= self.most) if self.least is None else (self.least <= value <= self.most)

    def __str__(self) -> str:
        if self.above is not None:
            return f"above {_plain(self.above)}, at most {_plain(self.most)}"
        return f"from {_plain(self.least or 0)} to {_plain(self.most)}"


def flag(place: Place) -> bool:
    """True or false."""
    scalar = place.scalar()
    if not scalar.plain and not scalar.expanded:
        raise Wrong(f"{place.shown} is a text", "true or false without quotes")
    value = resolve(scalar.text)
    if not isinstance(value, bool):
        raise Wrong(f"{place.shown} is neither true nor false", "true or false")
    return value


def number_in(bounds: Range) -> Callable[[Place], float]:
    """A number, fractional or not."""

    def read_number(place: Place) -> float:
        return float(_in_range(number(place, f"a number {bounds}"), bounds, place, "a number"))

    return read_number


def whole_in(bounds: Range) -> Callable[[Place], int]:
    """A whole number."""

    def read_whole(place: Place) -> int:
        value = number(place, f"a whole number {bounds}")
        if not isinstance(value, int):
            raise Wrong(f"{place.shown} is not a whole number", f"a whole number {bounds}")
        _in_range(value, bounds, place, "a whole number")
        return value

    return read_whole


def number(place: Place, right: str) -> int | float:
    """Any number; `right` describes in a message what was wanted."""
    scalar = place.scalar()
    if not scalar.plain and not scalar.expanded:
        raise Wrong(f"{place.shown} is a text", f"{right}, without quotes")
    if is_base_60(scalar.text):
        raise Wrong(f"YAML reads {place.shown} as a number in base 60", right)
    if _EXPONENT.fullmatch(scalar.text) and isinstance(resolve(scalar.text), str):
        raise Wrong(f"YAML reads {place.shown} as a text", f"{right}, with all its digits")
    value = resolve(scalar.text)
    if isinstance(value, bool):
        raise Wrong(f"YAML reads {place.shown} as the boolean {str(value).lower()}", right)
    if not isinstance(value, int | float):
        raise Wrong(f"{place.shown} is not a number", right)
    return value


def _in_range(value: float, bounds: Range, place: Place, kind: str) -> float:
    if not bounds.holds(value):
        raise Wrong(f"{place.shown} is out of range", f"{kind} {bounds}")
    return value


def _plain(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)
