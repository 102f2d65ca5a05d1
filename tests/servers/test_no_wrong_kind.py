"""Every simulated server is taken by its own kind and by no other; any answer at all breaks nothing."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.clock import SystemClock
from aggregator.data.listing import ListedModel
from aggregator.data.model_detail import ModelDetail
from aggregator.data.provider import ProviderKind
from aggregator.discovery.provider_client import ProviderClient
from aggregator.errors import PollError
from aggregator.http_client import HttpClient, Limits
from aggregator.servers.deepseek import DeepSeekKind
from aggregator.servers.dmr import DmrKind
from aggregator.servers.gemini import GeminiKind
from aggregator.servers.gpustack import GpuStackKind
from aggregator.servers.groq import GroqKind
from aggregator.servers.hfrouter import HfRouterKind
from aggregator.servers.known_kinds import load_kinds
from aggregator.servers.koboldcpp import KoboldCppKind
from aggregator.servers.lemonade import LemonadeKind
from aggregator.servers.listing_of import listing_of
from aggregator.servers.mistral import MistralKind
from aggregator.servers.mlxlm import MlxLmKind
from aggregator.servers.nexa import NexaKind
from aggregator.servers.nim import NimKind
from aggregator.servers.server_kind import Answer, Likeness
from aggregator.servers.tabbyapi import TabbyApiKind
from aggregator.servers.tei import TeiKind
from aggregator.servers.tgi import TgiKind
from aggregator.servers.together import TogetherKind
from aggregator.servers.xinference import XinferenceKind
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.kinds import KINDS
from tests.servers.asked import NOW, good, listed, simulated

KINDS_HERE = (
    *(TgiKind(), TeiKind(), KoboldCppKind(), TabbyApiKind(), DmrKind(), LemonadeKind(), MlxLmKind(), NexaKind()),
    *(XinferenceKind(), GpuStackKind(), NimKind(), MistralKind(), GroqKind(), TogetherKind(), DeepSeekKind()),
    *(GeminiKind(), HfRouterKind()),
)
WORDS = [kind.kind.value for kind in KINDS_HERE]


@pytest.mark.parametrize("word", list(ProviderKind))
async def test_a_server_is_taken_by_its_own_kind_alone(word):
    async with simulated(KINDS[word]()) as ask:
        takers = [kind.kind for kind in KINDS_HERE if await ask.is_taken_by(kind)]
        assert takers == [word] * (word in WORDS)
        assert ask.server.loaded == []


@pytest.mark.parametrize("word", WORDS)
async def test_a_poll_finds_out_the_kind_and_its_models(word):
    async with HttpClient() as http, FleetServer(KINDS[word]()) as server:
        client = ProviderClient(http.fetch, SystemClock(), load_kinds())
        outcome = await client.poll(server.provider(), None, Limits(), 100)
        again = await client.poll(server.provider(), outcome, Limits(), 100)
        assert (outcome.kind, again.kind) == (word, word)
        assert [model.name for model in outcome.listing.models] == server.model_names
        assert server.loaded == []


@pytest.mark.parametrize("kind", KINDS_HERE, ids=WORDS)
async def test_reading_a_simulated_server_lists_all_its_models_and_loads_none(kind):
    async with simulated(KINDS[kind.kind]()) as ask:
        assert list(await ask.facts(kind)) == ask.server.model_names
        assert ask.server.loaded == []


@pytest.mark.parametrize("kind", KINDS_HERE, ids=WORDS)
@pytest.mark.parametrize("owner", ["docker", "gpustack", "groq", "koboldcpp", "lemonade", "mistralai", "xinference"])
def test_a_namespace_of_ollama_is_no_mark_of_a_kind(kind, owner):
    entry = {"id": f"{owner}/tiny:1b", "object": "model", "created": 1_765_000_000, "owned_by": owner}
    answer = listed(entry)
    confirmed = kind.likeness(answer) is Likeness.MAYBE and all(
        probe.matches(Answer(404, text="404 page not found")) for probe in kind.probes
    )
    assert not confirmed
    assert kind.likeness(answer) is not Likeness.SURE


@pytest.mark.parametrize("kind", KINDS_HERE, ids=WORDS)
def test_an_empty_list_is_no_mark_of_a_kind(kind):
    assert kind.likeness(listed()) is Likeness.NO
    assert kind.likeness(good([])) is Likeness.NO
    assert kind.likeness(good({"object": "list", "data": None})) is Likeness.NO


@pytest.mark.parametrize("kind", KINDS_HERE, ids=WORDS)
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_an_error_alone_makes_nobody_sure(kind, status):
    assert kind.likeness(Answer(status, document={"error": {"message": "no"}})) is not Likeness.SURE
    assert not any(probe.matches(Answer(status, document={"error": {"message": "no"}})) for probe in kind.probes)


KEYS = (
    *("id", "object", "created", "owned_by", "data", "error", "type", "status", "architecture", "input_modalities"),
    *("output_modalities", "model_id", "model_type", "served_model_name", "embedding", "max_input_length", "router"),
    *("max_total_tokens", "dmr", "context_window", "parameters", "size", "quantization", "recipe", "checkpoint"),
    *("labels", "model_loaded", "all_models_loaded", "model_name", "model_ability", "model_format", "meta", "n_ctx"),
    *("model_size_in_billions", "capabilities", "completion_chat", "vision", "max_context_length", "aliases", "active"),
    *("public_apps", "pricing", "hourly", "input", "output", "base", "finetune", "organization", "display_name"),
    *("providers", "provider", "software", "name", "result", "value", "llm", "use_vision", "max_seq_len", "ModelType"),
    *("ModelFile", "Q4_K_M", "Size"),
)
TEXTS = (
    *("docker", "gpustack", "koboldcpp", "lemonade", "tabbyAPI", "vllm", "xinference", "deepseek", "google"),
    *("mistralai", "org/name", "org/name:Q4_K_M", "models/a", "live", "LLM", "llm", "chat", "text", "1.5GiB", "1_8"),
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(TEXTS)
)  # NaN and Infinity are never read from JSON, but they must not break anything either
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=8)
    ),
    max_leaves=12,
)
ENTRIES = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=10)
PAGES = st.lists(ENTRIES, max_size=3).map(lambda entries: {"data": entries}) | JSON
ANSWERS = st.builds(Answer, st.sampled_from([200, 401, 404, 503]), st.just({"server": "x"}), PAGES, st.text(max_size=9))


@given(page=PAGES, answer=ANSWERS)
def test_any_answer_is_read_or_is_a_poll_error(page, answer):
    for kind in KINDS_HERE:
        assert kind.likeness(answer) in Likeness
        assert all(probe.matches(answer) in (True, False) for probe in kind.probes)
        with contextlib.suppress(PollError):
            listing_of(kind, [page], dict.fromkeys(kind.more_paths, answer), 10, NOW)


@given(name=st.text(min_size=1, max_size=20) | st.sampled_from(["a/b:Q4_K_M", "../x", "a?b#c"]), answer=ANSWERS)
def test_any_answer_about_one_model_is_read(name, answer):
    model = ListedModel(name, b"{}", b"")
    for kind in KINDS_HERE:
        call = kind.detail_call(model)
        assert call is None or call.path.startswith("/")
        ModelDetail.said_by("server", 0, kind.read_detail(model, answer))


def test_values_nested_deeper_than_python_can_go_break_nothing():
    deep = []
    for _ in range(5_000):
        deep = [deep]
    page = {"data": [dict.fromkeys(KEYS, deep) | {"id": "a/b:c"}]}
    for kind in KINDS_HERE:
        answer = Answer(200, document=page)
        kind.likeness(answer)
        with contextlib.suppress(PollError):
            listing_of(kind, [page], dict.fromkeys(kind.more_paths, Answer(200, document=page["data"][0])), 10, NOW)
