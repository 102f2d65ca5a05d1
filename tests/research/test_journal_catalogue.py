"""The catalogue with its journal: what the rows say is what was told, and whoever follows the changes has it too."""

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from aggregator.data.learnt import Learnt
from aggregator.data.provider import ProviderKind
from aggregator.data.provider_status import ProviderState, ProviderStatus
from aggregator.data.research_status import ResearchState, ResearchStatus
from aggregator.data.row_view import row_view
from aggregator.data.subject import Subject
from aggregator.research.catalogue import Catalogue
from aggregator.research.journal import Journal, replay
from aggregator.research.knowledge import Knowledge
from aggregator.research.overrides import Overrides
from aggregator.settings.settings import OverrideRule
from tests.factories import detail, listed, provider

NAMES = ["a", "b", "c"]
PROVIDERS = {"desk": provider("desk", "http://10.0.0.1:8080"), "lab": provider("lab", "http://10.0.0.2:8080")}
KEPT = 7
"""So few changes are kept that many runs trim them."""

names, owners = st.sampled_from(NAMES), st.sampled_from(sorted(PROVIDERS))


class JournalledCatalogue(RuleBasedStateMachine):
    """`rows` and `past` are what a store holds, `told_at` what was told when the journal was at each number."""

    def __init__(self):
        super().__init__()
        self.now = 1_800_000_000.0
        self.knowledge = Knowledge()
        self.research = ResearchStatus(ResearchState.QUEUED)
        self.rows, self.past = {}, []
        self.told_at = {0: {}}
        self.begin(0)

    def begin(self, last):
        self.journal = Journal(last, self.rows, self.past, KEPT)
        self.catalogue = Catalogue("boot", self.knowledge, lambda _subject, _model: self.research, self.journal)

    # ── what happens

    @rule(seconds=st.sampled_from([0.0, 0.4, 60.0]))
    def time_passes(self, seconds):
        self.now += seconds

    @rule(name=names, owner=owners, digest=st.sampled_from(["", "sha256:1"]), size=st.integers(0, 1))
    def a_model_is_listed(self, name, owner, digest, size):
        self.catalogue.offer(PROVIDERS[owner], listed(name, digest=digest, size=size), self.now)
        self.catalogue.refresh(((name, owner),), self.now)

    @rule(name=names, owner=owners)
    def a_model_is_listed_no_more(self, name, owner):
        self.catalogue.withdraw((name, owner), self.now)

    @rule(name=names, family=st.sampled_from([None, "x", "y"]))
    def something_is_learnt(self, name, family):
        said = detail("brain", int(self.now), **({"family": family} if family else {}))
        self.knowledge.learn(Learnt(Subject(name), "brain", said))
        self.catalogue.refresh_topics((Subject(name),), self.now)

    @rule(name=names, state=st.sampled_from(ResearchState), attempts=st.integers(0, 1))
    def research_goes_on(self, name, state, attempts):
        self.research = ResearchStatus(state, attempts)
        self.catalogue.refresh((offer.key for offer in self.catalogue.offers()), self.now)

    @rule(owner=owners, state=st.sampled_from(ProviderState), has_answered=st.booleans())
    def a_provider_is_in_another_state(self, owner, state, has_answered):
        status = ProviderStatus(owner, "http://10.0.0.1", 8080, "", ProviderKind.GENERIC, state, self.now)
        self.catalogue.provider_changed(attrs.evolve(status, last_ok=self.now if has_answered else None), self.now)

    @rule(hide=st.booleans())
    def the_operator_hides_or_shows_a_model(self, hide):
        self.catalogue.overrides = Overrides((OverrideRule("a", "*", {}, hide),), int(self.now))
        self.catalogue.refresh((offer.key for offer in self.catalogue.offers()), self.now)

    @rule(owner=owners)
    def a_provider_leaves_the_config(self, owner):
        for key in [key for key in self.journal.told if key[1] == owner]:
            self.catalogue.withdraw(key, self.now)
        for offer in self.catalogue.offers_at(owner):
            self.catalogue.withdraw(offer.key, self.now)
        self.catalogue.provider_forgotten(owner)

    @rule(number=st.integers(0, 2))
    def the_settings_change(self, number):
        self.catalogue.config_changed(number, self.now)

    # ── restarts

    @rule()
    def what_happened_is_kept(self):
        changes, rewritten = self.journal.take_fresh()
        self.past += changes
        for key, view in rewritten.items():
            self.rows[key] = view
        self.rows = {key: view for key, view in self.rows.items() if view is not None}
        assert self.rows == self.journal.told

    @rule()
    def it_is_restarted(self):
        self.what_happened_is_kept()
        before = dict(self.journal.told)
        self.begin(self.journal.last)
        assert self.journal.told == before

    @rule()
    def it_is_killed_before_the_last_steps_were_kept(self):
        last = self.past[-1].seq if self.past else 0
        self.told_at = {number: told for number, told in self.told_at.items() if number <= last}
        self.begin(last)
        assert self.journal.told == self.told_at.get(last, self.journal.told)

    @rule()
    def all_providers_have_spoken(self):
        self.catalogue.withdraw_unspoken(self.now)
        assert set(self.journal.told) == {row.key for row in self.catalogue.snapshot().rows}

    # ── what always holds

    @invariant()
    def every_row_says_what_was_told_of_it(self):
        snapshot = self.catalogue.snapshot()
        views = {row.key: row_view(row) for row in snapshot.rows}
        assert replay(views, self.journal.since(snapshot.seq, 1_000).changes) == views
        assert views == {key: self.journal.told[key] for key in views}
        # What was told before a restart stands until its provider has spoken.
        assert all(self.catalogue.offer_at(key) is None for key in self.journal.told.keys() - views.keys())

    @invariant()
    def whoever_follows_the_changes_has_what_was_told(self):
        told = self.told_at.setdefault(self.journal.last, dict(self.journal.told))
        assert told == self.journal.told
        for number, before in self.told_at.items():
            since = self.journal.since(number, 1_000)
            assert since.too_old == (self.journal.last - number > KEPT)
            if not since.too_old:
                assert [each.seq for each in since.changes] == list(range(number + 1, self.journal.last + 1))
                assert replay(before, since.changes) == self.journal.told

    @invariant()
    def a_number_that_was_never_reached_is_too_old(self):
        assert self.journal.since(self.journal.last + 1, 1).too_old


TestJournalledCatalogue = JournalledCatalogue.TestCase
TestJournalledCatalogue.settings = settings(max_examples=max(200, settings.default.max_examples))
