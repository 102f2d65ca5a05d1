"""The context that a `config.json` tells."""

import pytest

from aggregator.research.sources.transformers_config import context_in, family_in

GENERATES = {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "max_position_embeddings": 40960}


@pytest.mark.parametrize(
    ("config", "context"),
    [
        (GENERATES, 40960),
        ({**GENERATES, "rope_scaling": {"rope_type": "llama3", "factor": 8.0}}, 40960),
        ({**GENERATES, "rope_scaling": {"type": "linear", "factor": 4.0}}, None),
        ({**GENERATES, "architectures": ["RobertaModel"], "max_position_embeddings": 514}, None),
        ({**GENERATES, "architectures": ["X"], "text_config": {}}, None),
        (
            {
                "architectures": ["Gemma3ForConditionalGeneration"],
                "text_config": {"max_position_embeddings": 131072},
            },
            131072,
        ),
        ({**GENERATES, "max_position_embeddings": "many"}, None),
        ({**GENERATES, "max_position_embeddings": True}, None),
        ({}, None),
    ],
)
def test_only_a_generating_model_without_open_scaling_tells_its_context(config, context):
    assert context_in(config) == context


def test_the_family_is_the_type_of_the_model():
    assert family_in(GENERATES) == "qwen3"
    assert family_in({"model_type": 3}) is None
