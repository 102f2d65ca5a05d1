"""What names say, and what must not be read into them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.detail_fields import check_value
from aggregator.research.sources.name import read_name

PIECES = st.sampled_from(
    [
        *(
            "Qwen",
            "qwen3",
            "Llama-3.1",
            "gemma-3",
            "DeepSeek-R1",
            "Mistral-Small",
            "8B",
            "30B-A3B",
            "8x7B",
            "0.6b",
            "1T",
            "4k",
        ),
        *("Q4_K_M", "AWQ", "Int4", "4bit", "GGUF", "mlx", "exl2", "4.0bpw", "VL", "embed", "rerank", "tts", "whisper"),
        *(
            "hf.co",
            "/",
            ":",
            "@",
            "-",
            "_",
            ".",
            " ",
            "..",
            "~",
            "\\",
            "*",
            ".gguf",
            "-00001-of-00003",
            "2501",
            "2",
            "０",
        ),
    ]
)


def test_the_name_of_a_plain_file_says_all_four_things():
    assert read_name("Qwen2.5-14B-Instruct-Q4_K_M") == {
        "types": ("llm",),
        "family": "qwen2.5",
        "format": "gguf",
        "parameters": 14_000_000_000,
        "quantization": "Q4_K_M",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Phi-3-mini-4k-instruct",
        "gpt-4",
        "claude-3-5-sonnet",
        "bge-m3",
        "qwen2.5:latest-1m",
        "stablelm-2-1_6b",
        "qwen3-0-6b",
    ],
)
def test_numbers_that_are_no_sizes_give_no_parameters(name):
    assert "parameters" not in read_name(name)


@pytest.mark.parametrize(
    "name", ["llama-3-1-8b-instruct", "DeepSeek-R1-Distill-Qwen-7B", "Nous-Hermes-2-Mistral-7B-DPO"]
)
def test_a_family_that_is_not_sure_is_left_out(name):
    assert "family" not in read_name(name)


def test_a_tag_speaks_before_the_repository_about_the_quantization():
    assert read_name("hf.co/unsloth/Qwen3-8B-FP8-GGUF:Q4_K_M")["quantization"] == "Q4_K_M"


def test_two_quantizations_in_one_name_are_none():
    assert "quantization" not in read_name("model-Q4_K_M-Q8_0")


@pytest.mark.parametrize(
    ("name", "quantization"),
    [
        ("m-4.0bpw-h6-exl2", "EXL2-4.0bpw"),
        ("m-exl2", "EXL2"),
        ("m-AWQ-W4A16", "AWQ-4bit"),
        ("m-GPTQ-8bit", "GPTQ-8bit"),
    ],
)
def test_a_method_and_its_bits_are_joined(name, quantization):
    assert read_name(name)["quantization"] == quantization


def test_a_name_that_says_vision_gives_the_capability_too():
    assert read_name("Qwen2-VL-7B-Instruct")["capabilities"] == ("vision",)
    assert "capabilities" not in read_name("Qwen3-VL-Embedding-2B")


@pytest.mark.parametrize(
    "name", ["/srv/Qwen/Qwen3-8B", "ollama/qwen3:8b", "local/Qwen3-8B", "openai/qwen3", "desk/Qwen3-8B"]
)
def test_paths_gateways_and_strangers_are_no_publishers(name):
    assert not read_name(name).keys() & {"publisher", "hub_repo"}


@pytest.mark.parametrize("name", ["openai/gpt-4o", "anthropic/claude-sonnet-4", "qwen/qwen3-8b", "Qwen/Qwen3-8B:free"])
def test_ids_of_clouds_are_no_hub_repositories(name):
    assert "hub_repo" not in read_name(name)


def test_pieces_of_models_are_not_taken_for_models():
    assert read_name("mmproj-gemma-3-4b-it-f16.gguf") == {"format": "gguf", "quantization": "F16"}


@given(
    st.one_of(
        st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=20).map("-".join)
    )
)
def test_any_text_is_taken_and_only_valid_values_come_out(name):
    for field, value in read_name(name).items():
        check_value(field, value)


@pytest.mark.parametrize(
    "piece",
    ["-8b", "q4_k_", "1.", "4bit", "-gemma-3", "/", "a", "0", "iq3_", "flux", "qwen-", "mistral-small-24b-", "."],
)
def test_long_repetitions_are_no_trouble(piece):
    read_name((piece * 256)[:256])
