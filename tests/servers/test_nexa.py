"""Nexa: an id tells repo and quantization, and the manifest of a model its type and size."""

import pytest

from aggregator.data.listing import ListedModel
from aggregator.servers.nexa import NexaKind
from aggregator.servers.server_kind import Answer, Likeness
from scripts.fleet.self_hosted import nexa
from tests.servers.asked import card, facts, good, listed, simulated

KIND = NexaKind()
NAME = "NexaAI/Qwen3-8B-GGUF:Q4_K_M"
MODEL = ListedModel(NAME, b"{}", b"")
MANIFEST = {
    "Name": "NexaAI/Qwen3-8B-GGUF",
    "ModelType": "llm",
    "ModelFile": {
        "Q8_0": {"Name": "b.gguf", "Downloaded": False, "Size": 8_700_000_000},
        "Q4_K_M": {"Name": "a.gguf", "Downloaded": True, "Size": 4_914_000_000},
    },
}


def test_an_id_is_repo_and_quantization():
    found = facts(KIND, {"data": [card(NAME, "NexaAI", created=0), card("plain", "x", created=0)]})
    assert found == {NAME: {"hub_repo": "NexaAI/Qwen3-8B-GGUF", "quantization": "Q4_K_M"}, "plain": {}}


def test_the_manifest_tells_the_size_of_the_file_that_the_id_means():
    assert KIND.read_detail(MODEL, good(MANIFEST)) == {"types": ("llm",), "size_bytes": 4_914_000_000}


@pytest.mark.parametrize(
    ("word", "types"),
    [("vlm", ("vlm",)), ("embedder", ("embedding",)), ("asr", ("asr",)), ("diarize", ("diarization",)), ("cv", None)],
)
def test_its_words_for_types_become_ours(word, types):
    assert KIND.read_detail(MODEL, good(MANIFEST | {"ModelType": word}))["types"] == types


def test_a_refused_manifest_tells_nothing():
    assert set(KIND.read_detail(MODEL, Answer(404, document=MANIFEST)).values()) == {None}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (NAME, "/v1/models/NexaAI/Qwen3-8B-GGUF:Q4_K_M"),
        ("a b?c#d/%2e", "/v1/models/a%20b%3Fc%23d/%252e"),
    ],
)
def test_a_manifest_is_asked_for_by_its_encoded_id(name, path):
    call = KIND.detail_call(ListedModel(name, b"{}", b""))
    assert (call.method, call.path, call.json) == ("GET", path, None)


@pytest.mark.parametrize("name", ["../admin", "a/../../b", "./x"])
def test_an_id_that_would_climb_to_another_path_is_not_asked_for(name):
    assert KIND.detail_call(ListedModel(name, b"{}", b"")) is None


def test_its_root_confirms_it():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(card(NAME, "NexaAI", created=0))) is Likeness.MAYBE
    assert KIND.likeness(listed(card(NAME, "NexaAI", created=1_765_000_000))) is Likeness.NO
    assert probe.matches(Answer(200, text="Nexa SDK is running"))
    assert not probe.matches(Answer(404, text="Nexa SDK is running"))
    assert not probe.matches(Answer(200, text="Ollama is running"))


async def test_a_simulated_servers_manifests_are_read_over_http():
    async with simulated(nexa()) as ask:
        name = ask.server.model_names[0]
        model = ListedModel(name, b"{}", b"")
        answer = await ask(KIND.detail_call(model).path)
    assert KIND.read_detail(model, answer) == {"types": ("llm",), "size_bytes": 4_914_000_000}
