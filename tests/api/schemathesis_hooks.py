"""What schemathesis has to be told: how a cursor looks, and that one belongs to the order it was made in."""

import schemathesis
from hypothesis import strategies as st

from aggregator.api.models.cursor import Cursor
from aggregator.api.models.order import Order


def cursors() -> st.SearchStrategy[str]:
    """Cursors of the usual order, after rows that are there or not."""
    return st.builds(lambda name: str(Cursor(Order(), "v", name, (name, "desk"))), st.text("ab/", max_size=3))


schemathesis.openapi.format("cursor", cursors())


@schemathesis.hook
def before_call(context, case, kwargs):
    """A cursor of one order is rightly refused in another one, and so is a text that is none."""
    if case.path != "/api/models" or "cursor" not in (case.query or {}):
        return
    is_meant_well = case.meta is None or case.meta.generation.mode.is_positive
    if is_meant_well and not reads(Cursor.parse, case.query["cursor"]):
        case.query.pop("cursor")
    elif reads(Order.parse, case.query.get("sort")):  # one that is wrong stays, to be refused
        case.query.pop("sort")


def reads(parse, text):
    try:
        parse(text)
    except (ValueError, AttributeError, TypeError):
        return False
    return True
