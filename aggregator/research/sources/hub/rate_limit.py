"""How long the Hub wants to be left alone, from the headers of its answer."""

import re
from collections.abc import Mapping

from aggregator.http_client import Reply
from aggregator.retry_after import LONGEST_SECONDS, retry_after_seconds

_NOTHING_LEFT = re.compile(r";\s*r=0\s*;\s*t=([0-9]{1,9})(?![0-9])")


def seconds_of_silence(reply: Reply, now: float) -> float | None:
    """Seconds until the next request may go out; None when it may go at once.

    The header `ratelimit` (`"api";r=0;t=55`) tells that the last request was the last for now, before a 429 has to.
    """
    used_up = _used_up(reply.headers)
    if reply.status not in {429, 503}:
        return used_up
    asked_for = retry_after_seconds(reply.headers.get("retry-after"), now)
    return max((seconds for seconds in (asked_for, used_up) if seconds is not None), default=None)


def _used_up(headers: Mapping[str, str]) -> float | None:
    match = _NOTHING_LEFT.search(headers.get("ratelimit", ""))
    return min(float(match[1]), LONGEST_SECONDS) if match else None
