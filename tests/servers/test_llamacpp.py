"""llama.cpp: a server with one model, and a router over many."""

import pytest

from aggregator.servers.llamacpp import LlamaCppKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.llamacpp import SINGLE_FORMS, llamacpp, llamacpp_router
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = LlamaCppKind()
FROM_META = {
    "format": "gguf",
    "parameters": 8_190_735_360,
    "quantization": "Q4_K_M",
    "context_length": 40_960,
    "served_context_length": 16_384,
    "dimensions": 4096,
    "size_bytes": 5_021_782_016,
}


async def test_one_model_with_its_props():
    async with simulated(llamacpp()) as ask:
        assert only(await ask.facts(KIND)) == FROM_META | {"capabilities": ("tools",), "loaded": True}


async def test_without_the_key_the_list_alone_tells_the_most():
    async with simulated(llamacpp(key="k")) as ask:
        answer = await ask("/v1/models")
    assert only(facts(KIND, answer.document, **{"/props": wire_json("llamacpp/unauthorized_401.json")})) == FROM_META


def test_an_old_server_tells_no_type_and_no_served_context():
    assert only(facts(KIND, wire_json("llamacpp/v1_models_old_path_id.json"))) == {
        "format": "gguf",
        "parameters": 8_030_261_312,
        "context_length": 131_072,
        "dimensions": 4096,
        "size_bytes": 4_912_898_304,
    }


def test_a_new_server_tells_what_goes_in_and_out():
    assert only(facts(KIND, wire_json("llamacpp/v1_models_new_architecture.json"))) == {
        "types": ("vlm",),
        "format": "gguf",
        "parameters": 3_880_099_328,
        "quantization": "Q4_K_M",
        "context_length": 131_072,
        "served_context_length": 8192,
        "dimensions": 2560,
        "size_bytes": 2_489_894_016,
        "capabilities": ("vision",),
        "input_modalities": ("text", "image"),
        "output_modalities": ("text",),
    }


def test_a_model_that_is_still_loading_has_no_meta():
    assert only(facts(KIND, wire_json("llamacpp/v1_models_meta_null.json"))) == {"format": "gguf"}


@pytest.mark.parametrize("sleeping", [True, False])
def test_a_server_that_sleeps_has_nothing_loaded(sleeping):
    props = wire_json("llamacpp/props.json") | {"is_sleeping": sleeping}
    found = only(facts(KIND, wire_json("llamacpp/v1_models_single.json"), **{"/props": props}))
    assert found["loaded"] is not sleeping


async def test_a_router_tells_the_state_of_each_and_nothing_is_loaded_for_that():
    async with simulated(llamacpp_router()) as ask:
        found = await ask.facts(KIND)
        assert ask.server.loaded == []
    texts = {"input_modalities": ("text",), "output_modalities": ("text",)}
    assert found == {
        "ggml-org/gemma-3-4b-it-GGUF:Q4_K_M": {
            "types": ("vlm",),
            "format": "gguf",
            "parameters": 3_880_099_328,
            "quantization": "Q4_K_M",
            "context_length": 131_072,
            "served_context_length": 4096,
            "dimensions": 2560,
            "size_bytes": 2_489_894_016,
            "capabilities": ("vision",),
            "input_modalities": ("text", "image"),
            "output_modalities": ("text",),
            "loaded": True,
        },
        "Qwen3-8B-Q4_K_M": {"format": "gguf", "loaded": False, **texts},
        "broken": {"format": "gguf", "served_context_length": 4096, "loaded": False, **texts},
        "unsloth/GLM-4.7-Flash-GGUF:Q4_K_M": {"format": "gguf", "loaded": False, **texts},
    }


def test_the_props_of_a_router_are_nobodys():
    props = wire_json("llamacpp/props.json") | {"role": "router"}
    one = {"data": [card("a", "llamacpp", status={"value": "unloaded", "args": []})]}
    assert only(facts(KIND, one, **{"/props": props})) == {"format": "gguf", "loaded": False}


def test_launch_arguments_tell_where_an_unloaded_model_is_from():
    args = ["llama-server", "-hf", "org/name:Q8_0", "--ctx-size", "8192"]
    found = only(facts(KIND, {"data": [card("a", "llamacpp", status={"value": "unloaded", "args": args})]}))
    assert found == {
        "format": "gguf",
        "hub_repo": "org/name",
        "quantization": "Q8_0",
        "served_context_length": 8192,
        "loaded": False,
    }


@pytest.mark.parametrize("form", SINGLE_FORMS)
def test_each_form_of_its_list_is_recognised(form):
    assert KIND.likeness(good(wire_json(f"llamacpp/v1_models_{form}.json"))) is Likeness.SURE
    assert KIND.likeness(good(wire_json("llamacpp/models_router.json"))) is Likeness.SURE


def test_the_owner_alone_is_a_hint():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(card("llamacpp/a", "llamacpp"))) is Likeness.MAYBE
    assert KIND.likeness(listed(card("a", "llamacpp", meta={}), card("b", "vllm"))) is Likeness.NO
    assert probe.matches(good(wire_json("llamacpp/props.json")))
    assert "model=" not in probe.path
