"""For all tests: aioresponses learns to build replies for aiohttp 3.14 and later, and Hypothesis watches no clock."""

import inspect
import os
from typing import Any

import aiohttp
import aioresponses.core
from hypothesis import HealthCheck, settings


class _NothingWritten:
    """Stands in for the writer of a request that never went out."""

    output_size = 0


class _Reply(aiohttp.ClientResponse):
    """A ClientResponse for a caller that does not know `stream_writer` yet, as aioresponses 0.7.9 (its issue 289)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("stream_writer", _NothingWritten())
        super().__init__(*args, **kwargs)


# With an older aiohttp nothing happens, and an aioresponses that gives its own writer keeps it.
if "stream_writer" in inspect.signature(aiohttp.ClientResponse.__init__).parameters:
    aioresponses.core.ClientResponse = _Reply

# On a busy machine a deadline fails tests that are right. State machines ask for at least 200 examples of their own.
settings.register_profile("no_deadline", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=10_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "no_deadline"))
