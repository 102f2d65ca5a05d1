"""Hugging Face's router: what hosts offer is a fact where all that are live agree."""

import pytest

from aggregator.servers.hfrouter import HfRouterKind
from aggregator.servers.server_kind import Likeness
from tests.servers.asked import card, facts, listed, only

KIND = HfRouterKind()


def host(name="together", **fields):
    return {
        "provider": name,
        "status": "live",
        "context_length": 40_960,
        "pricing": {"input": 0.2, "output": 0.6},
        "supports_tools": True,
        "supports_structured_output": False,
    } | fields


def entry(*hosts, input_=("text",), output=("text",)):
    modalities = {"input_modalities": list(input_), "output_modalities": list(output)}
    return card("Qwen/Qwen3-8B", "Qwen") | {"architecture": modalities, "providers": list(hosts)}


def read(*hosts, **fields):
    return only(facts(KIND, {"data": [entry(*hosts, **fields)]}))


def test_one_host_says_everything():
    assert read(host()) == {
        "types": ("llm",),
        "hub_repo": "Qwen/Qwen3-8B",
        "served_context_length": 40_960,
        "capabilities": ("tools",),
        "input_modalities": ("text",),
        "output_modalities": ("text",),
        "price_input": 0.2,
        "price_output": 0.6,
    }


@pytest.mark.parametrize(
    ("other", "unknown"),
    [
        ({"context_length": 32_768}, {"served_context_length"}),
        ({"context_length": None}, {"served_context_length"}),
        ({"pricing": {"input": 0.1, "output": 0.6}}, {"price_input"}),
        ({"pricing": None}, {"price_input", "price_output"}),
        ({"supports_tools": False}, {"capabilities"}),
    ],
)
def test_what_hosts_disagree_about_stays_unknown(other, unknown):
    assert read(host()).keys() - read(host(), host("novita", **other)).keys() == unknown


def test_a_host_that_is_not_live_has_no_say():
    assert read(host(), host("novita", status="staging", context_length=1)) == read(host())


def test_a_model_that_takes_images_is_a_vlm():
    assert read(host(), input_=("text", "image"))["types"] == ("vlm",)
    assert "types" not in read(host(), output=("image",))


def test_hosts_of_repos_are_the_mark():
    assert KIND.likeness(listed(entry(host()))) is Likeness.SURE
    assert KIND.likeness(listed(entry())) is Likeness.NO
    assert KIND.likeness(listed(entry(host()) | {"owned_by": "me"})) is Likeness.NO
    assert KIND.likeness(listed(entry(host()), card("x/y", "x"))) is Likeness.NO
