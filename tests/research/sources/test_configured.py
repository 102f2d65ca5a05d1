"""Which sources the settings ask for."""

from pathlib import Path

import pytest

from aggregator.data.endpoint import Endpoint
from aggregator.data.provider import Provider
from aggregator.research.sources.brain import BrainCounts
from aggregator.research.sources.configured import configured_sources
from aggregator.settings.settings import BrainSettings, CatalogueSettings, HubSettings, ResearchSettings, Settings
from tests.fakes.answering_fetch import AnsweringFetch

BRAIN = BrainSettings(Endpoint.parse("http://brain.test"), "qwen3:8b")
PROVIDER = Provider("p", Endpoint.parse("http://127.0.0.1:8080"))
WITH_FILES = Provider("f", Endpoint.parse("http://127.0.0.1:8081"), files=Path("/models"))


def names(*providers, brain=None, **research):
    settings = Settings(providers=providers, brain=brain, research=ResearchSettings(**research))
    sources = configured_sources(settings, AnsweringFetch(), lambda: 0.0, BrainCounts(), (), plugins=())
    return [source.name for source in sources]


def test_without_any_section_only_what_needs_none_is_there():
    assert names(PROVIDER) == ["name", "server"]


def test_all_that_is_configured_is_there():
    everything = names(PROVIDER, WITH_FILES, brain=BRAIN, hub=HubSettings(), catalogue=CatalogueSettings())

    assert everything == ["name", "server", "files", "hub", "catalogue", "brain"]


def test_only_what_is_named_is_there_if_anything_is_named():
    assert names(WITH_FILES, brain=BRAIN, hub=HubSettings(), sources=("name", "hub")) == ["name", "hub"]


@pytest.mark.parametrize("source", ["hub", "catalogue"])
def test_a_source_that_is_named_without_its_section_has_its_defaults(source):
    assert names(PROVIDER, sources=("name", source)) == ["name", source]
