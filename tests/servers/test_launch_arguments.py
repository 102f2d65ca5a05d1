"""Launch arguments: what the command line of a llama-server tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.servers.launch_arguments import arguments_of, facts_in


@pytest.mark.parametrize(
    ("command", "context"),
    [
        ("llama-server -m /models/a.gguf --port 10001 -c 32768", 32_768),
        ("/opt/llama.cpp/llama-server --ctx-size 4096", 4096),
        ('"C:/Program Files/llama-server.exe" -c 4096', 4096),
        ("llama-server -c 0", None),
        ("llama-server -c 32768 -np 4", None),
        ("llama-server -c 32768 --parallel 1", 32_768),
        ("vllm serve -c 32768", None),
        ("llama-server 'open quote -c 4096", None),
        ("llama-server -c", None),
        ("", None),
        (None, None),
    ],
)
def test_the_context_is_that_of_one_slot(command, context):
    assert facts_in(arguments_of(command))["served_context_length"] == context


def test_a_repo_can_name_its_quantization():
    found = facts_in(("llama-server", "-hf", "ggml-org/gemma-3-4b-it-GGUF:Q4_K_M"))
    assert (found["hub_repo"], found["quantization"]) == ("ggml-org/gemma-3-4b-it-GGUF", "Q4_K_M")


@given(command=st.text() | st.none() | st.integers())
def test_any_command_is_read(command):
    facts_in(arguments_of(command))
