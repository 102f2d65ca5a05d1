"""GPUStack: what engines say about their models comes as `meta`."""

import pytest

from aggregator.errors import PollError
from aggregator.servers.gpustack import GpuStackKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.self_hosted import gpustack
from tests.servers.asked import card, facts, listed, only, simulated

KIND = GpuStackKind()


def read(meta):
    return only(facts(KIND, {"data": [card("qwen3-32b", "gpustack", meta=meta)]}))


def test_what_llamacpp_says_is_read():
    assert read({"n_ctx": 8192, "n_ctx_train": 40_960, "n_params": 32_762_123_264, "size": 19_762_149_024}) == {
        "parameters": 32_762_123_264,
        "context_length": 40_960,
        "served_context_length": 8192,
        "size_bytes": 19_762_149_024,
    }


def test_what_vllm_says_is_read():
    assert read({"max_model_len": 32_768}) == {"served_context_length": 32_768}


@pytest.mark.parametrize("meta", [None, {}, [], {"voices": ["a"], "n_ctx": "many"}])
def test_anything_else_stays_unknown(meta):
    assert read(meta) == {}


def test_the_owner_is_the_mark_unless_it_is_a_namespace():
    assert KIND.likeness(listed(card("qwen3-32b", "gpustack"))) is Likeness.SURE
    assert KIND.likeness(listed(card("gpustack/qwen3:8b", "gpustack"))) is Likeness.NO
    assert KIND.likeness(listed(card("my.registry/gpustack/qwen3:8b", "gpustack"))) is Likeness.NO
    assert KIND.likeness(listed(card("a", "gpustack"), card("b", "me"))) is Likeness.NO


async def test_the_list_is_asked_for_with_its_meta():
    async with simulated(gpustack()) as ask:
        assert "meta" in (await ask(KIND.list_path)).document["data"][0]


async def test_the_management_list_of_old_ones_is_no_model_list():
    async with simulated(gpustack(old=True)) as ask:
        assert not await ask.is_taken_by(KIND)
        with pytest.raises(PollError):
            await ask.facts(KIND)
