"""TGI: `/info` tells the limits of its one model."""

import pytest

from aggregator.servers.server_kind import Answer, Likeness
from aggregator.servers.tgi import TgiKind
from scripts.fleet.text_generation import tgi
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = TgiKind()
REPO = "mistralai/Mistral-7B-Instruct-v0.3"
INFO = {
    "model_id": REPO,
    "model_pipeline_tag": "text-generation",
    "max_input_tokens": 31_744,
    "max_total_tokens": 32_768,
    "router": "text-generation-router",
    "version": "3.3.6",
}
CARD = card(REPO, REPO, created=0)


def read(**info):
    return only(facts(KIND, {"data": [CARD]}, **{"/info": INFO | info}))


def test_all_tokens_together_are_the_served_context():
    assert read() == {"types": ("llm",), "hub_repo": REPO, "served_context_length": 32_768}


def test_without_its_info_only_the_name_is_known():
    assert only(facts(KIND, {"data": [CARD]})) == {}


def test_the_info_of_another_model_is_not_taken():
    assert read(model_id="someone/else") == {}


def test_a_path_is_no_repo_of_the_hub():
    entry = card("/data/mistral", "/data/mistral", created=0)
    found = facts(KIND, {"data": [entry]}, **{"/info": INFO | {"model_id": "/data/mistral"}})
    assert only(found) == {"types": ("llm",), "served_context_length": 32_768}


@pytest.mark.parametrize(("task", "types"), [("image-text-to-text", ("vlm",)), ("conversational", None), (None, None)])
def test_the_task_is_the_type(task, types):
    assert read(model_pipeline_tag=task).get("types") == types


@pytest.mark.parametrize(
    "entries",
    [
        [card("a", "b", created=0)],
        [card("a", "a", created=1_765_000_000)],
        [CARD, card("b", "b", created=0)],
        [card("a", created=0)],
    ],
)
def test_a_model_that_is_not_alone_and_its_own_owner_is_not_like_tgi(entries):
    assert KIND.likeness(listed(*entries)) is Likeness.NO


def test_a_model_that_is_its_own_owner_is_only_a_hint():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(CARD)) is Likeness.MAYBE
    assert probe.matches(good(INFO))
    assert not probe.matches(good({"router": "mine", "model_id": REPO}))
    assert not probe.matches(Answer(404, document=INFO))


async def test_a_simulated_server_is_read_over_http():
    async with simulated(tgi()) as ask:
        assert await ask.facts(KIND) == {REPO: read()}
