"""KoboldCpp: facts belong to the model that is loaded now."""

from aggregator.servers.koboldcpp import KoboldCppKind
from aggregator.servers.server_kind import Likeness
from scripts.fleet.koboldcpp import koboldcpp
from tests.servers.asked import card, facts, good, listed, simulated

KIND = KoboldCppKind()
NAME = "koboldcpp/Mistral-Nemo-Q4_K_M"
LIST = {"data": [card(NAME, "koboldcpp"), card("other.kcpps", "koboldcpp")]}
VERSION = {"result": "KoboldCpp", "version": "1.97", "llm": True, "vision": False, "audio": False}


def read(**version):
    answers = {
        "/api/v1/model": {"result": NAME},
        "/api/extra/true_max_context_length": {"value": 8192},
        "/api/extra/version": VERSION | version,
    }
    return facts(KIND, LIST, **answers)


def test_only_the_loaded_model_has_facts():
    assert read() == {NAME: {"types": ("llm",), "served_context_length": 8192, "loaded": True}, "other.kcpps": {}}


def test_a_projector_lets_it_see_and_hear():
    assert read(vision=True, audio=True)[NAME] == {
        "types": ("vlm",),
        "served_context_length": 8192,
        "capabilities": ("vision", "audio"),
        "loaded": True,
    }


def test_a_server_without_a_text_model_says_nothing_about_text():
    assert "types" not in read(llm=False, txt2img=True)[NAME]


def test_without_its_own_api_nothing_is_known():
    assert facts(KIND, LIST) == {NAME: {}, "other.kcpps": {}}


def test_the_owner_is_only_a_hint():
    (probe,) = KIND.probes
    assert KIND.likeness(listed(*LIST["data"])) is Likeness.MAYBE
    assert KIND.likeness(listed(*LIST["data"], card("x", "somebody"))) is Likeness.NO
    assert probe.matches(good(VERSION))
    assert not probe.matches(good({"result": "Other"}))


async def test_without_the_password_it_is_known_by_its_hidden_name():
    async with simulated(koboldcpp(password="secret")) as ask:
        assert (await ask.facts(KIND))["koboldcpp/protected-model"]["loaded"] is True
