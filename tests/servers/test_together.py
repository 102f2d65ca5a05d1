"""Together: a bare array with types and prices in USD per million tokens."""

import pytest

from aggregator.servers.server_kind import Likeness
from aggregator.servers.together import TogetherKind
from tests.servers.asked import card, facts, good, listed, only

KIND = TogetherKind()


def entry(**fields):
    prices = {"hourly": 0, "input": 0.2, "output": 0.6, "base": 0, "finetune": 0}
    own = {
        "type": "chat",
        "display_name": "Qwen3 8B",
        "organization": "Qwen",
        "license": "apache-2.0",
        "context_length": 40_960,
        "pricing": prices,
    }
    return card("Qwen/Qwen3-8B") | own | fields


def read(**fields):
    return only(facts(KIND, [entry(**fields)]))


def test_an_entry_says_price_and_licence():
    assert read() == {
        "publisher": "Qwen",
        "license": "apache-2.0",
        "context_length": 40_960,
        "price_input": 0.2,
        "price_output": 0.6,
    }


@pytest.mark.parametrize(
    ("word", "types"),
    [
        ("chat", None),  # it may see as well
        ("language", ("llm",)),
        ("code", ("llm",)),
        ("image", ("image",)),
        ("embedding", ("embedding",)),
        ("moderation", ("classifier",)),
        ("rerank", ("reranker",)),
        ("transcribe", ("asr",)),
        ("video", ("video",)),
        ("audio", None),  # it may hear or speak
        (None, None),
    ],
)
def test_types_become_our_words(word, types):
    assert read(type=word).get("types") == types


@pytest.mark.parametrize(
    ("word", "price"), [("image", 0.2), ("audio", 0.2), ("chat", 0), ("chat", None), ("chat", "0.2"), ("chat", -1)]
)
def test_a_price_in_another_unit_or_none_at_all_stays_unknown(word, price):
    found = read(type=word, pricing={"input": price, "output": price})
    assert {"price_input", "price_output"}.isdisjoint(found)


def test_its_five_prices_in_a_bare_array_are_the_mark():
    assert KIND.likeness(good([entry()])) is Likeness.SURE
    assert KIND.likeness(listed(entry())) is Likeness.NO
    assert KIND.likeness(good([entry(pricing={"input": 1, "output": 1})])) is Likeness.NO
    assert KIND.likeness(good([entry(), card("x")])) is Likeness.NO
