"""The log: one line an event, in JSON or for a terminal, without secrets and without control characters."""

import io

import orjson
import pytest
import structlog

from aggregator.data.secret import Secret
from aggregator.logs import Logs
from aggregator.settings.settings import LoggingSettings

KEYS = ["sk-simple-key", 'pq"SECR\\ET/', "käy-with-umlaut", "tab\\tand\\\\more"]


@pytest.fixture
def logged():
    """Logs one event with these settings and secrets; the text that came out."""

    def log(method, settings, *secrets, **values):
        stream = io.StringIO()
        logs = Logs(stream)
        logs.install()
        logs.apply(settings, [Secret(secret) for secret in secrets])
        getattr(structlog.get_logger(), method)("something_happened", **values)
        return stream.getvalue()

    yield log
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("key", KEYS)
def test_a_secret_is_struck_out_however_it_is_written(logged, form, key):
    line = logged("info", LoggingSettings(format=form), *KEYS, error=f"refused: {key}", deep={"list": [key]})
    written = orjson.dumps(key).decode()[1:-1]
    assert key not in line
    assert written not in line
    assert "refused: ***" in line


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_event_is_one_line_without_control_characters(logged, form):
    line = logged("info", LoggingSettings(format=form), name="a\nb\x1b[31mc\u2028d\x00")
    assert line.endswith("\n")
    assert line[:-1].isprintable() or form == "json"
    assert not set(line[:-1]) & {"\n", "\x1b", "\x00"}


def test_json_begins_with_the_event_and_has_the_agreed_keys(logged):
    line = logged("warning", LoggingSettings(format="json"), provider="desk")
    assert line.startswith('{"event":"something_happened"')
    assert orjson.loads(line).keys() == {"event", "provider", "level", "timestamp"}
    assert orjson.loads(line)["level"] == "warning"


def test_what_is_below_the_level_is_not_said(logged):
    assert logged("info", LoggingSettings(level="warning", format="json")) == ""
