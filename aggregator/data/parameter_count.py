"""ParameterCount: how many parameters a model has, read from the short forms that people write (`8.2B`, `26B-A4B`)."""

import re
from decimal import Decimal
from typing import Final

import attrs

_LONGEST = 40
_LARGEST = 10**15
_UNITS: Final = {"m": 10**6, "b": 10**9, "t": 10**12}

_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?([mbt])"
_TOTAL = re.compile(_NUMBER)
_ACTIVE = re.compile(rf"a{_NUMBER}")
_BOTH = re.compile(rf"{_NUMBER}[-_ /]a{_NUMBER}")


@attrs.frozen
class ParameterCount:
    """All parameters, and those that work on one token; None where the text does not tell.

    At least one of the two is known.
    """

    total: int | None = None
    active: int | None = None


def parse_parameters(text: str) -> ParameterCount | None:
    """What a text such as `8.2B`, `137M`, `1T`, `30B-A3B` or `A3B` says; None for anything else.

    `8x7B` gives None, because experts share layers (Mixtral 8x7B has 46.7B), and so does `E4B`, which counts only the
    parameters that are kept in fast memory.
    """
    word = text.strip().lower()
    if len(word) > _LONGEST:
        return None
    if match := _BOTH.fullmatch(word):
        return _count(_amount(match[1], match[2]), _amount(match[3], match[4]))
    if match := _TOTAL.fullmatch(word):
        return _count(_amount(match[1], match[2]), None)
    if match := _ACTIVE.fullmatch(word):
        return _count(None, _amount(match[1], match[2]))
    return None


def _amount(number: str, unit: str) -> int:
    return int(Decimal(number) * _UNITS[unit])


def _count(total: int | None, active: int | None) -> ParameterCount | None:
    known = [amount for amount in (total, active) if amount is not None]
    if not all(0 < amount <= _LARGEST for amount in known):
        return None
    if total is not None and active is not None and active > total:
        return None
    return ParameterCount(total, active)
