"""Mistral: flags tell what a model can do."""

import pytest

from aggregator.servers.mistral import MistralKind
from aggregator.servers.server_kind import Likeness
from tests.servers.asked import card, facts, listed, only

KIND = MistralKind()
FLAGS = dict.fromkeys(("completion_chat", "completion_fim", "function_calling", "fine_tuning", "vision"), False)


def entry(*able, owner="mistralai", **fields):
    return card("m", owner, max_context_length=131_072, aliases=[], type="base") | {
        "capabilities": FLAGS | dict.fromkeys(able, True),
        **fields,
    }


@pytest.mark.parametrize(
    ("able", "types", "capabilities"),
    [
        (("completion_chat", "function_calling"), ("llm",), ("tools", "completion")),
        (("completion_chat", "vision", "reasoning"), ("vlm",), ("vision", "reasoning", "completion")),
        (("completion_fim",), ("llm",), ("insert",)),
        ((), None, None),
    ],
)
def test_flags_are_types_and_capabilities(able, types, capabilities):
    found = only(facts(KIND, {"data": [entry(*able)]}))
    assert (found.get("types"), found.get("capabilities")) == (types, capabilities)
    assert found["context_length"] == 131_072


def test_without_flags_only_the_context_is_known():
    assert only(facts(KIND, {"data": [entry(capabilities=None)]})) == {"context_length": 131_072}


def test_flags_and_one_model_of_its_own_are_the_mark():
    assert KIND.likeness(listed(entry(), entry(owner="my-workspace"))) is Likeness.SURE
    assert KIND.likeness(listed(entry(owner="somebody"))) is Likeness.NO
    assert KIND.likeness(listed(card("mistral-large", "mistralai"))) is Likeness.NO
    assert KIND.likeness(listed(entry(), card("other", "me"))) is Likeness.NO
