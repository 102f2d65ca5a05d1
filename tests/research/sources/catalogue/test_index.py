"""What the catalogue says about a model, and what it does not say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.model_detail import ModelDetail
from aggregator.data.provider import ProviderKind
from aggregator.research.sources.catalogue.index import CatalogueIndex, NotACatalogue
from tests.research.sources.catalogue.asking import GPT_5, GPT_5_PRICES, SAMPLE, catalogue_of, provider

HOME = provider()


def values(body, name, at=HOME):
    return ModelDetail.said_by("catalogue", 1, CatalogueIndex.parse(body).values(name, at)).values()


@pytest.mark.parametrize(
    "cloud",
    [provider(kind=ProviderKind.OPENAI), provider("https://api.openai.com/v1"), provider("https://api.openai.com")],
)
def test_prices_hold_for_the_cloud_of_that_name(cloud):
    assert values(SAMPLE, "gpt-5", cloud) == {**GPT_5, **GPT_5_PRICES}


@pytest.mark.parametrize("at", [HOME, provider(kind=ProviderKind.LITELLM), provider("http://api.openai.com"), None])
@pytest.mark.parametrize("name", ["gpt-5", "openai/gpt-5", "OpenAI/GPT-5", "gpt-5:latest"])
def test_elsewhere_the_same_model_has_the_same_facts_and_no_price(at, name):
    assert values(SAMPLE, name, at) == GPT_5


@pytest.mark.parametrize("name", ["gpt-5-mini", "gpt", "gpt-5:8b", "openai/gpt-4", "openai", "openai/", ""])
def test_another_name_is_another_model(name):
    assert values(SAMPLE, name) == {}


def test_prices_hold_for_a_provider_at_the_catalogues_own_address():
    body = catalogue_of(cheap={"_api": "https://api.cheap.test/v1/", "m": {"cost": {"input": 0, "output": 0.5}}})

    assert values(body, "m", provider("https://api.cheap.test")) == {"price_input": 0.0, "price_output": 0.5}
    assert values(body, "m", provider("https://api.cheap.test/other")) == {}
    assert values(body, "cheap/m", HOME) == {}


def test_an_own_provider_is_asked_for_exactly_that_id():
    body = catalogue_of(openai={"gpt-5": {"cost": {"input": 1}}})

    assert values(body, "GPT-5", provider(kind=ProviderKind.OPENAI)) == {}


def test_the_prefix_of_gemini_is_no_part_of_the_id():
    body = catalogue_of(google={"gemini-2.5-pro": {"cost": {"input": 1.25}}})

    assert values(body, "models/gemini-2.5-pro", provider(kind=ProviderKind.GEMINI)) == {"price_input": 1.25}


def test_where_models_of_one_key_disagree_only_what_all_say_is_told():
    body = catalogue_of(
        a={"Qwen3-8B": {"knowledge": "2024-10", "limit": {"context": 131072, "output": 8192}, "tool_call": True}},
        b={"qwen/qwen3-8b": {"limit": {"context": 40960, "output": 8192}, "tool_call": True, "reasoning": True}},
        c={"qwen3-8b-fp8": {"limit": {"output": 8192}, "tool_call": True, "reasoning": False}},
    )

    assert values(body, "unsloth/Qwen3-8B-GGUF:Q4_K_M") == {
        "knowledge_cutoff": "2024-10",
        "max_output_tokens": 8192,
        "capabilities": ("tools",),
    }
    assert values(body, "Qwen3-8B")["context_length"] == 131072
    assert values(body, "b/qwen/qwen3-8b")["context_length"] == 40960


def test_vision_needs_attachments_and_images():
    def capabilities(**entry):
        return values(catalogue_of(a={"m": entry}), "m").get("capabilities")

    assert capabilities(attachment=True, modalities={"input": ["text", "image"]}) == ("vision",)
    assert capabilities(attachment=True, modalities={"input": ["text", "pdf"]}) is None
    assert capabilities(attachment=False, modalities={"input": ["text", "image"]}) is None
    assert capabilities(attachment=True) is None


def test_values_that_cannot_be_right_are_left_out():
    entry = {
        "knowledge": "2024",
        "release_date": "soon",
        "limit": {"context": 0, "output": -1},
        "modalities": {"input": ["smell"], "output": "text"},
        "cost": {"input": "free", "output": -2},
        "tool_call": "yes",
    }

    assert values(catalogue_of(openai={"m": entry}), "m", provider(kind=ProviderKind.OPENAI)) == {}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b"null", b'{"error": "x"}', b'{"a": {"models": {}}}', b'{"a": {"models": 3}}'],
)
def test_what_holds_no_model_is_no_catalogue(body):
    with pytest.raises(NotACatalogue):
        CatalogueIndex.parse(body)


def test_absurdly_many_models_are_no_catalogue():
    body = json.dumps({"a": {"models": {str(number): {} for number in range(100_001)}}}).encode()

    with pytest.raises(NotACatalogue, match="absurdly many"):
        CatalogueIndex.parse(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
ENTRY = st.dictionaries(
    st.sampled_from(["limit", "cost", "modalities", "knowledge", "release_date", "tool_call", "attachment"]), JSON
)


@given(st.dictionaries(st.text(max_size=5), ENTRY | JSON, min_size=1, max_size=4), JSON)
def test_any_entries_can_be_indexed_and_asked_about(models, api):
    try:
        body = json.dumps({"a": {"models": models, "api": api}, "b": api}).encode()
        index = CatalogueIndex.parse(body)
    except (NotACatalogue, ValueError):
        return
    for name in models:
        ModelDetail.said_by("catalogue", 1, index.values(name, HOME))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_catalogue_or_none(body):
    try:
        CatalogueIndex.parse(body)
    except NotACatalogue as error:
        assert "it " in str(error)  # noqa: PT017 - both ends are fine
