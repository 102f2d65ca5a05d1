"""The name source answers for every topic."""

from aggregator.data.batch import Batch, Question
from aggregator.data.fact import Fact
from aggregator.data.model_detail import NOTHING_KNOWN
from aggregator.data.subject import Subject
from aggregator.research.sources.name import NameSource
from aggregator.research.sources.source import Scope, Source


async def answers_for(*names):
    questions = tuple(Question(Subject(name), name) for name in names)
    return await NameSource(lambda: 1_700_000_000.9).research(Batch(1, "name", questions))


async def test_a_fact_says_where_it_comes_from_and_since_when():
    answers = await answers_for("qwen3:8b")
    assert answers[Subject("qwen3:8b")].facts["family"] == Fact("qwen3", "name", 1_700_000_000)


async def test_a_name_that_says_nothing_gets_an_empty_answer():
    answers = await answers_for("my-assistant", "openai/*")
    assert answers == {Subject("my-assistant"): NOTHING_KNOWN, Subject("openai/*"): NOTHING_KNOWN}


async def test_an_empty_batch_has_an_empty_answer():
    assert await answers_for() == {}


def test_it_is_a_source_that_takes_many_subjects_at_once():
    source: Source = NameSource(lambda: 0.0)
    assert (source.name, source.scope, source.batch_size, source.concurrency) == ("name", Scope.SUBJECT, 1000, 1)
