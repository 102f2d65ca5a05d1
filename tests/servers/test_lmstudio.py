"""LM Studio: its own list in the new and in the old form."""

import pytest

from aggregator.servers.lmstudio import LmStudioKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only

KIND = LmStudioKind()
NEW = "/api/v1/models"
OLD = "/api/v0/models"


def both(*names, **answers):
    return facts(KIND, {"data": [card(name, "organization_owner") for name in names]}, **answers)


def test_the_new_list_tells_sizes_and_what_is_loaded():
    found = both(
        *("google/gemma-4-26b-a4b", "qwen/qwen3-8b", "text-embedding-nomic-embed-text-v1.5", "unheard"),
        **{NEW: wire_json("lmstudio/api_v1_models.json")},
    )
    assert found == {
        "google/gemma-4-26b-a4b": {
            "types": ("vlm",),
            "family": "gemma4",
            "publisher": "google",
            "format": "gguf",
            "parameters": 26_000_000_000,
            "active_parameters": 4_000_000_000,
            "quantization": "Q4_K_M",
            "context_length": 262_144,
            "served_context_length": 4096,
            "size_bytes": 17_990_911_801,
            "capabilities": ("tools", "vision", "reasoning"),
            "loaded": True,
        },
        "qwen/qwen3-8b": {
            "types": ("llm",),
            "family": "qwen3",
            "publisher": "qwen",
            "format": "mlx",
            "parameters": 8_000_000_000,
            "quantization": "4bit",
            "context_length": 40_960,
            "size_bytes": 4_625_000_000,
            "capabilities": ("tools",),
            "loaded": False,
        },
        "text-embedding-nomic-embed-text-v1.5": {
            "types": ("embedding",),
            "publisher": "nomic-ai",
            "format": "gguf",
            "quantization": "F16",
            "context_length": 2048,
            "size_bytes": 274_290_560,
            "loaded": False,
        },
        "unheard": {},
    }


def test_the_old_list_knows_less():
    names = ("qwen2-vl-7b-instruct", "qwen/qwen3-8b", "text-embedding-nomic-embed-text-v1.5")
    assert both(*names, **{OLD: wire_json("lmstudio/api_v0_models.json")}) == {
        "qwen2-vl-7b-instruct": {
            "types": ("vlm",),
            "family": "qwen2_vl",
            "publisher": "mlx-community",
            "format": "mlx",
            "quantization": "4bit",
            "context_length": 32_768,
            "capabilities": ("vision",),
            "loaded": False,
        },
        "qwen/qwen3-8b": {
            "types": ("llm",),
            "family": "qwen3",
            "publisher": "qwen",
            "format": "gguf",
            "quantization": "Q4_K_M",
            "context_length": 40_960,
            "served_context_length": 8192,
            "capabilities": ("tools",),
            "loaded": True,
        },
        "text-embedding-nomic-embed-text-v1.5": {
            "types": ("embedding",),
            "family": "nomic-bert",
            "publisher": "nomic-ai",
            "format": "gguf",
            "quantization": "Q4_0",
            "context_length": 2048,
            "loaded": False,
        },
    }


def test_each_loaded_instance_has_its_own_context():
    model = {
        "type": "llm",
        "key": "a",
        "loaded_instances": [
            {"id": "a", "config": {"context_length": 4096}},
            {"id": "a:2", "config": {"context_length": 8192}},
        ],
    }
    found = both("a", "a:2", **{NEW: {"models": [model]}})
    assert {name: values["served_context_length"] for name, values in found.items()} == {"a": 4096, "a:2": 8192}


def test_an_answer_that_is_only_an_error_tells_nothing():
    assert only(both("a", **{NEW: wire_json("lmstudio/unknown_path_200.json")})) == {}


def test_its_owner_is_a_hint_and_either_list_makes_sure():
    assert KIND.likeness(good(wire_json("lmstudio/v1_models.json"))) is Likeness.MAYBE
    assert KIND.likeness(listed(card("a", "organization_owner"), card("b", "other"))) is Likeness.NO
    new, old = KIND.probes
    assert KIND.one_probe_is_enough
    assert new.matches(good(wire_json("lmstudio/api_v1_models.json")))
    assert old.matches(good(wire_json("lmstudio/api_v0_models.json")))


@pytest.mark.parametrize(
    "document",
    [wire_json("lmstudio/unknown_path_200.json"), {"data": [{"id": "a", "recipe": "llamacpp"}]}, {"models": []}, None],
)
def test_other_answers_on_its_paths_make_nobody_sure(document):
    assert not any(probe.matches(good(document)) for probe in KIND.probes)
