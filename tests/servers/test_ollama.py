"""Ollama: facts from its tags, from what is loaded, and from each model's own card."""

import pytest

from aggregator.servers.listing_of import listing_of
from aggregator.servers.ollama import OllamaKind
from aggregator.servers.server_kind import Answer, Likeness
from scripts.fleet.ollama import ollama
from scripts.fleet.wire_files import wire_json
from tests.factories import detail
from tests.factories import listed as model
from tests.servers.asked import NOW, card, facts, good, listed, only, simulated

KIND = OllamaKind()
QWEN_DIGEST = "5" * 64


def shown(file):
    return {key: value for key, value in read(wire_json(f"ollama/{file}.json")).items() if value is not None}


def read(document, name="qwen3:8b"):
    return KIND.read_detail(model(name), good(document))


def own_card(name, **fields):
    return card(name, "library", **({"created": 1_770_000_000} | fields))


async def test_tags_and_processes_give_the_facts_of_each_poll():
    async with simulated(ollama()) as ask:
        found = await ask.facts(KIND)
    assert found["qwen3:8b"] == {
        "types": ("llm",),
        "family": "qwen3",
        "format": "gguf",
        "digest": QWEN_DIGEST,
        "quantization": "Q4_K_M",
        "context_length": 40_960,
        "served_context_length": 16_384,
        "dimensions": 4096,
        "size_bytes": 5_225_388_164,
        "memory_bytes": 6_654_289_920,
        "capabilities": ("tools", "reasoning", "completion"),
        "loaded": True,
    }
    assert found["nomic-embed-text:latest"] == {
        "types": ("embedding",),
        "family": "nomic-bert",
        "format": "gguf",
        "digest": "0" * 64,
        "quantization": "F16",
        "context_length": 2048,
        "dimensions": 768,
        "size_bytes": 274_302_450,
        "loaded": False,
    }
    assert found["hf.co/unsloth/Qwen3-30B-A3B-GGUF:Q4_K_M"] == {"loaded": False}


async def test_a_cloud_model_has_neither_a_size_nor_a_place_in_memory():
    async with simulated(ollama()) as ask:
        assert (await ask.facts(KIND))["gpt-oss:120b-cloud"] == {
            "types": ("llm",),
            "family": "gptoss",
            "digest": "f" * 64,
            "quantization": "MXFP4",
            "context_length": 131_072,
            "dimensions": 2880,
            "capabilities": ("tools", "reasoning", "completion"),
        }


async def test_tags_of_an_old_server_tell_less():
    async with simulated(ollama(old=True)) as ask:
        assert only(await ask.facts(KIND)) == {
            "family": "llama",
            "format": "gguf",
            "digest": "a" * 64,
            "quantization": "Q4_K_M",
            "size_bytes": 2_019_393_189,
            "loaded": False,
        }


def test_the_digest_tells_models_of_one_name_apart():
    answers = {"/api/tags": good(wire_json("ollama/api_tags.json"))}
    listing = listing_of(KIND, [wire_json("ollama/v1_models.json")], answers, 10, NOW).listing
    assert listing.by_name["qwen3:8b"].digest == QWEN_DIGEST
    assert listing.by_name["hf.co/unsloth/Qwen3-30B-A3B-GGUF:Q4_K_M"].digest == ""


@pytest.mark.parametrize(
    ("name", "tag", "same"),
    [
        ("qwen3", "qwen3:latest", True),
        ("Qwen3:8B", "qwen3:8b", True),
        ("qwen3:8b", "qwen3:latest", False),
        ("localhost:5000/team/model", "localhost:5000/team/model:latest", True),
    ],
)
def test_a_bare_name_is_the_latest_and_case_does_not_matter(name, tag, same):
    tags = {"models": [{"name": tag, "model": tag, "size": 5}]}
    found = facts(KIND, {"data": [own_card(name)]}, **{"/api/tags": tags})
    assert only(found) == ({"size_bytes": 5} if same else {})


def test_nothing_is_said_about_loading_when_the_processes_are_not_known():
    assert only(facts(KIND, {"data": [own_card("a")]}, **{"/api/tags": {"models": []}})) == {}
    assert only(facts(KIND, {"data": [own_card("a")]}, **{"/api/ps": {"models": None}})) == {"loaded": False}


@pytest.mark.parametrize(
    ("capabilities", "types"),
    [
        (["completion", "vision"], ("vlm",)),
        (["completion", "tools"], ("llm",)),
        (["embedding"], ("embedding",)),
        (["image"], ("image",)),
        (["tools"], None),
        ([], None),
        (None, None),
    ],
)
def test_a_model_is_an_llm_only_when_it_is_said_to_complete(capabilities, types):
    tags = {"models": [{"model": "a:latest", "capabilities": capabilities}]}
    assert only(facts(KIND, {"data": [own_card("a")]}, **{"/api/tags": tags})).get("types") == types


def test_the_card_gives_licence_exact_parameters_and_the_configured_context():
    assert shown("api_show_qwen3") == {
        "family": "qwen3",
        "license": "Apache-2.0",
        "parameters": 8_190_735_360,
        "quantization": "Q4_K_M",
        "format": "gguf",
        "context_length": 40_960,
        "dimensions": 4096,
        "served_context_length": 16_384,
        "types": ["llm"],
        "capabilities": ("completion", "tools", "reasoning"),
    }


def test_the_card_of_an_embedding_model():
    assert shown("api_show_embedding") == {
        "family": "nomic-bert",
        "parameters": 136_727_040,
        "quantization": "F16",
        "format": "gguf",
        "context_length": 2048,
        "dimensions": 768,
        "types": ["embedding"],
    }


def test_the_card_of_a_cloud_model_has_its_parameters_only_roughly():
    assert shown("api_show_cloud") == {
        "family": "gptoss",
        "parameters": 116_800_000_000,
        "quantization": "MXFP4",
        "context_length": 131_072,
        "dimensions": 2880,
        "types": ["llm"],
        "capabilities": ("completion", "tools", "reasoning"),
    }


def test_a_model_is_asked_for_by_its_listed_name():
    call = KIND.detail_call(model("hf.co/unsloth/X:Q4_K_M", facts=detail(loaded=True)))
    assert (call.method, call.path, call.json) == ("POST", "/api/show", {"model": "hf.co/unsloth/X:Q4_K_M"})


def test_a_plain_list_may_be_ollamas_and_its_root_makes_sure():
    (probe,) = KIND.probes
    assert KIND.likeness(good(wire_json("ollama/v1_models.json"))) is Likeness.MAYBE
    assert KIND.likeness(good(wire_json("ollama/v1_models_empty.json"))) is Likeness.MAYBE
    assert probe.path == "/"
    assert probe.matches(Answer(200, text="Ollama is running"))
    assert not probe.matches(Answer(200, text="<html>Ollama is running somewhere</html>"))


@pytest.mark.parametrize(
    "entry",
    [
        card("a"),
        card("a", "library"),
        card("a", "library", created=0),
        card("a", "koboldcpp", created=1, permission=[]),
        card("a", "library", created=1_770_000_000, dmr={}),
    ],
)
def test_entries_with_other_keys_or_without_a_date_are_not_ollamas(entry):
    assert KIND.likeness(listed(own_card("b"), entry)) is Likeness.NO
