"""LiteLLM: what its deployments say, and what remains when a key must not ask for that."""

import pytest

from aggregator.servers.litellm import LiteLlmKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.litellm import litellm
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = LiteLlmKind()
INFO = "/v1/model/info"


def own_card(name, **fields):
    return card(name, "openai", created=1_677_610_602, **fields)


def deployment(name="a", **info):
    return {"model_name": name, "litellm_params": {}, "model_info": info}


async def test_model_info_gives_limits_prices_and_abilities():
    async with simulated(litellm()) as ask:
        assert await ask.facts(KIND) == {
            "gpt-4o": {
                "types": ("vlm",),
                "context_length": 128_000,
                "max_output_tokens": 16_384,
                "capabilities": ("tools", "vision", "structured_output"),
                "price_input": 2.5,
                "price_output": 10.0,
            },
            "local/qwen3:8b": {},
        }


async def test_without_model_info_the_list_itself_has_the_limits():
    async with simulated(litellm(info_forbidden=True)) as ask:
        limits = {"context_length": 128_000, "max_output_tokens": 16_384}
        assert await ask.facts(KIND) == {"gpt-4o": limits, "local/qwen3:8b": {}}


def test_groups_of_deployments_stand_in_for_model_info():
    groups = wire_json("litellm/model_group_info.json")
    assert only(facts(KIND, {"data": [own_card("gpt-4o")]}, **{"/model_group/info": groups})) == {
        "types": ("vlm",),
        "context_length": 128_000,
        "max_output_tokens": 16_384,
        "capabilities": ("tools", "vision"),
        "price_input": 2.5,
        "price_output": 10.0,
    }


def test_deployments_that_differ_say_nothing_where_they_do():
    said = [deployment(max_input_tokens=8192, mode="chat"), deployment(max_input_tokens=4096, mode="chat")]
    assert only(facts(KIND, {"data": [own_card("a")]}, **{INFO: {"data": said}})) == {"types": ("llm",)}


@pytest.mark.parametrize(
    ("mode", "type_"),
    [("embedding", "embedding"), ("rerank", "reranker"), ("audio_transcription", "asr"), ("image_generation", "image")],
)
def test_modes_become_types(mode, type_):
    said = {"data": [deployment(mode=mode)]}
    assert only(facts(KIND, {"data": [own_card("a")]}, **{INFO: said})) == {"types": (type_,)}


def test_a_price_of_zero_is_an_unknown_one():
    said = {"data": [deployment(input_cost_per_token=0, output_cost_per_token=0.0)]}
    assert only(facts(KIND, {"data": [own_card("a")]}, **{INFO: said})) == {}


def test_a_limit_may_be_written_as_a_text():
    said = {"data": [deployment(max_input_tokens="8192")]}
    assert only(facts(KIND, {"data": [own_card("a")]}, **{INFO: said})) == {"context_length": 8192}


def test_a_wildcard_is_no_model():
    assert list(facts(KIND, {"data": [own_card("openai/*"), own_card("*"), own_card("a")]})) == ["a"]


def test_one_owner_and_one_date_are_a_hint_and_its_sign_of_life_or_its_deployments_make_sure():
    alive, deployments = KIND.probes
    assert KIND.likeness(good(wire_json("litellm/v1_models.json"))) is Likeness.MAYBE
    assert KIND.likeness(listed(own_card("a"), card("b", "openai", created=5))) is Likeness.NO
    assert alive.matches(good("I'm alive!"))
    assert not alive.matches(good({"status": "ok"}))
    assert deployments.matches(good(wire_json("litellm/v1_model_info.json")))
    assert not any(deployments.matches(good(other)) for other in ({"data": []}, {"data": [{"id": "a"}]}, {}, []))
    assert KIND.one_probe_is_enough
