"""Sources from other packages."""

import re
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from aggregator.data.batch import Batch, Question
from aggregator.data.fact import Fact, source_rank
from aggregator.data.subject import Subject
from aggregator.errors import SourceUnavailable
from aggregator.http_client import HttpError
from aggregator.research.sources.cache import MemoryCache
from aggregator.research.sources.outside import GROUP, SourceContext, sources_from_outside
from aggregator.research.sources.source import Scope
from tests.fakes.answering_fetch import AnsweringFetch, reply

TESTS = Path(__file__).parents[2]
EXAMPLE = TESTS / "example_plugin_source"
PAGE = (TESTS.parent / "docs" / "sources.md").read_text()
NOTES = "http://intranet.example/models.json"


def context(fetch=None):
    return SourceContext(fetch or AnsweringFetch(), lambda: 1_800_000_000.0, MemoryCache(), 15)


def entry_points_of_the_example():
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())
    return [EntryPoint(name, value, GROUP) for name, value in project["project"]["entry-points"][GROUP].items()]


@pytest.fixture
def example(monkeypatch):
    """The example package, as if it were installed."""
    monkeypatch.syspath_prepend(EXAMPLE)
    return entry_points_of_the_example()


async def ask(source, name):
    (detail,) = (await source.research(Batch(1, source.name, (Question(Subject(name), name),)))).values()
    return detail


async def test_the_example_of_the_page_is_a_source_that_finds_facts(example):
    fetch = AnsweringFetch({NOTES: reply({"qwen3:8b": {"summary": "Our default", "types": ["llm"], "size": -1}})})

    (source,) = sources_from_outside(example, context(fetch))

    assert (source.name, source.scope) == ("house-notes", Scope.SUBJECT)
    found = await ask(source, "qwen3:8b")
    assert found.values() == {"summary": "Our default", "types": ("llm",)}
    assert found.facts["summary"] == Fact("Our default", "house-notes", 1_800_000_000)
    assert not await ask(source, "other")


@pytest.mark.parametrize("answer", [HttpError("refused", "connection refused"), reply(b"<html>"), reply({}, 500)])
async def test_the_example_says_when_it_is_unavailable(example, answer):
    (source,) = sources_from_outside(example, context(AnsweringFetch({NOTES: answer})))

    with pytest.raises(SourceUnavailable):
        await ask(source, "qwen3:8b")


def test_the_page_shows_the_example_as_it_is():
    shown = re.findall(r"```(?:python|toml)\n(.*?)```", PAGE, re.DOTALL)

    assert shown == [(EXAMPLE / "house_notes" / "__init__.py").read_text(), (EXAMPLE / "pyproject.toml").read_text()]


def test_sources_from_outside_stand_between_catalogue_and_name():
    assert source_rank("catalogue") > source_rank("house-notes") > source_rank("name")


class AnySource:
    name, scope, batch_size, concurrency = "any", Scope.MODEL, 10, 1

    def __init__(self, context):
        pass

    async def research(self, batch):
        return {}


def breaks(context):
    raise RuntimeError("no license\x1b[31m found")


def changed(**words):
    return type("Changed", (AnySource,), words)


@pytest.mark.parametrize(
    ("factory", "error"),
    [
        (breaks, "RuntimeError: no license[31m found"),
        (lambda context: None, "AttributeError"),
        (changed(name="brain"), "built-in"),
        (changed(name="A Name"), "its name"),
        (changed(scope="subject"), "its scope"),
        (changed(batch_size=0), "its batch_size"),
        (changed(research=None), "its research"),
        (AnySource, None),
    ],
)
def test_a_broken_plug_in_is_logged_and_the_others_go_on(factory, error):
    class Loadable:
        def __init__(self, name, factory):
            self.name, self.value, self._factory = name, name, factory

        def load(self):
            return self._factory

    good = changed(name="good")
    with capture_logs() as logs:
        sources = sources_from_outside([Loadable("a", factory), Loadable("b", good)], context())

    if error is None:
        assert [source.name for source in sources] == ["any", "good"]
        assert logs == []
    else:
        assert [source.name for source in sources] == ["good"]
        (log,) = logs
        assert (log["event"], log["plugin"]) == ("source_plugin_failed", "a")
        assert error in log["error"]


def test_a_module_that_is_absent_and_a_name_that_is_taken_are_logged(example):
    broken = EntryPoint("absent", "no_such_module_at_all:Source", GROUP)
    twin = EntryPoint("twin", example[0].value, GROUP)

    with capture_logs() as logs:
        sources = sources_from_outside([broken, twin, *example], context())

    assert [source.name for source in sources] == ["house-notes"]
    assert [log["plugin"] for log in logs] == ["absent", "twin"]
