"""Retry-After is seconds or an HTTP date; nonsense is none, and an hour is the most."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.retry_after import LONGEST_SECONDS, retry_after_seconds

NOW = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("1.5", 1.5),
        ("99999999999999", 3_600),
        ("9" * 5_000, 3_600),
        ("Sat, 31 Jan 2026 12:00:30 GMT", 30),
        ("Sat, 31 Jan 2026 12:00:30", 30),
        ("Sat, 31 Jan 2026 13:00:30 +0100", 30),
        ("Sat, 31 Jan 2026 11:00:00 GMT", 0),
        ("Sat, 31 Jan 2099 12:00:00 GMT", 3_600),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("1e3", None),
        ("inf", None),
        ("nan", None),
        ("2026-01-31T12:00:30Z", None),
        ("Sat, 99 Jan 2026 12:00:30 GMT", None),
    ],
)
def test_a_header_is_read(header, seconds):
    assert retry_after_seconds(header, NOW) == seconds


@given(st.text() | st.text("0123456789 ,:+-GMTJanSt") | st.datetimes(timezones=st.timezones()).map(format_datetime))
def test_any_header_is_a_bearable_time_or_none(header):
    seconds = retry_after_seconds(header, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_SECONDS
