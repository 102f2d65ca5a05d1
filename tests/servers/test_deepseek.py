"""DeepSeek: three keys an entry, at `/models`."""

import pytest

from aggregator.servers.deepseek import DeepSeekKind
from aggregator.servers.server_kind import Answer, Likeness
from tests.servers.asked import card, facts, listed

KIND = DeepSeekKind()
CARDS = [card("deepseek-chat", "deepseek"), card("deepseek-reasoner", "deepseek")]


def test_its_list_has_names_alone():
    assert facts(KIND, {"object": "list", "data": CARDS}) == {"deepseek-chat": {}, "deepseek-reasoner": {}}


def test_it_is_asked_for_at_its_own_path():
    assert KIND.list_path == "/models"
    assert [probe.path for probe in KIND.probes] == ["/models"]


@pytest.mark.parametrize("answer", [Answer(404), listed(*CARDS)])
def test_a_missing_list_or_its_own_is_a_hint(answer):
    assert KIND.likeness(answer) is Likeness.MAYBE


def test_its_list_confirms_it():
    (probe,) = KIND.probes
    assert probe.matches(listed(*CARDS))
    assert not probe.matches(listed(card("deepseek-chat", "deepseek", created=1_626_777_600)))  # a gateway's
    assert not probe.matches(listed(*CARDS, card("other", "openai")))
    assert not probe.matches(listed())
