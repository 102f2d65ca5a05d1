"""LocalAI: what each model can do, and which are loaded."""

import pytest

from aggregator.servers.localai import LocalAiKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.localai import localai
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = LocalAiKind()
ABLE = "/v1/models/capabilities"


async def test_capabilities_become_types_and_our_words():
    async with simulated(localai()) as ask:
        assert await ask.facts(KIND) == {
            "qwen3-8b": {
                "types": ("llm",),
                "capabilities": ("tools", "reasoning", "completion"),
                "input_modalities": ("text",),
                "output_modalities": ("text",),
                "loaded": True,
            },
            "whisper-1": {
                "types": ("asr",),
                "input_modalities": ("audio",),
                "output_modalities": ("text",),
                "loaded": False,
            },
            "stablediffusion": {"loaded": False},
        }
        assert "POST /api/show" not in ask.server.calls
        assert "GET /api/tags" not in ask.server.calls


@pytest.mark.parametrize(
    ("capabilities", "types"),
    [
        (["chat", "vision"], ("vlm",)),
        (["embeddings"], ("embedding",)),
        (["rerank"], ("reranker",)),
        (["tts", "chat"], ("llm", "tts")),
        (["vad"], None),
        (None, None),
    ],
)
def test_a_model_has_the_types_of_all_that_it_can_do(capabilities, types):
    able = {"data": [{"id": "a", "capabilities": capabilities}]}
    assert only(facts(KIND, {"data": [card("a")]}, **{ABLE: able})).get("types") == types


def test_bare_entries_are_a_hint_and_two_of_its_own_paths_make_sure():
    own, able = KIND.probes
    assert KIND.likeness(good(wire_json("localai/v1_models.json"))) is Likeness.MAYBE
    assert KIND.likeness(listed(card("a", created=5))) is Likeness.NO
    assert own.matches(good({"version": "v3.12.0", "endpoints": {"models": "/v1/models"}}))
    assert able.matches(good(wire_json("localai/v1_models_capabilities.json")))
    assert not own.matches(good({"version": "v3.12.0"}))
    assert not able.matches(good(wire_json("localai/v1_models.json")))
