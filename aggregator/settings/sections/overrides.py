"""The section `overrides`."""

from collections.abc import Callable, Mapping
from typing import Final

from aggregator.data.detail_fields import FIELDS, DetailField, Value, check_value
from aggregator.settings.nodes import Scalar
from aggregator.settings.numbers import flag, number
from aggregator.settings.place import Place, each
from aggregator.settings.problems import Wrong
from aggregator.settings.section import Key, Keys, read_section, section_of
from aggregator.settings.settings import OverrideRule
from aggregator.settings.texts import filled_text, text, word_of


def _right(field: DetailField) -> str:
    """What the field's schema asks for, in words."""
    match field.schema:
        case {"type": "string", "pattern": _}:
            return "a date such as 2025-04 or 2025-04-29"
        case {"type": "string", "maxLength": longest}:
            return f"a text of at most {longest} characters"
        case {"type": "array", "items": {"enum": words}}:
            return f"a list such as [{words[0]}, {words[1]}]"
        case {"type": "boolean"}:
            return "true or false"
        case schema:
            return f"{schema['description']}, from {schema['minimum']} to {schema['maximum']}"


def _reader(field: DetailField) -> Callable[[Place], object]:
    match field.schema:
        case {"type": "string"}:
            return text
        case {"type": "array", "items": {"enum": words}}:
            return each(word_of(str, words))  # check_value would repeat an unknown word, also out of a variable
        case {"type": "boolean"}:
            return flag
        case _:
            return lambda place: number(place, _right(field))


def _detail(field: DetailField) -> Key:
    read = _reader(field)

    def read_detail(place: Place) -> Value | None:
        if isinstance(place.node, Scalar) and place.node.is_null:
            return None
        value = read(place)
        try:
            return check_value(field.name, value)
        except ValueError as error:
            raise Wrong(str(error), _right(field)) from None

    return Key(read_detail, null_counts=True)


DETAILS: Final[Keys] = {name: _detail(field) for name, field in FIELDS.items()}


def read_details(place: Place) -> Mapping[str, Value | None]:
    """Fields with their values; a null takes the field away."""
    section = read_section(place, DETAILS)
    section.must_be_good()
    return section.values


OVERRIDE: Final[Keys] = {
    "match": Key(filled_text, required="a glob on the model's name"),
    "provider": Key(filled_text),
    "details": Key(read_details, DETAILS),
    "hide": Key(flag),
}
read_overrides = each(section_of(OverrideRule, OVERRIDE))
