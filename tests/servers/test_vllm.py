"""vLLM: the served context, and the repo where the root is one."""

import pytest

from aggregator.servers.server_kind import Likeness
from aggregator.servers.vllm import VllmKind
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only

KIND = VllmKind()


def test_an_adapter_has_the_context_of_its_parent_and_no_repo():
    assert facts(KIND, wire_json("vllm/v1_models.json")) == {
        "Qwen/Qwen3-8B": {"hub_repo": "Qwen/Qwen3-8B", "served_context_length": 40_960},
        "sql-lora": {"served_context_length": 40_960},
    }


@pytest.mark.parametrize("root", ["/models/qwen", "./qwen", "C:\\qwen", "qwen", "a/b/c", None, 7])
def test_a_root_that_is_a_path_is_no_repo(root):
    entry = card("a", "vllm", root=root, parent=None, max_model_len=8192)
    assert only(facts(KIND, {"data": [entry]})) == {"served_context_length": 8192}


def test_its_list_is_recognised_by_owner_and_root():
    assert KIND.likeness(good(wire_json("vllm/v1_models.json"))) is Likeness.SURE
    assert KIND.likeness(listed(card("vllm/tiny:1b", "vllm", created=5))) is Likeness.NO
    mixed = listed(card("a", "vllm", root="a", permission=[]), card("b", "llamacpp", meta={}))
    assert KIND.likeness(mixed) is Likeness.NO
