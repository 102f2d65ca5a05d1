"""Gemini: ids begin with `models/` and stay so."""

from aggregator.servers.gemini import GeminiKind
from aggregator.servers.server_kind import Answer, Likeness
from tests.servers.asked import card, facts, listed

KIND = GeminiKind()
CARDS = [card("models/gemini-2.5-pro", "google"), card("models/gemini-2.5-flash", "google")]


def test_ids_are_kept_as_they_are():
    found = facts(KIND, {"object": "list", "data": CARDS})
    assert found == {"models/gemini-2.5-pro": {}, "models/gemini-2.5-flash": {}}


def test_it_is_asked_for_below_its_prefix():
    assert KIND.list_path == "/models"
    assert KIND.likeness(Answer(404, document=[{"error": {"code": 404}}])) is Likeness.MAYBE


def test_its_list_confirms_it():
    (probe,) = KIND.probes
    assert probe.matches(listed(*CARDS))
    assert not probe.matches(listed(card("gemini-2.5-pro", "google")))
    assert not probe.matches(listed(card("models/gemini-2.5-pro", "google", created=1_765_000_000)))
    assert not probe.matches(listed(*CARDS, card("models/mine", "me")))
