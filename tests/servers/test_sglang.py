"""SGLang: the served context, and what the model can do from its model info, in the new and in the old form."""

from aggregator.servers.server_kind import Likeness
from aggregator.servers.sglang import SglangKind
from scripts.fleet.sglang import sglang
from scripts.fleet.wire_files import wire_json
from tests.servers.asked import card, facts, good, listed, only, simulated

KIND = SglangKind()
LISTED = wire_json("sglang/v1_models.json")


def test_model_info_tells_repo_family_and_type():
    assert only(facts(KIND, LISTED, **{"/model_info": wire_json("sglang/model_info.json")})) == {
        "types": ("vlm",),
        "family": "qwen3_vl",
        "hub_repo": "Qwen/Qwen3-VL-8B-Instruct",
        "served_context_length": 32_768,
        "capabilities": ("vision", "completion"),
    }


def test_the_old_model_info_does_not_tell_whether_it_can_see():
    assert only(facts(KIND, LISTED, **{"/get_model_info": wire_json("sglang/get_model_info_old.json")})) == {
        "hub_repo": "Qwen/Qwen3-0.6B",
        "served_context_length": 32_768,
        "capabilities": ("completion",),
    }


def test_what_does_not_generate_has_no_sure_type():
    info = wire_json("sglang/model_info.json") | {"is_generation": False, "has_image_understanding": False}
    assert "types" not in only(facts(KIND, LISTED, **{"/model_info": info}))


def test_an_adapter_is_not_the_model_of_the_model_info():
    entries = [*LISTED["data"], card("lora", "sglang", root="/x", parent="Qwen/Qwen3-0.6B", max_model_len=None)]
    found = facts(KIND, {"data": entries}, **{"/model_info": wire_json("sglang/model_info.json")})
    assert found["lora"] == {}


async def test_the_server_info_which_may_hold_the_key_is_never_asked_for():
    async with simulated(sglang(key="k")) as ask:
        await ask.facts(KIND)
        assert not any("server_info" in call for call in ask.server.calls)


def test_its_list_is_recognised_by_owner_and_root():
    assert KIND.likeness(good(LISTED)) is Likeness.SURE
    assert KIND.likeness(listed(card("sglang/tiny:1b", "sglang", created=5))) is Likeness.NO
