"""Logs: one line an event on stderr, readable on a terminal, JSON elsewhere; no secret, no control character."""

import logging
import sys
import traceback
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any, TextIO

import orjson
import structlog

from aggregator.data.secret import Secret
from aggregator.settings.settings import LoggingSettings

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50, "exception": 40}
SHORTEST_SECRET = 4
"""Shorter ones can't be struck out without striking out ordinary words."""

Event = MutableMapping[str, Any]


class Logs:
    """Turns structlog on, and lets level, format and the secrets to strike out be changed while it runs."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._least = LEVELS["info"]
        self._render: Callable[[Event], str] = as_json
        self._secrets: tuple[str, ...] = ()

    def install(self) -> None:
        """From now on all logging of this process goes here, that of the libraries too (from `warning` on)."""
        structlog.configure(
            processors=[structlog.contextvars.merge_contextvars, self._drop_unwanted, self._finish],
            logger_factory=structlog.WriteLoggerFactory(self._stream),
            cache_logger_on_first_use=False,
        )
        logging.basicConfig(handlers=[_LibraryMessages()], level=logging.WARNING, force=True)

    def apply(self, settings: LoggingSettings, secrets: Iterable[Secret] = ()) -> None:
        """Log from now on as the settings say."""
        self._least = LEVELS[settings.level]
        wants_console = settings.format == "console" or (settings.format == "auto" and self._stream.isatty())
        self._render = as_console_line if wants_console else as_json
        found = {secret.reveal() for secret in secrets}
        long_enough = {text for text in found if len(text) >= SHORTEST_SECRET}
        written = long_enough | {orjson.dumps(text).decode()[1:-1] for text in long_enough}  # as it stands in JSON
        self._secrets = tuple(sorted(written, key=len, reverse=True))

    def _drop_unwanted(self, _logger: object, method: str, event: Event) -> Event:
        if LEVELS.get(method, 20) < self._least:
            raise structlog.DropEvent
        event["level"] = "error" if method == "exception" else method
        return event

    def _finish(self, _logger: object, _method: str, event: Event) -> str:
        event = structlog.processors.TimeStamper(fmt="iso", utc=True)(_logger, _method, event)
        error = event.pop("exc_info", None)
        if error:
            event["exception"] = _traceback(error)
        line = self._render(event)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def as_json(event: Event) -> str:
    """One JSON object, `event` first; orjson escapes every control character."""
    ordered = {"event": event.pop("event", ""), **event}
    return orjson.dumps(ordered, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def as_console_line(event: Event) -> str:
    """`time level event key=value …`; values are JSON, so that nothing in them can break the line or the terminal."""
    time, level, name = event.pop("timestamp", ""), event.pop("level", ""), event.pop("event", "")
    pairs = " ".join(f"{key}={_plain(value)}" for key, value in event.items())
    return f"{time[11:19]} {level:<8} {name:<20} {pairs}".rstrip()


def _plain(value: object) -> str:
    text = orjson.dumps(value, default=str).decode()
    text = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)
    bare = text[1:-1]
    return bare if text.startswith('"') and bare and not set(bare) & set(' "=\\') else text


def _traceback(error: Any) -> str:
    if error is True:
        error = sys.exc_info()[1]
    # Without the locals of the frames: they hold headers and keys.
    return "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else str(error)


class _LibraryMessages(logging.Handler):
    """What libraries log through the standard library's logging."""

    def emit(self, record: logging.LogRecord) -> None:
        method = record.levelname.lower() if record.levelname.lower() in LEVELS else "warning"
        more = {"exc_info": record.exc_info[1]} if record.exc_info and record.exc_info[1] else {}
        log = structlog.get_logger()
        getattr(log, method)("library_message", library=record.name, message=record.getMessage(), **more)
