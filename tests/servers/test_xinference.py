"""Xinference: the list has everything."""

import pytest

from aggregator.servers.server_kind import Likeness
from aggregator.servers.xinference import XinferenceKind
from scripts.fleet.self_hosted import xinference
from tests.servers.asked import card, facts, listed, only, simulated

KIND = XinferenceKind()
LLM = {
    "model_type": "LLM",
    "model_name": "qwen3",
    "model_family": "qwen3",
    "model_ability": ["chat", "reasoning", "tools"],
    "model_format": "ggufv2",
    "model_size_in_billions": 8,
    "quantization": "Q4_K_M",
    "context_length": 40_960,
}


def entry(**fields):
    return card("qwen3-8b", "xinference", created=0) | LLM | fields


def read(**fields):
    return only(facts(KIND, {"data": [entry(**fields)]}))


def test_an_entry_says_nearly_everything():
    assert read() == {
        "types": ("llm",),
        "family": "qwen3",
        "format": "gguf",
        "parameters": 8_000_000_000,
        "quantization": "Q4_K_M",
        "context_length": 40_960,
        "capabilities": ("tools", "reasoning"),
        "loaded": True,
    }


@pytest.mark.parametrize(
    ("billions", "parameters"),
    [(7.5, 7_500_000_000), ("1_8", 1_800_000_000), ("0_5", 500_000_000), ("72", 72_000_000_000)],
)
def test_parameters_come_in_billions_with_an_underscore_for_the_point(billions, parameters):
    assert read(model_size_in_billions=billions)["parameters"] == parameters


@pytest.mark.parametrize("billions", [None, True, 0, -1, "", "x", "1__8", [], float("inf"), 10**18])
def test_a_number_of_parameters_that_is_none_stays_unknown(billions):
    assert "parameters" not in read(model_size_in_billions=billions)


@pytest.mark.parametrize(
    ("form", "said", "quantization"),
    [("awq", "Int4", "AWQ-4bit"), ("gptq", "Int8", "GPTQ-8bit"), ("mlx", "4bit", "4bit"), ("pytorch", "none", None)],
)
def test_method_and_bits_make_the_quantization(form, said, quantization):
    assert read(model_format=form, quantization=said).get("quantization") == quantization


@pytest.mark.parametrize(
    ("word", "abilities", "types"),
    [
        ("LLM", ["chat", "vision"], ("vlm",)),
        ("rerank", [], ("reranker",)),
        ("image", ["text2image"], ("image",)),
        ("video", [], ("video",)),
        ("audio", ["audio2text"], ("asr",)),
        ("audio", ["text2audio"], ("tts",)),
        ("audio", [], None),
        ("flexible", [], None),
    ],
)
def test_types_become_our_words(word, abilities, types):
    assert read(model_type=word, model_ability=abilities).get("types") == types


def test_an_embedding_model_has_its_own_limits():
    assert read(model_type="embedding", max_tokens=8192, dimensions=1024) == {
        "types": ("embedding",),
        "family": "qwen3",
        "context_length": 8192,
        "dimensions": 1024,
        "loaded": True,
    }


def test_type_and_name_beside_the_owner_are_the_mark():
    assert KIND.likeness(listed(entry())) is Likeness.SURE
    assert KIND.likeness(listed(card("xinference/x", "xinference", created=0))) is Likeness.NO
    assert KIND.likeness(listed(entry(owned_by="me"))) is Likeness.NO


async def test_a_simulated_server_is_read_over_http():
    async with simulated(xinference()) as ask:
        found = await ask.facts(KIND)
    assert [values.get("types") for values in found.values()] == [("llm",), ("embedding",), ("reranker",), None]
