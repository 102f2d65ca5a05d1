import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.data.endpoint import Endpoint
from aggregator.data.learnt import Learnt
from aggregator.data.model import Model
from aggregator.data.provider import ProviderKind
from aggregator.data.provider_status import ModelState, ProviderState, ProviderStatus
from aggregator.data.research_status import NEVER_ASKED
from aggregator.data.subject import Subject
from aggregator.research.catalogue import Catalogue
from aggregator.research.journal import Journal
from aggregator.research.knowledge import Knowledge
from tests.factories import detail, listed, provider

NOW = 1_800_000_000.0
DESK = provider("desk", "http://10.0.0.1:8080")
LAB = provider("lab", "http://10.0.0.2:8080")


class Shelf:
    """A catalogue with what it is built on."""

    def __init__(self):
        self.knowledge = Knowledge()
        self.catalogue = Catalogue("boot", self.knowledge, lambda _subject, _model: NEVER_ASKED, Journal())

    def offer(self, owner, *models, now=NOW):
        for model in models:
            offer = self.catalogue.offer(owner, model if not isinstance(model, str) else listed(model), now)
            self.catalogue.refresh((offer.key,), now)

    def learn(self, topic, said, source="brain"):
        self.knowledge.learn(Learnt(topic, source, said))
        self.catalogue.refresh_topics((topic,), NOW + 1)

    def rows(self):
        return self.catalogue.snapshot().rows


def status(name, state, last_ok=None):
    return ProviderStatus(name, "http://10.0.0.1", 8080, "", ProviderKind.GENERIC, state, NOW, last_ok=last_ok)


def test_rows_are_sorted_by_name_then_provider():
    shelf = Shelf()
    shelf.offer(LAB, "b", "a")
    shelf.offer(DESK, "c", "b")

    assert [row.key for row in shelf.rows()] == [("a", "lab"), ("b", "desk"), ("b", "lab"), ("c", "desk")]


def test_a_snapshot_is_the_same_object_until_something_changes():
    shelf = Shelf()
    shelf.offer(DESK, "a")
    before = shelf.catalogue.snapshot()

    shelf.catalogue.refresh((("a", "desk"),), NOW + 5)
    shelf.learn(Subject("nobody-has-it"), detail(family="x"))

    assert shelf.catalogue.snapshot() is before
    assert before.as_of == NOW


def test_rows_that_did_not_change_stay_the_very_same_objects():
    shelf = Shelf()
    shelf.offer(DESK, "a", "b")
    a, b = shelf.rows()

    shelf.learn(Subject("b"), detail("brain", family="x"))

    assert shelf.rows()[0] is a
    assert shelf.rows()[1] is not b
    assert shelf.rows()[1].detail == detail("brain", family="x")
    assert shelf.catalogue.snapshot().as_of == NOW + 1


def test_what_one_source_says_of_a_subject_shows_in_the_rows_of_all_who_offer_it():
    shelf = Shelf()
    shelf.offer(DESK, "Qwen3:latest")
    shelf.offer(LAB, "qwen3")
    shelf.learn(Subject("qwen3"), detail("brain", family="qwen"))
    shelf.learn(Model("http://10.0.0.2", 8080, "qwen3"), detail("server", context_length=8192))

    assert [row.detail.values() for row in shelf.rows()] == [
        {"family": "qwen"},
        {"family": "qwen", "context_length": 8192},
    ]


def test_models_of_different_digests_share_no_knowledge():
    shelf = Shelf()
    shelf.offer(DESK, listed("a", digest="sha256:1"))
    shelf.offer(LAB, listed("a", digest="sha256:2"))
    shelf.learn(Subject("a", "sha256:1"), detail("brain", family="x"))

    assert [row.detail.get("family") for row in shelf.rows()] == ["x", None]


def test_when_a_provider_gets_another_digest_the_row_is_about_another_subject():
    shelf = Shelf()
    shelf.offer(DESK, listed("a", digest="sha256:1"), now=NOW)
    shelf.learn(Subject("a", "sha256:1"), detail("brain", family="x"))

    shelf.offer(DESK, listed("a", digest="sha256:2"), now=NOW + 60)

    (row,) = shelf.rows()
    assert (row.detail.get("family"), row.first_seen) == (None, NOW)
    assert list(shelf.catalogue.offers_of(Subject("a", "sha256:1"))) == []


def test_the_list_itself_is_a_claim():
    shelf = Shelf()
    shelf.offer(DESK, listed("a", facts=detail("server", context_length=8192)))
    shelf.learn(Subject("a"), detail("brain", context_length=4096, family="x"))

    (row,) = shelf.rows()
    assert row.detail.values() == {"family": "x", "context_length": 8192}
    assert row.claims == (detail("server", context_length=8192), detail("brain", family="x", context_length=4096))


def test_the_public_address_is_shown_and_is_the_identity():
    shelf = Shelf()
    shelf.offer(attrs.evolve(DESK, public=Endpoint.parse("https://llm.lan/desk")), "a")

    (row,) = shelf.rows()
    assert (row.model, row.base_url) == (Model("https://llm.lan/desk", 443, "a"), "https://llm.lan/desk/v1")


# ── the state of the provider ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_model_is_available_while_its_provider_serves():
    shelf = Shelf()
    shelf.offer(DESK, "a")
    states = {}
    for state in ProviderState:
        shelf.catalogue.provider_changed(status("desk", state, NOW - 60), NOW)
        (row,) = shelf.rows()
        states[state] = row.state
        assert (row.last_seen is None) == (row.state is ModelState.AVAILABLE)

    serving = {ProviderState.OK, ProviderState.DEGRADED, ProviderState.RATE_LIMITED}
    assert {state for state, model in states.items() if model is ModelState.AVAILABLE} == serving


def test_a_row_that_is_not_available_tells_when_it_was_last_seen():
    shelf = Shelf()
    shelf.catalogue.provider_changed(status("desk", ProviderState.UNREACHABLE, NOW - 60), NOW)
    shelf.offer(DESK, "a")
    shelf.offer(LAB, "a")

    assert [row.last_seen for row in shelf.rows()] == [NOW - 60, None]


def test_a_later_good_poll_changes_no_row():
    shelf = Shelf()
    shelf.offer(DESK, "a")
    shelf.catalogue.provider_changed(status("desk", ProviderState.OK, NOW), NOW)
    before = shelf.catalogue.snapshot()

    shelf.catalogue.provider_changed(status("desk", ProviderState.OK, NOW + 60), NOW + 60)

    assert shelf.catalogue.snapshot() is before


# ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_leaves_leaves_nothing_behind():
    shelf = Shelf()
    shelf.offer(DESK, "a", "b")
    shelf.offer(LAB, "a")
    for key in (("a", "desk"), ("b", "desk"), ("a", "lab")):
        assert shelf.catalogue.withdraw(key, NOW).key == key
        assert shelf.catalogue.withdraw(key, NOW) is None
    shelf.catalogue.provider_forgotten("desk")
    shelf.catalogue.provider_forgotten("lab")

    catalogue = shelf.catalogue
    assert catalogue.snapshot().rows == ()
    assert not any((catalogue._offers, catalogue._by_topic, catalogue._by_provider, catalogue._rows))


steps = st.lists(
    st.tuples(
        st.sampled_from(["offer", "withdraw", "learn", "state"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([DESK, LAB]),
        st.integers(0, 2),
    ),
    max_size=30,
)


@given(steps)
@settings(max_examples=max(200, settings.default.max_examples))
def test_a_version_stands_for_the_same_rows_for_ever_and_equal_rows_are_one_object(steps):
    shelf, seen = Shelf(), {}
    for now, (what, name, owner, number) in enumerate(steps):
        match what:
            case "offer":
                shelf.offer(owner, listed(name, size=number), now=float(now))
            case "withdraw":
                shelf.catalogue.withdraw((name, owner.name), float(now))
            case "learn":
                shelf.learn(Subject(name), detail("brain", 1 + now, dimensions=number + 1))
            case "state":
                state = list(ProviderState)[number]
                shelf.catalogue.provider_changed(status(owner.name, state), float(now))
        before = seen.get("last")
        snapshot = shelf.catalogue.snapshot()
        assert seen.setdefault(snapshot.version, snapshot.rows) == snapshot.rows
        assert [row.key for row in snapshot.rows] == sorted(row.key for row in snapshot.rows)
        former = {row.key: row for row in before.rows} if before else {}
        for row in snapshot.rows:
            assert former.get(row.key) is row or former.get(row.key) != row
        seen["last"] = snapshot
