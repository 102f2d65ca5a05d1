"""The files in config/ are right, and aggregator.yaml leaves nothing out."""

import re
from pathlib import Path

import pytest

from aggregator.settings.reader import read_settings
from aggregator.settings.schema import CONFIG_FILE
from aggregator.settings.settings import (
    BrainSettings,
    CatalogueSettings,
    HubSettings,
    LoggingSettings,
    PollingSettings,
    ResearchSettings,
    ServerSettings,
)

CONFIG = Path(__file__).parents[2] / "config"
SHOWN = CONFIG / "aggregator.yaml"


def keys_below(keys):
    for name, key in keys.items():
        yield name
        yield from keys_below(key.keys)


@pytest.mark.parametrize("path", sorted(CONFIG.glob("*.yaml")), ids=lambda path: path.name)
def test_a_file_in_config_needs_no_variables_and_no_other_files(path):
    assert read_settings(path, {}).files == (path,)


@pytest.mark.parametrize("section", CONFIG_FILE)
def test_every_key_of_a_section_is_shown(section):
    text = SHOWN.read_text(encoding="utf-8")
    (shown,) = re.findall(rf"^{section}:.*?(?=^[a-z]|\Z)", text, re.DOTALL | re.MULTILINE)
    written = set(re.findall(r"^[ #-]*([a-z_]+):", shown, re.MULTILINE))
    assert set(keys_below(CONFIG_FILE[section].keys)) <= written


def test_what_is_shown_are_the_defaults():
    settings = read_settings(SHOWN, {}).settings
    assert settings.server == ServerSettings()
    assert settings.polling == PollingSettings()
    assert settings.logging == LoggingSettings()
    assert settings.brain == BrainSettings(settings.brain.endpoint, settings.brain.model)
    assert settings.store.path == CONFIG / "state/aggregator.db"
    assert settings.research == ResearchSettings(
        sources=settings.research.sources, hub=HubSettings(), catalogue=CatalogueSettings()
    )


def test_each_port_of_this_machine_is_asked_once():
    settings = read_settings(CONFIG / "local.yaml", {}).settings
    ports = [provider.endpoint.port for provider in settings.providers]
    assert len(ports) == len(set(ports))
    assert {11434, 1234, 8080, 8000, 30000, 5001, 5000} <= set(ports)
    assert settings.brain.endpoint.port == 11434
