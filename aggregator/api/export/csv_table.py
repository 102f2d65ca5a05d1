"""A table for spreadsheets: one line a model, one column a field."""

import csv
import io
from collections.abc import Sequence

from aggregator.data.detail_fields import FIELDS, Value
from aggregator.data.row_view import timestamp
from aggregator.data.snapshot import Row

COLUMNS = ("name", "provider", "state", "base_url", "url", "port", "first_seen", *FIELDS)
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def csv_table(rows: Sequence[Row]) -> bytes:
    """RFC 4180; a text that a spreadsheet would run as a formula gets a ' before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        first = (row.model.name, row.provider, row.state.value, row.base_url, row.model.url, row.model.port)
        details = (row.detail.get(field) for field in FIELDS)
        writer.writerow([_cell(value) for value in (*first, timestamp(row.first_seen), *details)])
    return text.getvalue().encode()


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    text = " ".join(value) if isinstance(value, tuple) else value
    return f"'{text}" if text.lstrip().startswith(RUN_BY_SPREADSHEETS) or text.startswith(RUN_BY_SPREADSHEETS) else text
