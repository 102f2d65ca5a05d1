"""Lemonade: sizes in GB, labels for types and capabilities, health for what is loaded."""

import pytest

from aggregator.servers.lemonade import LemonadeKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.lemonade import lemonade
from tests.servers.asked import card, facts, listed, only, simulated

KIND = LemonadeKind()


def entry(name="Qwen3-4B-GGUF", **fields):
    own = {
        "checkpoint": "unsloth/Qwen3-4B-GGUF:Q4_K_M",
        "recipe": "llamacpp",
        "size": 2.41,
        "downloaded": True,
        "labels": ["chat", "tool-calling", "reasoning"],
        "max_context_window": 40_960,
        "context_length": 4096,
    }
    return card(name, "lemonade", created=1_744_173_590) | own | fields


def read(**fields):
    return only(facts(KIND, {"data": [entry(**fields)]}))


def test_an_entry_says_nearly_everything():
    assert read() == {
        "types": ("llm",),
        "hub_repo": "unsloth/Qwen3-4B-GGUF",
        "quantization": "Q4_K_M",
        "context_length": 40_960,
        "served_context_length": 4096,
        "size_bytes": 2_410_000_000,
        "capabilities": ("tools", "reasoning"),
    }


@pytest.mark.parametrize(
    ("labels", "types", "capabilities"),
    [
        (["embeddings"], ("embedding",), None),
        (["reranking"], ("reranker",), None),
        (["transcription"], ("asr",), None),
        (["tts"], ("tts",), None),
        (["image"], ("image",), None),
        (["chat", "vision"], ("vlm",), ("vision",)),
        (["coding", "hot"], None, None),
        ("chat", None, None),
    ],
)
def test_labels_are_types_and_capabilities(labels, types, capabilities):
    found = read(labels=labels)
    assert (found.get("types"), found.get("capabilities")) == (types, capabilities)


@pytest.mark.parametrize("size", [None, "2.41", True, 0, -1, float("nan"), 1e300])
def test_a_size_that_is_none_stays_unknown(size):
    assert "size_bytes" not in read(size=size)


def test_a_model_in_the_cloud_has_no_file_here():
    found = read(cloud_provider="somewhere")
    assert {"size_bytes", "hub_repo"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("health", "loaded"),
    [
        ({"model_loaded": "a"}, (True, False)),
        ({"model_loaded": None}, (False, False)),
        ({"model_loaded": "a", "all_models_loaded": [{"model_name": "a"}, {"model_name": "b"}]}, (True, True)),
        ({"all_models_loaded": []}, (False, False)),
        ({"status": "ok"}, (None, None)),
    ],
)
def test_its_health_tells_what_is_loaded(health, loaded):
    found = facts(KIND, {"data": [entry("a"), entry("b")]}, **{"/v1/health": health})
    assert (found["a"].get("loaded"), found["b"].get("loaded")) == loaded


def test_recipe_and_checkpoint_are_the_mark():
    assert KIND.likeness(listed(entry())) is Likeness.SURE
    assert KIND.likeness(listed(card("lemonade/x", "lemonade"))) is Likeness.NO
    assert KIND.likeness(listed(entry() | {"owned_by": "me"})) is Likeness.NO


async def test_a_simulated_server_is_read_over_http():
    async with simulated(lemonade()) as ask:
        found = await ask.facts(KIND)
    assert [values["types"] for values in found.values()] == [("llm",), ("vlm",), ("asr",)]
    assert [values["loaded"] for values in found.values()] == [True, False, False]
