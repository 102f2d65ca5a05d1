"""TabbyAPI: a list of directories, of which one is loaded."""

import pytest

from aggregator.servers.server_kind import Likeness
from aggregator.servers.tabbyapi import TabbyApiKind
from scripts.fleet.tabbyapi import tabbyapi
from tests.servers.asked import card, facts, good, listed, simulated

KIND = TabbyApiKind()
LIST = {"data": [card("Qwen3-14B-exl3-4.0bpw", "tabbyAPI"), card("other", "tabbyAPI")]}


def read(**parameters):
    current = {"id": "Qwen3-14B-exl3-4.0bpw", "parameters": {"max_seq_len": 40_960, "use_vision": False} | parameters}
    return facts(KIND, LIST, **{"/v1/model": current})


def test_one_is_loaded_and_the_others_are_not():
    assert read() == {
        "Qwen3-14B-exl3-4.0bpw": {"served_context_length": 40_960, "loaded": True},
        "other": {"loaded": False},
    }


def test_a_model_that_sees_is_a_vlm():
    loaded = read(use_vision=True)["Qwen3-14B-exl3-4.0bpw"]
    assert (loaded["types"], loaded["capabilities"]) == (("vlm",), ("vision",))


def test_it_is_known_by_its_service_info():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(*LIST["data"])) is Likeness.MAYBE
    assert KIND.likeness(listed(card("x", "tabbyapi"))) is Likeness.NO
    assert probe.matches(good({"software": {"name": "TabbyAPI"}}))
    assert not probe.matches(good({"software": {"name": "KoboldCpp"}}))


@pytest.mark.parametrize("loaded", [True, False])
async def test_a_simulated_server_is_read_over_http(loaded):
    async with simulated(tabbyapi(loaded=loaded)) as ask:
        known = {"served_context_length": 40_960, "loaded": True} if loaded else {}
        assert await ask.facts(KIND) == {"Qwen3-14B-exl3-4.0bpw": known}
