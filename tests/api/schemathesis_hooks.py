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
    """A cursor of one order is rightly refused in another one; a `sort` that is none stays, to be refused."""
    if case.path == "/api/models" and case.query and "cursor" in case.query and is_order(case.query.get("sort")):
        case.query.pop("sort")


def is_order(sort):
    try:
        Order.parse(sort)
    except (ValueError, AttributeError, TypeError):
        return False
    return True
