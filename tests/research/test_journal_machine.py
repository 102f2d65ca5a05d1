"""The journal against its promise: a snapshot at N and the changes after N give the state of now, for every N."""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from aggregator.data.change import Change
from aggregator.research.journal import KEPT_CHANGES, Journal, replay

NAMES, PROVIDERS = st.sampled_from("abc"), st.sampled_from(["desk", "lab"])
STATES = st.sampled_from(["ok", "degraded", "unreachable"])
DETAILS = st.dictionaries(st.sampled_from(["summary", "family"]), st.sampled_from(["x", "y"]))
RESEARCH = st.sampled_from([{"state": "queued"}, {"state": "done", "attempts": 1}])


class JournalMachine(RuleBasedStateMachine):
    """`kept` is what a store holds; `states` what was told at each number."""

    def __init__(self):
        super().__init__()
        self.journal = Journal()
        self.at = 0.0
        self.kept_rows, self.kept_changes = {}, []
        self.states = {0: {}}
        self.providers = {}

    def keep(self):
        changes, rewritten = self.journal.take_fresh()
        self.kept_changes += changes
        for key, view in rewritten.items():
            if view is None:
                self.kept_rows.pop(key, None)
            else:
                self.kept_rows[key] = view
        self.states[self.journal.last] = dict(self.journal.told)

    def now(self):
        self.at += 1
        return self.at

    def state_of(self, provider):
        return self.providers.get(provider, {"state": "unknown", "model_state": "unreachable"})

    @rule(name=NAMES, provider=PROVIDERS, details=DETAILS, research=RESEARCH)
    def a_row_says_something(self, name, provider, details, research):
        status = self.state_of(provider)
        seen = {"last_seen": status["last_seen"]} if "last_seen" in status else {}
        view = {"name": name, "state": status["model_state"], **seen, "details": details, "research": research}
        self.journal.row((name, provider), view, self.now())
        assert self.journal.told[name, provider] == view
        self.keep()

    @rule(name=NAMES, provider=PROVIDERS)
    def a_row_goes(self, name, provider):
        self.journal.row((name, provider), None, self.now())
        assert (name, provider) not in self.journal.told
        self.keep()

    @rule(provider=PROVIDERS, state=STATES)
    def a_provider_changes(self, provider, state):
        before = self.state_of(provider)
        serves = state != "unreachable"
        seen = {} if serves else {"last_seen": str(self.at)}
        after = {"state": state, "model_state": "available" if serves else "unreachable", **seen}
        if before != after:
            rows = [key for key in self.journal.told if key[1] == provider]
            self.journal.provider(provider, rows, before, after, self.now())
            self.providers[provider] = after
            self.keep()

    @rule()
    def the_settings_change(self):
        self.journal.config({"providers": 2}, self.now())
        self.keep()

    @rule()
    def the_service_is_restarted(self):
        last = self.kept_changes[-1].seq if self.kept_changes else 0
        self.journal = Journal(last, dict(self.kept_rows), list(self.kept_changes))
        assert self.journal.told == self.states[last]

    @invariant()
    def every_snapshot_leads_to_now(self):
        last = self.journal.last
        for number, state in self.states.items():
            found = self.journal.since(number, last + 1)
            assert not found.too_old
            assert [change.seq for change in found.changes] == list(range(number + 1, last + 1))
            assert replay(state, found.changes) == self.journal.told

    @invariant()
    def what_never_was_is_too_old(self):
        assert self.journal.since(self.journal.last + 1, 1).too_old


TestJournal = JournalMachine.TestCase
TestJournal.settings = settings(
    max_examples=max(200, settings.default.max_examples), stateful_step_count=25, deadline=None
)


def test_a_row_that_says_the_same_again_is_no_change():
    journal = Journal()
    journal.row(("a", "desk"), {"details": {}}, 1.0)
    journal.row(("a", "desk"), {"details": {}}, 2.0)
    assert journal.last == 1


def test_only_the_newest_changes_are_kept_and_older_numbers_are_too_old():
    journal = Journal()
    for number in range(KEPT_CHANGES + 5):
        journal.row(("a", "desk"), {"details": {"summary": str(number)}}, 1.0)
    assert journal.since(4, 1).too_old
    assert [change.seq for change in journal.since(5, 2).changes] == [6, 7]


def test_pages_of_changes_follow_each_other():
    journal = Journal()
    for number in range(10):
        journal.row(("a", "desk"), {"details": {"summary": str(number)}}, 1.0)
    first = journal.since(0, 4)
    second = journal.since(first.changes[-1].seq, 100)
    assert [change.seq for change in first.changes + second.changes] == list(range(1, 11))
    assert all(isinstance(change, Change) for change in first.changes)
