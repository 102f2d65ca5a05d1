"""The one spelling of each quantization."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.quantization import GGUF_TYPES, normalise_quantization

LLAMA_CPP_DISPLAY = {
    "all F32": "F32",
    "F16": "F16",
    "BF16": "BF16",
    "Q4_0": "Q4_0",
    "Q4_1": "Q4_1",
    "Q5_0": "Q5_0",
    "Q5_1": "Q5_1",
    "Q8_0": "Q8_0",
    "MXFP4 MoE": "MXFP4_MOE",
    "NVFP4": "NVFP4",
    "Q1_0": "Q1_0",
    "Q2_K - Medium": "Q2_K",
    "Q2_K - Small": "Q2_K_S",
    "Q3_K - Small": "Q3_K_S",
    "Q3_K - Medium": "Q3_K_M",
    "Q3_K - Large": "Q3_K_L",
    "Q4_K - Small": "Q4_K_S",
    "Q4_K - Medium": "Q4_K_M",
    "Q5_K - Small": "Q5_K_S",
    "Q5_K - Medium": "Q5_K_M",
    "Q6_K": "Q6_K",
    "TQ1_0 - 1.69 bpw ternary": "TQ1_0",
    "TQ2_0 - 2.06 bpw ternary": "TQ2_0",
    "IQ1_S - 1.5625 bpw": "IQ1_S",
    "IQ1_M - 1.75 bpw": "IQ1_M",
    "IQ2_XXS - 2.0625 bpw": "IQ2_XXS",
    "IQ2_XS - 2.3125 bpw": "IQ2_XS",
    "IQ2_S - 2.5 bpw": "IQ2_S",
    "IQ2_M - 2.7 bpw": "IQ2_M",
    "IQ3_XXS - 3.0625 bpw": "IQ3_XXS",
    "IQ3_XS - 3.3 bpw": "IQ3_XS",
    "IQ3_S - 3.4375 bpw": "IQ3_S",
    "IQ3_S mix - 3.66 bpw": "IQ3_M",
    "IQ4_NL - 4.5 bpw": "IQ4_NL",
    "IQ4_XS - 4.25 bpw": "IQ4_XS",
}

OTHERS = {
    "q8_0": "Q8_0",
    "q4_K_M": "Q4_K_M",
    "mostly Q4_0": "Q4_0",
    "mostly Q4_K - Medium": "Q4_K_M",
    "UD-Q4_K_XL": "Q4_K_XL",
    "fp16": "F16",
    "torch.bfloat16": "BF16",
    "float32": "F32",
    "4bit": "4bit",
    "8BIT": "8bit",
    "4-bit": "4bit",
    "mxfp4": "MXFP4",
    "fp8": "FP8",
    "FP8-Dynamic": "FP8",
    "int4": "INT4",
    "W4A16": "W4A16",
    "awq": "AWQ",
    "AWQ-4bit": "AWQ-4bit",
    "GPTQ-Int4": "GPTQ-4bit",
    "bnb-4bit": "BNB-4bit",
    "exl2 4.0bpw": "EXL2-4.0bpw",
}

NOTHING = (
    "",
    " ",
    "unknown",
    "unknown, may not work",
    "Q4",
    "Q9_K",
    "(guessed)",
    "default",
    "none",
    "1.58bit",
    "Q4_K - Huge",
)


@pytest.mark.parametrize(("shown", "normal"), (LLAMA_CPP_DISPLAY | OTHERS).items())
def test_every_way_to_write_a_quantization_has_one_spelling(shown, normal):
    assert normalise_quantization(shown) == normal


@pytest.mark.parametrize(("shown", "normal"), LLAMA_CPP_DISPLAY.items())
def test_a_guess_by_llama_cpp_is_read_like_a_statement(shown, normal):
    assert normalise_quantization(f"{shown} (guessed)") == normal


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_quantization_gives_nothing(text):
    assert normalise_quantization(text) is None


@pytest.mark.parametrize("normal", sorted(GGUF_TYPES | set(OTHERS.values())))
def test_the_normal_spelling_stays_as_it_is(normal):
    assert normalise_quantization(normal) == normal


@given(st.text(max_size=300))
def test_any_text_is_taken_and_a_second_pass_changes_nothing(text):
    normal = normalise_quantization(text)
    assert normal is None or normalise_quantization(normal) == normal
