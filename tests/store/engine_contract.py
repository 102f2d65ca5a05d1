"""What every engine has to do; each engine's tests inherit these."""

from abc import ABC, abstractmethod

import attrs
import pytest

from aggregator.data.learnt import Learnt
from aggregator.data.model_detail import NOTHING_KNOWN
from aggregator.data.records import ListingGone, Memory, RowTold, TrialOver
from aggregator.data.subject import Subject
from aggregator.store.engine import KEPT_CHANGES
from tests.factories import detail, listing
from tests.store import kept_records as kept


def same(left, right):
    """Whether two memories hold the same, in whatever order where there is none."""
    unordered = ("facts", "trials", "listings", "cached")
    return (
        {name: set(map(repr, getattr(left, name))) for name in unordered}
        == {name: set(map(repr, getattr(right, name))) for name in unordered}
        and dict(left.told) == dict(right.told)
        and (left.changes, left.last_seq) == (right.changes, right.last_seq)
    )


class EngineContract(ABC):
    @pytest.fixture
    @abstractmethod
    def engine(self):
        """A new, open engine."""

    @abstractmethod
    def restarted(self, engine):
        """Close it; an open engine over what it kept."""

    def test_a_new_store_remembers_nothing(self, engine):
        assert same(engine.load(), Memory())

    @pytest.mark.parametrize("record", kept.ONE_OF_EACH, ids=lambda record: type(record).__name__)
    def test_the_sample_records_have_every_field_filled(self, record):
        for field in attrs.fields(type(record)):
            assert getattr(record, field.name) not in (field.default, None, "", 0)

    def test_every_field_of_every_record_comes_back_as_it_was(self, engine):
        engine.write(kept.ONE_OF_EACH)
        memory = self.restarted(engine).load()
        assert memory.facts == (kept.LEARNT,)
        assert memory.listings == (kept.LISTING,)
        assert memory.told == {kept.TOLD.key: kept.VIEW}
        assert memory.trials == (kept.TRIAL,)
        assert memory.cached == (kept.CACHED,)
        assert memory.changes == (kept.CHANGE,)
        assert memory.last_seq == 1

    def test_what_is_written_can_be_loaded_without_a_restart(self, engine):
        engine.write((kept.LEARNT,))
        assert engine.load().facts == (kept.LEARNT,)
        engine.write((kept.TRIAL,))
        assert engine.load().trials == (kept.TRIAL,)

    def test_what_the_same_key_said_before_is_replaced(self, engine):
        again = attrs.evolve(kept.LEARNT, detail=detail("brain", summary="Better"))
        parked = attrs.evolve(kept.TRIAL, attempts=6, due_at=None)
        relisted = attrs.evolve(kept.LISTING, listing=listing("other"), last_ok=5.0)
        cached = attrs.evolve(kept.CACHED, body=b"")
        engine.write(kept.ONE_OF_EACH)
        engine.write((again, parked, relisted, cached, RowTold(kept.TOLD.key, {"port": 1})))
        memory = self.restarted(engine).load()
        assert (memory.facts, memory.trials, memory.listings) == ((again,), (parked,), (relisted,))
        assert (memory.cached, memory.told) == ((cached,), {kept.TOLD.key: {"port": 1}})

    def test_within_one_write_the_later_record_counts(self, engine):
        engine.write((kept.TOLD, RowTold(kept.TOLD.key, None), kept.TRIAL, TrialOver("brain", kept.MODEL)))
        engine.write((TrialOver("brain", kept.SUBJECT), attrs.evolve(kept.TRIAL, topic=kept.SUBJECT)))
        memory = self.restarted(engine).load()
        assert memory.told == {}
        assert [trial.topic for trial in memory.trials] == [kept.SUBJECT]

    def test_what_is_gone_is_forgotten(self, engine):
        engine.write(kept.ONE_OF_EACH)
        engine.write((RowTold(kept.TOLD.key, None), TrialOver("brain", kept.MODEL), ListingGone("desk")))
        memory = self.restarted(engine).load()
        assert (memory.told, memory.trials, memory.listings) == ({}, (), ())

    def test_to_forget_what_is_not_there_is_no_error(self, engine):
        engine.write((RowTold(("x", "y"), None), TrialOver("brain", kept.MODEL), ListingGone("desk")))
        assert same(self.restarted(engine).load(), Memory())

    def test_subjects_and_models_and_sources_are_kept_apart(self, engine):
        facts = (
            kept.LEARNT,
            attrs.evolve(kept.LEARNT, source="hub"),
            attrs.evolve(kept.LEARNT, topic=kept.MODEL),
            attrs.evolve(kept.LEARNT, topic=Subject("qwen3:8b")),
        )
        engine.write(facts)
        assert set(map(repr, self.restarted(engine).load().facts)) == set(map(repr, facts))

    def test_that_there_is_nothing_to_know_is_knowledge_too(self, engine):
        nothing = Learnt(kept.SUBJECT, "hub", NOTHING_KNOWN, "v1", 7.0)
        engine.write((nothing,))
        assert self.restarted(engine).load().facts == (nothing,)

    def test_changes_come_back_in_their_order_and_the_numbers_go_on(self, engine):
        engine.write([kept.change(seq, state=str(seq)) for seq in range(1, 6)])
        engine = self.restarted(engine)
        engine.write([kept.change(6, state="6")])
        memory = self.restarted(engine).load()
        assert [change.seq for change in memory.changes] == [1, 2, 3, 4, 5, 6]
        assert memory.last_seq == 6

    def test_the_oldest_changes_are_trimmed(self, engine):
        last = KEPT_CHANGES + 50
        for first in range(1, last + 1, 1_000):
            engine.write([kept.change(seq) for seq in range(first, min(first + 1_000, last + 1))])
        memory = self.restarted(engine).load()
        assert (len(memory.changes), memory.changes[0].seq) == (KEPT_CHANGES, 51)
        assert memory.last_seq == last

    def test_values_that_break_the_standard_library_survive(self, engine):
        view = {"a": "\ud800", "b": "x\0y", "c": 2**63, "d": -(2**80), "e": ("\udfff", None), "\ud800": {"f": 1.5}}
        odd = attrs.evolve(kept.LEARNT, topic=Subject("\ud800\0", "\udfff"), source="s\0", version="\ud800")
        model = attrs.evolve(kept.LISTED, name="n\ud800\n", entry=b'{"a":"\xff\xed\xa0\x80\n"}')
        listed = attrs.evolve(kept.LISTING, provider="p\0\ud800", listing=attrs.evolve(listing(), models=(model,)))
        trial = attrs.evolve(kept.TRIAL, error="\ud800\0", attempts=2**64)
        engine.write((RowTold(("\ud800", "\0"), view), odd, listed, trial, kept.change(1, more=view)))
        memory = self.restarted(engine).load()
        assert memory.told == {("\ud800", "\0"): view}
        assert (memory.facts, memory.listings, memory.trials) == ((odd,), (listed,), (trial,))
        assert memory.changes[0].after == {"more": view}

    def test_to_write_nothing_is_no_error(self, engine):
        engine.write(())
        assert same(self.restarted(engine).load(), Memory())

    def test_it_can_be_closed_twice(self, engine):
        engine.close()
        engine.close()
