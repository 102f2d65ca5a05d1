"""Everything this service raises on purpose."""

from collections.abc import Sequence


class AggregatorError(Exception):
    """The root of all errors below."""


class ConfigError(AggregatorError):
    """The config file can't be used; `problems` holds one finished line for each fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StartError(AggregatorError):
    """The service could not start, for a reason that one line tells (port taken, database locked)."""


class PollError(AggregatorError):
    """A provider did not give a usable list of models.

    `kind` is one short word for programs (`timeout`, `refused`, `auth`, `rate_limited`, `http_500`, `too_large` …), the
    message is for people and holds no secret.
    """

    def __init__(self, kind: str, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry_after_seconds = retry_after_seconds


class ResearchError(AggregatorError):
    """A source could not answer for a batch; halving the batch may help."""


class SourceUnavailable(ResearchError):
    """A source can't be used at all just now; it says nothing about the models that were asked for."""

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class NoAnswer(AggregatorError):
    """An actor did not answer the HTTP edge, or not in time."""
