"""Any JSON as any answer: no kind's reader raises anything but PollError, and a wrong kind is never sure."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.listing import ListedModel
from aggregator.data.model_detail import ModelDetail
from aggregator.errors import PollError
from aggregator.servers.known_kinds import load_kinds
from aggregator.servers.listing_of import listing_of
from aggregator.servers.recognition import Look
from aggregator.servers.server_kind import Answer, Likeness
from scripts.fleet.kinds import KINDS
from scripts.fleet.wire_files import FOLDER
from tests.servers.asked import NOW, listed, simulated

ALL_KINDS = load_kinds()
BY_WORD = {kind.word: kind for kind in ALL_KINDS}
WORDS = (
    *("ollama", "lmstudio", "llamacpp", "vllm", "sglang", "localai"),
    *("llamaswap", "litellm", "openrouter", "openai", "anthropic"),
)


def keys_in(value):
    if isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from keys_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys_in(each)


KEYS = sorted({key for file in FOLDER.glob("*/*.json") for key in keys_in(json.loads(file.read_text("utf-8")))})
OWNERS = ("llamacpp", "vllm", "sglang", "llama-swap", "openai", "system", "organization_owner", "library")
TEXTS = (*OWNERS, "org/name", "4096", "8.2B-A1B", "Q4_K - Medium", "completion", "chat", "llm", "model", "num_ctx 4\nx")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(TEXTS)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=15,
)
ENTRIES = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8).flatmap(
    lambda fields: st.builds(
        lambda name, owner, created: {**fields, "id": name, "object": "model", "owned_by": owner, "created": created},
        st.sampled_from(["a", "b", "openai/*"]) | JSON,
        st.sampled_from(OWNERS) | JSON,
        st.sampled_from([0, 1_677_610_602]) | JSON,
    )
)
PAGES = st.lists(ENTRIES | JSON, max_size=3).map(lambda entries: {"object": "list", "data": entries}) | JSON
OTHERS = JSON | st.builds(
    lambda key, records: {key: records},
    st.sampled_from(["models", "data", "running", "loaded_models", "model_info"]),
    st.lists(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6), max_size=3),
)
ANSWERS = st.builds(
    Answer, st.sampled_from([200, 400, 401, 404, 503]), st.just({"server": "x"}), PAGES | OTHERS, st.text(max_size=9)
)


@given(page=PAGES, answers=st.lists(ANSWERS, min_size=4, max_size=4))
def test_any_list_is_read_or_is_a_poll_error(page, answers):
    for kind in ALL_KINDS:
        paths = dict.fromkeys((*kind.more_paths, *kind.instead.values()))
        with contextlib.suppress(PollError):
            listing_of(kind, [page, page], dict(zip(paths, answers, strict=False)), 10, NOW)
        path = kind.next_page(page)
        assert path is None or path.startswith("/")


@given(answer=ANSWERS)
def test_any_answer_can_be_looked_at(answer):
    hash(Look.of(answer))
    for kind in ALL_KINDS:
        assert kind.likeness(answer) in Likeness
        assert all(probe.matches(answer) in (True, False) for probe in kind.probes)


@given(name=st.text(min_size=1), answer=ANSWERS)
def test_any_answer_about_one_model_is_read(name, answer):
    model = ListedModel(name, b"{}", b"")
    for kind in ALL_KINDS:
        call = kind.detail_call(model)
        assert call is None or call.path.startswith("/")
        ModelDetail.said_by("server", 0, kind.read_detail(model, answer))


@pytest.mark.parametrize("simulated_word", list(KINDS))
async def test_a_server_is_taken_by_its_own_kind_alone(simulated_word):
    async with simulated(KINDS[simulated_word]()) as ask:
        takers = [word for word in WORDS if await ask.is_taken_by(BY_WORD[word])]
        imitated = [] if simulated_word != "nim" else ["vllm"]  # which is why NIM's own kind is asked first
        assert [word for word in takers if word != simulated_word] == imitated
        assert (simulated_word in takers) == (simulated_word in WORDS)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("owner", OWNERS)
def test_a_namespace_of_ollama_is_no_mark_of_a_kind(word, owner):
    answer = listed({"id": f"{owner}/tiny:1b", "object": "model", "created": 1_765_000_000, "owned_by": owner})
    assert BY_WORD[word].likeness(answer) is not Likeness.SURE
