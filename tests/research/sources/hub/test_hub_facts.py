"""What is read out of the Hub's answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.model_detail import ModelDetail
from aggregator.research.sources.hub.hub_facts import facts_of
from aggregator.research.sources.hub_repo import HubRepo
from tests.research.sources.hub.asking import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
KEYS = st.sampled_from(
    ["tags", "gguf", "safetensors", "cardData", "config", "siblings", "pipeline_tag", "library_name", "author"]
)


def read(document, repo="org/name", quantization=None, known_format=None):
    return ModelDetail.said_by("hub", 1, facts_of(document, HubRepo.parse(repo), quantization, known_format)).values()


def with_files(*names_and_sizes, **more):
    return {"siblings": [{"rfilename": name, "size": size} for name, size in names_and_sizes], **more}


def test_a_repository_of_safetensors():
    assert read(json.loads(wire("model_safetensors.json")), "Qwen/Qwen3-8B") == {
        "types": ("llm",),
        "family": "qwen3",
        "publisher": "Qwen",
        "format": "safetensors",
        "license": "Apache-2.0",
        "hub_repo": "Qwen/Qwen3-8B",
        "parameters": 8190735360,
    }


@pytest.mark.parametrize(
    ("quantization", "size_bytes"), [("Q4_K_M", 5027783488), ("Q8_0", 8709518624), ("Q5_0", None), (None, None)]
)
def test_a_repository_of_gguf_files_tells_the_size_of_the_quantization_in_question(quantization, size_bytes):
    values = read(json.loads(wire("model_gguf.json")), "unsloth/Qwen3-8B-GGUF", quantization)

    assert values.pop("size_bytes", None) == size_bytes
    assert values == {
        "types": ("llm",),
        "family": "qwen3",
        "publisher": "unsloth",
        "format": "gguf",
        "license": "Apache-2.0",
        "hub_repo": "unsloth/Qwen3-8B-GGUF",
        "parameters": 8190735360,
        "context_length": 40960,
    }


def test_a_gated_repository_still_describes_itself():
    assert read(json.loads(wire("model_gated.json")), "meta-llama/Llama-3.1-8B-Instruct") == {
        "types": ("llm",),
        "family": "llama3.1",
        "publisher": "meta-llama",
        "format": "safetensors",
        "license": "llama3.1",
        "hub_repo": "meta-llama/Llama-3.1-8B-Instruct",
        "parameters": 8030261248,
    }


def test_packed_elements_are_not_counted_as_parameters():
    packed = {"safetensors": {"parameters": {"I32": 900_000_000, "F16": 600_000_000}, "total": 1_500_000_000}}
    with_buffers = {"safetensors": {"parameters": {"I64": 512, "F32": 109_000_000}, "total": 109_000_512}}

    assert "parameters" not in read(packed)
    assert read(with_buffers)["parameters"] == 109_000_512


def test_an_adapter_has_not_the_parameters_of_its_model():
    document = {"safetensors": {"parameters": {"F32": 5_000_000}, "total": 5_000_000}, "library_name": "peft"}

    assert "parameters" not in read(document)


def test_the_picture_encoder_beside_a_model_says_nothing_about_the_model():
    document = {"gguf": {"architecture": "clip", "total": 400_000_000, "context_length": 77}}

    assert read(document) == {"publisher": "org", "format": "gguf", "hub_repo": "org/name"}


def test_the_shards_of_one_quantization_are_summed_also_in_a_folder_and_without_the_picture_encoder():
    document = with_files(
        ("Q4_K_M/X-Q4_K_M-00001-of-00002.gguf", 10),
        ("Q4_K_M/X-Q4_K_M-00002-of-00002.gguf", 5),
        ("Q8_0/X-00001-of-00001.gguf", 40),
        ("mmproj-X-Q8_0.gguf", 1),
    )

    assert read(document, quantization="Q4_K_M")["size_bytes"] == 15
    assert read(document, quantization="Q8_0")["size_bytes"] == 40


def test_a_set_of_shards_with_one_missing_has_no_size():
    document = with_files(("model-00001-of-00002.safetensors", 10), ("README.md", 1))

    assert "size_bytes" not in read(document)


def test_the_weights_are_counted_once_where_they_lie_there_in_two_forms():
    document = with_files(("model.safetensors", 10), ("consolidated.safetensors", 10), ("onnx/x.bin", 3))

    assert read(document)["size_bytes"] == 10


def test_the_files_of_the_unquantized_base_are_not_the_size_of_a_gguf():
    document = with_files(("model.safetensors", 16_000))

    assert read(document, quantization="Q4_K_M").keys() == {"publisher", "hub_repo"}
    assert read(document, known_format="gguf").keys() == {"publisher", "hub_repo"}
    assert read(document, quantization="FP8")["size_bytes"] == 16_000


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"cardData": {"license": ["mit"]}}, "MIT"),
        ({"cardData": {"license": ["mit", "apache-2.0"]}}, None),
        ({"cardData": {"license": "other", "license_name": "qwen-research"}}, "qwen-research"),
        ({"tags": ["license:cc-by-nc-4.0"]}, "CC-BY-NC-4.0"),
        ({"cardData": {"license": "unknown"}}, None),
    ],
)
def test_the_licence_in_all_the_places_where_it_stands(document, expected):
    assert read(document).get("license") == expected


@pytest.mark.parametrize(
    ("pipeline_tag", "repo", "types"),
    [
        ("image-text-to-text", "org/name", ("vlm",)),
        ("sentence-similarity", "org/name", ("embedding",)),
        ("text-ranking", "org/name", ("reranker",)),
        ("text-to-audio", "org/name", None),
        ("text-classification", "BAAI/bge-reranker-v2-m3", ("reranker",)),
        ("text-classification", "org/name", ("classifier",)),
        ("automatic-speech-recognition", "openai/whisper-large-v3", ("asr",)),
        ("reinforcement-learning", "org/name", None),
    ],
)
def test_types_come_from_the_pipeline_unless_the_name_is_more_exact(pipeline_tag, repo, types):
    assert read({"pipeline_tag": pipeline_tag}, repo).get("types") == types


@given(st.dictionaries(KEYS, JSON))
def test_whatever_the_hub_writes_facts_come_out_of_it(document):
    read(document, quantization="Q4_K_M")
