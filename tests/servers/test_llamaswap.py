"""llama-swap: what its operator wrote down, and what runs."""

import pytest

from aggregator.servers.llamaswap import LlamaSwapKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.llamaswap import llamaswap
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = LlamaSwapKind()


async def test_the_list_tells_the_most_and_no_model_is_started():
    async with simulated(llamaswap()) as ask:
        assert await ask.facts(KIND) == {
            "qwen3-8b": {
                "summary": "daily driver",
                "types": ("vlm",),
                "served_context_length": 32_768,
                "capabilities": ("tools", "vision"),
                "input_modalities": ("text", "image"),
                "output_modalities": ("text",),
                "loaded": True,
            },
            "reranker": {"types": ("reranker",), "loaded": False},
            "mac/gemma3": {"loaded": False},
        }
        assert ask.server.loaded == []


def test_older_versions_tell_by_their_processes_what_is_loaded():
    running = {"running": [{"model": "a", "state": "ready", "cmd": "/opt/llama-server -hf org/x:Q4_K_M -c 8192"}]}
    entries = [card("a", "llama-swap", created=5), card("b", "llama-swap", created=5)]
    assert facts(KIND, {"data": entries}, **{"/running": running}) == {
        "a": {"hub_repo": "org/x", "quantization": "Q4_K_M", "served_context_length": 8192, "loaded": True},
        "b": {"loaded": False},
    }


def test_the_command_of_another_program_is_not_read():
    running = {"running": [{"model": "a", "state": "ready", "cmd": "python serve.py -c 8192"}]}
    assert only(facts(KIND, {"data": [card("a", "llama-swap")]}, **{"/running": running})) == {"loaded": True}


@pytest.mark.parametrize(
    ("able", "types"),
    [
        ({"function_calling": True}, ("llm",)),
        ({"vision": True, "function_calling": True}, ("vlm",)),
        ({"audio_transcriptions": True}, ("asr",)),
        ({"audio_speech": True}, ("tts",)),
        ({"image_generation": True, "image_to_image": True}, ("image",)),
        ({"vision": False}, None),
        ([], None),
    ],
)
def test_capabilities_become_types(able, types):
    assert only(facts(KIND, {"data": [card("a", "llama-swap", capabilities=able)]})).get("types") == types


def test_its_list_is_recognised():
    (probe,) = KIND.probes
    assert KIND.likeness(good(wire_json("llamaswap/v1_models.json"))) is Likeness.SURE
    assert KIND.likeness(listed(card("a", "llama-swap", created=5))) is Likeness.MAYBE
    assert probe.matches(good({"running": []}))
