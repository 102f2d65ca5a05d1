"""The Retry-After header: seconds, or an HTTP date."""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_SECONDS: Final = 3600.0
"""Whoever asks for more is asked again after an hour all the same: it may have meant milliseconds."""

_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")


def retry_after_seconds(header: str | None, now: float) -> float | None:
    """How long to wait, at most an hour; None when the header is absent or makes no sense."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
    return min(max(seconds, 0.0), LONGEST_SECONDS)
