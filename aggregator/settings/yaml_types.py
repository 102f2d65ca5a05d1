"""What YAML 1.1 takes a scalar without quotes for, without the constructors that can fail on it."""

from typing import Final

import yaml
import yaml.resolver

_RESOLVER: Final = yaml.resolver.Resolver()
_LONGEST_NUMBER = 400
_BASES = {"0b": 2, "0x": 16}


def resolve(text: str) -> str | int | float | bool | None:
    """What PyYAML's SafeLoader would make of it; dates, and numbers beyond all measure, stay texts."""
    if len(text) > _LONGEST_NUMBER:
        return text
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    try:
        match tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() in {"yes", "true", "on"}
            case "int":
                return _whole(text)
            case "float":
                return _fraction(text)
            case _:
                return text
    except ValueError:  # `0b_` has the form of a number and is none
        return text


def is_base_60(text: str) -> bool:
    """Whether YAML takes it for a number because of its colons, as in `12:30:45`."""
    return ":" in text and isinstance(resolve(text), int | float)


def _whole(text: str) -> int:
    sign, digits = _signed(text)
    if digits[:2] in _BASES:
        return sign * int(digits[2:], _BASES[digits[:2]])
    if ":" in digits:
        return sign * _base_60([int(part) for part in digits.split(":")])
    octal = digits.startswith("0") and digits != "0"
    return sign * int(digits, 8 if octal else 10)


def _fraction(text: str) -> float:
    sign, digits = _signed(text)
    if ":" in digits:
        *whole, last = digits.split(":")
        return sign * (60.0 * _base_60([int(part) for part in whole]) + float(last))
    return sign * float(digits.removeprefix(".") if digits in {".inf", ".nan"} else digits)


def _signed(text: str) -> tuple[int, str]:
    digits = text.replace("_", "").lower()
    return -1 if digits.startswith("-") else 1, digits.lstrip("+-")


def _base_60(parts: list[int]) -> int:
    value = 0
    for part in parts:
        value = 60 * value + part
    return value
