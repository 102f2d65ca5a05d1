"""Groq: context and longest output stand in the list."""

import pytest

from aggregator.servers.groq import GroqKind
from aggregator.servers.server_kind import Likeness
from tests.servers.asked import card, facts, listed, only

KIND = GroqKind()
CARD = card(
    "llama-3.3-70b-versatile",
    "Meta",
    active=True,
    context_window=131_072,
    public_apps=None,
    max_completion_tokens=32_768,
)


def test_the_limits_are_read():
    found = only(facts(KIND, {"data": [CARD]}))
    assert found == {"context_length": 131_072, "max_output_tokens": 32_768}


def test_the_keys_that_it_adds_are_the_mark():
    assert KIND.likeness(listed(CARD)) is Likeness.SURE


@pytest.mark.parametrize("key", ["active", "context_window", "public_apps"])
def test_without_one_of_them_it_is_somebody_else(key):
    assert KIND.likeness(listed(CARD, {name: CARD[name] for name in CARD if name != key})) is Likeness.NO
