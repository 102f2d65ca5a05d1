"""Docker Model Runner: the `dmr` object, its units, and the older ones without it."""

import pytest

from aggregator.servers.dmr import DmrKind
from aggregator.servers.server_kind import Likeness
from tests.servers.asked import card, facts, good, listed, only

KIND = DmrKind()
DMR = {
    "context_window": 8192,
    "architecture": "llama",
    "parameters": "361.82M",
    "quantization": "Q4_K_M",
    "size": "256.35MiB",
}


def read(name="docker.io/ai/smollm2:latest", **dmr):
    return only(facts(KIND, {"data": [card(name, "docker", dmr=DMR | dmr)]}))


def test_units_become_ours():
    assert read() == {
        "family": "llama",
        "parameters": 361_820_000,
        "quantization": "Q4_K_M",
        "context_length": 8192,
        "size_bytes": 268_802_457,
    }


@pytest.mark.parametrize(
    ("said", "quantization"), [("MOSTLY_Q4_0", "Q4_0"), ("F16", "F16"), ("IQ2_XXS/Q4_K_M", None), ("", None)]
)
def test_a_quantization_has_one_spelling(said, quantization):
    assert read(quantization=said).get("quantization") == quantization


@pytest.mark.parametrize(
    ("name", "repo"),
    [
        ("hf.co/bartowski/Qwen3-8B-GGUF:Q4_K_M", "bartowski/Qwen3-8B-GGUF"),
        ("huggingface.co/bartowski/qwen3-8b-gguf", "bartowski/qwen3-8b-gguf"),
        ("docker.io/ai/smollm2:latest", None),
        ("sha256:1234", None),
    ],
)
def test_a_name_from_the_hub_tells_the_repo(name, repo):
    assert read(name).get("hub_repo") == repo


def test_the_facts_of_each_model_are_a_sure_mark():
    assert KIND.likeness(listed(card("ai/smollm2", "docker", dmr=DMR))) is Likeness.SURE
    assert KIND.likeness(listed(card("ai/smollm2", "docker", dmr=DMR), card("x", "me", dmr=DMR))) is Likeness.NO


def test_older_ones_are_told_by_their_disk_use():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(card("ai/smollm2", "docker"))) is Likeness.MAYBE
    assert probe.matches(good({"models_disk_usage": 1, "default_backend_disk_usage": 2}))
    assert not probe.matches(good({"models": 1}))
    assert only(facts(KIND, {"data": [card("ai/smollm2", "docker")]})) == {}
