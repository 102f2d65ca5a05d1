"""Every JSON-ready value comes back as it was."""

from types import MappingProxyType

import pytest
from hypothesis import given

from aggregator.store.sqlite.codec import view_of
from aggregator.store.sqlite.json_text import from_json, to_json
from tests.store.kept_records import views


@given(views)
def test_every_value_comes_back_with_tuples(view):
    text = to_json(view)
    assert view_of(text) == view
    assert b"\n" not in text
    assert b"\0" not in text


@pytest.mark.parametrize("value", [2**63, 2**64, -(2**63), -(2**64), 10**400, "\ud800", "\0", {"\udfff": 1}, 0.1, -0.0])
def test_values_at_the_edge_come_back(value):
    back = from_json(to_json(value))
    assert back == value
    assert type(back) is type(value)


def test_read_only_mappings_are_objects():
    assert from_json(to_json({"a": MappingProxyType({"b": (1,)}), "c": "\ud800"})) == {"a": {"b": [1]}, "c": "\ud800"}


def test_what_is_no_json_is_refused():
    with pytest.raises(TypeError):
        to_json({"a": object()})
