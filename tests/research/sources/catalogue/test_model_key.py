"""Spellings of one id meet under one key, and different models never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.research.sources.model_key import model_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("GPT-5", "gpt-5"),
        ("openai/gpt-5", "gpt-5"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("deepseek/deepseek-r1:free", "deepseek-r1"),
        ("gemma3:latest", "gemma3"),
        ("unsloth/Qwen3-8B-GGUF:Q4_K_M", "qwen3-8b"),
        ("Qwen3-8B-Q4_K_M.gguf", "qwen3-8b"),
        ("Qwen3-8B.Q4_K_M.gguf", "qwen3-8b"),
        ("qwen3-8b@q4_k_m", "qwen3-8b"),
        ("Qwen/Qwen3-32B-AWQ", "qwen3-32b"),
        ("mlx-community/Qwen3-8B-4bit", "qwen3-8b"),
        ("qwen3:8b", "qwen3-8b"),
        ("qwen3:8b-q4_K_M", "qwen3-8b"),
        ("deepseek-r1:70b", "deepseek-r1-70b"),
        ("phi-4", "phi-4"),
        ("gguf", "gguf"),
        ("", ""),
    ],
)
def test_a_key_is_the_id_without_what_says_only_how_it_is_stored(name, key):
    assert model_key(name) == key


@given(st.text(max_size=300))
def test_a_key_is_its_own_key_and_short(name):
    key = model_key(name)

    assert "/" not in key
    assert len(key) <= 600
