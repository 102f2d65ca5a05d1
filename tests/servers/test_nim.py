"""NIM: vLLM's list; only its version tells it from vLLM."""

import pytest

from aggregator.servers.nim import NimKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.self_hosted import nim
from scripts.fleet.vllm import vllm
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = NimKind()
CARD = card("meta/llama-3.1-8b-instruct", "vllm", root="meta/llama-3.1-8b-instruct", max_model_len=131_072)


def test_its_longest_sequence_is_served_and_its_name_is_no_repo_of_the_hub():
    assert only(facts(KIND, {"data": [CARD]})) == {"served_context_length": 131_072}


def test_release_and_api_confirm_it():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(CARD)) is Likeness.MAYBE
    assert probe.matches(good({"release": "2.0.1", "api": "2.0.0"}))
    assert not probe.matches(good({"version": "0.11.0"}))
    assert not probe.matches(good({"release": None, "api": None}))


@pytest.mark.parametrize(("make", "is_nim"), [(nim, True), (vllm, False)])
async def test_it_is_told_from_vllm_over_http(make, is_nim):
    async with simulated(make()) as ask:
        assert await ask.is_taken_by(KIND) is is_nim
