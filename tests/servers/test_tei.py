"""TEI: no list, so that the one model is read from `/info`."""

import pytest

from aggregator.errors import PollError
from aggregator.servers.server_kind import Answer, Likeness
from aggregator.servers.tei import TeiKind
from scripts.fleet.known_models import known
from scripts.fleet.text_generation import tei
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = TeiKind()
INFO = {
    "model_id": "BAAI/bge-m3",
    "model_dtype": "float16",
    "served_model_name": "bge",
    "model_type": {"embedding": {"pooling": "cls"}},
    "max_input_length": 8192,
    "version": "1.9.0",
}


def test_its_info_is_one_model_under_the_name_that_it_is_served_by():
    assert facts(KIND, INFO) == {
        "bge": {
            "types": ("embedding",),
            "hub_repo": "BAAI/bge-m3",
            "quantization": "F16",
            "served_context_length": 8192,
        }
    }


def test_older_ones_know_only_the_id_of_the_model():
    assert list(facts(KIND, {key: INFO[key] for key in ("model_id", "model_type")})) == ["BAAI/bge-m3"]


@pytest.mark.parametrize("word", ["embedding", "reranker", "classifier"])
def test_the_type_is_the_key_of_the_model_type(word):
    assert only(facts(KIND, INFO | {"model_type": {word: {}}}))["types"] == (word,)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        INFO | {"model_type": "embedding"},
        INFO | {"model_type": {"splade": {}}},
        {"model_type": {"reranker": {}}},
    ],
)
def test_an_answer_that_names_no_model_and_type_is_a_bad_one(document):
    with pytest.raises(PollError, match="model_type"):
        facts(KIND, document)


def test_a_missing_list_is_only_a_hint():
    (probe,) = KIND.probes
    assert KIND.likeness(Answer(404)) is Likeness.MAYBE
    assert KIND.likeness(listed(card("bge", "x"))) is Likeness.NO
    assert KIND.likeness(Answer(401)) is Likeness.NO
    assert probe.matches(good(INFO))
    assert not probe.matches(good({"router": "text-generation-router", "model_id": "a/b"}))


@pytest.mark.parametrize("tag", ["bge-m3", "bge-reranker-v2-m3"])
async def test_a_simulated_server_is_read_over_http(tag):
    (model,) = known(tag)
    async with simulated(tei(model)) as ask:
        assert await ask.is_taken_by(KIND)
        assert (await ask.facts(KIND))[model.repo]["types"] == (model.type,)
