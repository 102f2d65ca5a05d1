"""OpenRouter: nearly all is said in its list."""

import pytest

from aggregator.servers.openrouter import OpenRouterKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only

KIND = OpenRouterKind()
EXAMPLE = wire_json("openrouter/v1_models.json")
ONE = EXAMPLE["data"][0]


def read(**changes):
    return only(facts(KIND, {"data": [ONE | changes]}))


def test_its_list_gives_all_this():
    assert facts(KIND, EXAMPLE) == {
        "qwen/qwen3-8b:free": {
            "summary": "Qwen3-8B is a dense 8.2B parameter causal language model ...",
            "types": ("llm",),
            "hub_repo": "Qwen/Qwen3-8B",
            "context_length": 40_960,
            "max_output_tokens": 40_960,
            "capabilities": ("tools", "reasoning", "structured_output"),
            "input_modalities": ("text",),
            "output_modalities": ("text",),
            "price_input": 0.0,
            "price_output": 0.0,
        },
        "openrouter/auto": {
            "types": ("llm",),
            "context_length": 2_000_000,
            "input_modalities": ("text",),
            "output_modalities": ("text",),
        },
    }


@pytest.mark.parametrize(
    ("per_token", "per_million"),
    [("0.0000025", 2.5), ("0.00000000015", 0.00015), ("-1", None), ("", None), ("free", None), (None, None)],
)
def test_prices_per_token_become_prices_per_million(per_token, per_million):
    assert read(pricing={"prompt": per_token, "completion": "0"}).get("price_input") == per_million


@pytest.mark.parametrize(
    ("takes", "gives", "types", "modalities"),
    [
        (["text", "image", "file"], ["text"], ("vlm",), ("text", "image", "pdf")),
        (["text"], ["image", "text"], ("llm", "image"), ("text",)),
        (["text"], ["embeddings"], ("embedding",), ("text",)),
        (["text", "audio"], ["audio"], None, ("text", "audio")),
    ],
)
def test_what_goes_in_and_out_tells_the_types(takes, gives, types, modalities):
    found = read(architecture={"input_modalities": takes, "output_modalities": gives})
    assert (found.get("types"), found["input_modalities"]) == (types, modalities)


def test_a_date_of_its_knowledge_is_taken():
    assert read(knowledge_cutoff="2025-03-31")["knowledge_cutoff"] == "2025-03-31"


def test_its_list_is_recognised_by_its_keys():
    assert KIND.likeness(good(EXAMPLE)) is Likeness.SURE
    assert KIND.likeness(listed(ONE, card("a"))) is Likeness.NO
