"""OpenAI: a list like any other's, recognised by its exact dates."""

import pytest

from aggregator.servers.openai import OpenAiKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed

KIND = OpenAiKind()
EXAMPLE = wire_json("openai/v1_models.json")


def test_its_list_has_no_facts():
    assert facts(KIND, EXAMPLE) == {"gpt-5": {}, "text-embedding-3-small": {}, "gpt-4-0613": {}}


def test_its_list_is_recognised():
    own = card("ft:gpt-4o:me", "user-abc", created=1_765_000_000)
    assert KIND.likeness(good(EXAMPLE)) is Likeness.SURE
    assert KIND.likeness(listed(*EXAMPLE["data"], own)) is Likeness.SURE


@pytest.mark.parametrize(
    "entry",
    [
        card("gpt-4o", "openai", created=1_677_610_602),
        card("llama3", "meta", created=1_677_610_602),
        card("gpt-6", "system", created=1_765_000_000, permission=[]),
    ],
)
def test_a_gateway_that_lists_its_models_is_not_taken_for_it(entry):
    assert KIND.likeness(listed(*EXAMPLE["data"], entry)) is Likeness.NO


def test_names_without_its_dates_are_not_enough():
    entries = [entry | {"created": 1_700_000_000} for entry in EXAMPLE["data"]]
    assert KIND.likeness(listed(*entries)) is Likeness.NO
    assert KIND.likeness(listed(EXAMPLE["data"][0])) is Likeness.NO
