"""A secret shows itself to nobody by accident."""

import logging

import attrs
import orjson
import pytest

from aggregator.data.secret import Secret
from tests.factories import bearer, provider

KEY = "sk-CANARY"


@pytest.mark.parametrize("show", [str, repr, "{}".format, "{!r}".format, "{0!s:>20}".format, ascii])
def test_a_secret_shows_stars(show):
    assert show(Secret(KEY)).strip() == "***"


def test_only_reveal_gives_the_text():
    assert Secret(KEY).reveal() == KEY


def test_values_that_hold_a_secret_do_not_show_it():
    holder = provider(auth=bearer(KEY))
    assert "CANARY" not in f"{holder} {holder!r} {holder.auth} {[holder]}"


def test_json_does_not_show_it():
    assert b"CANARY" not in orjson.dumps({"key": Secret(KEY)}, default=str)
    with pytest.raises(TypeError):
        orjson.dumps(Secret(KEY))


def test_a_log_line_does_not_show_it(caplog):
    logging.getLogger("test").warning("key %s %r", Secret(KEY), {"key": Secret(KEY)})
    assert "CANARY" not in caplog.text


def test_it_is_compared_by_its_text_and_empty_is_false():
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a")
    assert not Secret("")


def test_it_cannot_be_changed():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Secret("a")._text = "b"
