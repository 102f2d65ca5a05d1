"""`GET /api/models`: filters, sort, pages, provenance, and what is wrong with a request."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.api.models.cursor import Cursor
from aggregator.api.models.entry import Entries
from aggregator.api.models.order import SORT_FIELDS, Order
from aggregator.api.models.query import Filter, ModelQuery
from aggregator.api.models.view import View
from aggregator.data.detail_fields import CAPABILITIES, MODEL_TYPES
from aggregator.data.provider_status import ModelState
from aggregator.data.row_view import row_view
from aggregator.data.snapshot import Row, Snapshot
from tests.factories import detail
from tests.fakes.catalogue import row
from tests.fakes.http_service import serving

NAMES = ("qwen3:8b", "Qwen3:8B", "llama/3", "zeta", "älter", "a b", "a%2Fb")
SMALL = st.integers(1, 4)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    said = {
        "types": draw(st.lists(st.sampled_from(MODEL_TYPES[:3]), max_size=2)) or None,
        "capabilities": draw(st.lists(st.sampled_from(CAPABILITIES[:3]), max_size=2)) or None,
        "family": draw(st.sampled_from(["Qwen", "llama", None])),
        "summary": draw(st.sampled_from(["A small MODEL", "Straße", None])),
        "context_length": draw(st.none() | SMALL),
        "size_bytes": draw(st.none() | SMALL),
        "price_input": draw(st.none() | st.sampled_from([0, 0.5, 2])),
        "loaded": draw(st.none() | st.booleans()),
    }
    return row(
        draw(st.sampled_from(NAMES)),
        draw(st.sampled_from(["desk", "attic", "Cellar"])),
        detail(**said),
        state=draw(st.sampled_from(ModelState)),
        first_seen=float(draw(SMALL)),
        last_seen=draw(st.none() | st.floats(1, 3)),
    )


def view_of(some: list[Row], number: int = 1) -> View:
    by_key = {each.key: each for each in some}
    ordered = tuple(by_key[key] for key in sorted(by_key))
    return View(Snapshot(f"v{number}", 0.0, ordered, number), Entries().of(ordered))


def plainly(view: dict, wanted: Filter) -> bool:
    """The filters once more, over the JSON, as simply as can be."""
    details = view["details"]
    return all(
        (
            not wanted.providers or view["provider"] in wanted.providers,
            not wanted.states or view["state"] in wanted.states,
            not wanted.types or any(each in wanted.types for each in details.get("types", ())),
            not wanted.capabilities or any(each in wanted.capabilities for each in details.get("capabilities", ())),
            not wanted.families or details.get("family", "").casefold() in wanted.families,
            wanted.text in view["name"].casefold() or wanted.text in details.get("summary", "").casefold(),
            wanted.min_context is None or details.get("context_length", -1) >= wanted.min_context,
            wanted.max_size_bytes is None or details.get("size_bytes", 10**9) <= wanted.max_size_bytes,
            wanted.loaded is None or details.get("loaded") is wanted.loaded,
        )
    )


filters = st.builds(
    Filter,
    providers=st.frozensets(st.sampled_from(["desk", "Cellar", "nowhere"]), max_size=2),
    states=st.frozensets(st.sampled_from(["available", "unreachable"]), max_size=2),
    types=st.frozensets(st.sampled_from(MODEL_TYPES[:3]), max_size=2),
    capabilities=st.frozensets(st.sampled_from(CAPABILITIES[:3]), max_size=2),
    families=st.frozensets(st.sampled_from(["qwen", "llama"]), max_size=2),
    text=st.sampled_from(["", "qwen", "model", "strasse", "/", "zzz"]),
    min_context=st.none() | SMALL,
    max_size_bytes=st.none() | SMALL,
    loaded=st.none() | st.booleans(),
)
orders = st.builds(Order, st.sampled_from(SORT_FIELDS), st.booleans())


@given(st.lists(rows(), max_size=12), filters)
def test_each_filter_gives_what_plain_python_gives(some, wanted):
    view = view_of(some)
    found = [entry.key for entry in view.found(wanted, Order())]
    assert found == [entry.key for entry in view.entries if plainly(row_view(entry.row), wanted)]


@given(st.lists(rows(), max_size=12), orders)
def test_each_sort_gives_what_plain_python_gives(some, order):
    view = view_of(some)
    keyed = [(order.value(entry.row), entry.key) for entry in view.entries]
    known = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[1])
    known.sort(key=lambda pair: pair[0], reverse=order.descending)
    expected = [key for _value, key in known] + sorted(key for value, key in keyed if value is None)
    assert [entry.key for entry in view.ordered(order)] == expected


@given(st.lists(rows(), max_size=12), filters, orders, st.integers(1, 4))
def test_the_pages_put_together_are_the_whole(some, wanted, order, limit):
    view, seen, cursor = view_of(some), [], None
    while True:
        query = ModelQuery(wanted, order, limit, Cursor.parse(str(cursor)) if cursor else None)
        shown, cursor = keys_on_page(view, query, {})
        seen += shown
        if cursor is None:
            break
    assert seen == [entry.key for entry in view.found(wanted, order)]


@given(st.lists(st.lists(rows(), max_size=12), min_size=2, max_size=6), orders, st.integers(1, 4))
def test_no_row_comes_twice_and_none_that_stays_is_lost_while_the_catalogue_changes(versions, order, limit):
    pinned, seen, cursor = {}, [], None
    views = [view_of(some, number) for number, some in enumerate(versions)]
    first = views[0]
    pinned[first.snapshot.version, order] = tuple(entry.key for entry in first.ordered(order))
    for turn in range(40):
        view = views[min(turn, len(views) - 1)]
        shown, cursor = keys_on_page(view, ModelQuery(order=order, limit=limit, cursor=cursor), pinned)
        seen += shown
        if cursor is None:
            break
    visited = views[: turn + 1]
    always = set.intersection(*({entry.key for entry in view.entries} for view in visited))
    assert len(seen) == len(set(seen))
    assert always <= set(seen)


def keys_on_page(view: View, query: ModelQuery, pinned: dict) -> tuple[list, Cursor | None]:
    page, cursor = view.page(query, pinned)
    document = orjson.loads(page.body)
    assert document["next"] == (str(cursor) if cursor else None)
    return [(each["name"], each["provider"]) for each in document["models"]], cursor


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("type=llama", "type", "must be one of llm"),
        ("state=ok", "state", "available, unreachable"),
        ("capability=fly", "capability", "tools"),
        ("min_context=-1", "min_context", "whole number from 0"),
        ("min_context=1e3", "min_context", "whole number"),
        ("max_size_bytes=%D9%A3", "max_size_bytes", "whole number"),
        ("limit=0", "limit", "from 1 to 1000"),
        ("limit=1001", "limit", "from 1 to 1000"),
        ("limit=1&limit=2", "limit", "once"),
        ("sort=speed", "sort", "must be one of name"),
        ("provenance=yes", "provenance", "1 or 0"),
        ("loaded=true", "loaded", "1 or 0"),
        ("cursor=abc", "cursor", "is no cursor"),
        ("cursor=%00", "cursor", "is no cursor"),
        ("provider=", "provider", "must not be empty"),
        ("colour=red", "colour", "is unknown; it must be one of provider"),
    ],
)
async def test_a_wrong_parameter_is_named_with_what_would_be_right(query, parameter, says):
    async with serving() as service:
        response = await service.get(f"/api/models?{query}")
        problem = response.json()
    assert response.status == problem["status"] == 400
    assert problem["parameter"] == parameter
    assert says in problem["detail"]


async def test_a_cursor_of_another_order_is_refused():
    async with serving() as service:
        service.catalogue.put(row("a"), row("b"))
        following = (await service.json("/api/models?limit=1"))["next"]
        response = await service.get(f"/api/models?sort=-name&cursor={following}")
    assert response.status == 400


async def test_pages_come_over_http_with_the_total_of_all_that_match():
    async with serving() as service:
        service.catalogue.put(*(row(f"m{number}") for number in range(5)))
        first = await service.json("/api/models?limit=3&q=M")
        second = await service.json(f"/api/models?limit=3&q=M&cursor={first['next']}")
    assert [each["name"] for each in first["models"] + second["models"]] == ["m0", "m1", "m2", "m3", "m4"]
    assert (first["total"], second["total"], second["next"]) == (5, 5, None)


async def test_a_page_turner_keeps_the_order_it_began_with_when_values_change():
    async with serving() as service:
        service.catalogue.put(
            *(row(name, "desk", detail(context_length=size)) for name, size in zip("abc", (1, 2, 3), strict=True))
        )
        first = await service.json("/api/models?limit=1&sort=context_length")
        service.catalogue.put(row("a", "desk", detail(context_length=9)), row("c", "desk", detail(context_length=1)))
        rest = await service.json(f"/api/models?limit=5&sort=context_length&cursor={first['next']}")
    assert [each["name"] for each in rest["models"]] == ["b", "c"]


async def test_with_provenance_each_detail_has_its_origin():
    async with serving() as service:
        service.catalogue.put(row("a", "desk", detail("hub", family="qwen")))
        (model,) = (await service.json("/api/models?provenance=1"))["models"]
    assert model["details"]["family"] == {"value": "qwen", "source": "hub", "as_of": "2027-01-15T08:00:00Z"}


async def test_one_model_shows_what_every_source_says_the_winner_first():
    async with serving() as service:
        said = detail("server", context_length=4096), detail("brain", context_length=99, family="x")
        service.catalogue.put(row("org/a b:é%2F", "desk", *said))
        for path in ("org/a%20b:%C3%A9%252F", "org%2Fa%20b%3A%C3%A9%252F"):
            model = await service.json(f"/api/models/desk/{path}")
            assert model["name"] == "org/a b:é%2F"
            claims = [(claim["source"], claim["value"]) for claim in model["claims"]["context_length"]]
            assert claims == [("server", 4096), ("brain", 99)]
            assert model["details"]["context_length"]["source"] == "server"
        missing = await service.get("/api/models/desk/%FF")
    assert missing.status == 404


async def test_every_row_is_encoded_once_and_stays_the_same_object():
    entries = Entries()
    one, two = row("a"), row("b")
    before = entries.of((one, two))
    after = entries.of((one, row("b")))
    assert after[one.key] is before[one.key]
    assert after[two.key] is not before[two.key]
