"""The pure parts of the page, called inside the browser that runs them."""

import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def run(browser, demo):
    """Runs the body of a function over the exports of a module."""
    page = await browser.new_page()
    await page.goto(demo)

    async def call(module, body, *arguments):
        script = f"async (given) => {{ const m = await import('/static/js/{module}.js'); {body} }}"
        return await page.evaluate(script, list(arguments))

    yield call
    await page.close()


@pytest.mark.parametrize(
    ("function", "value", "text"),
    [
        ("parameters", 8_190_000_000, "8.2B"),
        ("parameters", 137_000_000, "137M"),
        ("parameters", 999_999_999, "1B"),
        ("parameters", 1_040_000_000_000, "1T"),
        ("parameters", 12, "12"),
        ("bytes", 4_900_000_000, "4.9 GB"),
        ("bytes", 668_000_000, "668 MB"),
        ("bytes", 1, "1 B"),
        ("tokens", 40_960, "40K"),
        ("tokens", 1_048_576, "1M"),
        ("tokens", 1_000_000, "1M"),
        ("tokens", 200_000, "200K"),
        ("tokens", 448, "448"),
        ("tokens", 32_767, "32.8K"),
        ("duration", 0, "0 s"),
        ("duration", 59.4, "59 s"),
        ("duration", 7200, "2 h"),
        ("duration", 40 * 86_400, "40 d"),
        ("latency", 1300, "1.3 s"),
        ("price", 0, "free"),
        ("price", 0.3, "$0.30 / 1M"),
    ],
)
async def test_numbers_are_written_as_people_read_them(run, function, value, text):
    assert await run("format", "return m[given[0]](given[1])", function, value) == text


@pytest.mark.parametrize(
    "search",
    [
        "",
        "?q=a+b%26c",
        "?type=llm&type=vlm&capability=tools&provider=desk&state=available",
        "?min_context=8192&max_size_bytes=16000000000&loaded=1&sort=-size_bytes&fold=1",
        "?open=desk%2Forg%2Fmodel%3Atag%3Fx%23y",
    ],
)
async def test_a_view_and_its_url_say_the_same(run, search):
    assert await run("view", "return m.searchOf(m.viewFrom(given[0]))", search) == search


async def read_events(run, pieces):
    return await run("sse", "const r = new m.EventReader(); return given[0].flatMap(p => r.push(p))", pieces)


async def test_events_are_read_however_they_are_cut(run):
    stream = 'id: 7\nevent: model_added\ndata: {"a":1}\n\n: heartbeat\n\ndata: x\r\ndata: y\r\n\r\nretry: 3\n\n'
    whole = await read_events(run, [stream])
    assert whole == [
        {"id": "7", "type": "model_added", "data": '{"a":1}'},
        {"id": "7", "type": "message", "data": "x\ny"},
    ]
    for size in (1, 2, 3, 7, 20):
        pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
        assert await read_events(run, pieces) == whole


ROW = {"provider": "p", "name": "m", "state": "available", "details": {}, "research": {"state": "done"}}
APPLY = """
    const catalogue = new m.Catalogue();
    for (const [step, ...more] of given[0]) catalogue[step](...more);
    return [...catalogue.entries.values()].map(entry => entry.row);
"""


def change(seq, before, after, kind="model_changed", provider="p", name="m"):
    return {"seq": seq, "type": kind, "provider": provider, "name": name, "before": before, "after": after}


@pytest.mark.parametrize(
    ("steps", "rows"),
    [
        pytest.param(
            [["apply", change(2, {}, {"details": {"family": "x"}})]], [ROW | {"details": {"family": "x"}}], id="changed"
        ),
        pytest.param([["apply", change(1, {}, {"details": {"family": "old"}})]], [ROW], id="known already"),
        pytest.param([["apply", change(2, ROW, None)]], [], id="removed"),
        pytest.param(
            [["apply", change(2, None, ROW | {"name": "n"}, name="n")]], [ROW, ROW | {"name": "n"}], id="added"
        ),
        pytest.param(
            [["apply", change(2, {"research": {"state": "done"}}, {})]],
            [{key: value for key, value in ROW.items() if key != "research"}],
            id="a key gone",
        ),
        pytest.param(
            [
                [
                    "apply",
                    change(
                        2,
                        {},
                        {"state": "unreachable", "model_state": "unreachable", "last_seen": "t"},
                        "provider_changed",
                        name=None,
                    ),
                ]
            ],
            [ROW | {"state": "unreachable", "last_seen": "t"}],
            id="provider down",
        ),
        pytest.param(
            [
                [
                    "apply",
                    change(
                        2, {}, {"state": "ok", "model_state": "available"}, "provider_changed", provider="q", name=None
                    ),
                ]
            ],
            [ROW],
            id="another provider",
        ),
        pytest.param(
            [["begin"], ["apply", change(3, ROW, None)], ["addPage", [ROW], 2, 1], ["end"]],
            [],
            id="removed after the page",
        ),
        pytest.param(
            [
                ["begin"],
                ["apply", change(3, {"state": "available"}, {"state": "unreachable"}, name="n")],
                ["addPage", [ROW | {"name": "n"}], 2, 1],
                ["end"],
            ],
            [ROW | {"name": "n", "state": "unreachable"}],
            id="changed after its page",
        ),
        pytest.param([["begin"], ["addPage", [], 0, 0], ["end"]], [], id="gone after a restart with new numbers"),
        pytest.param(
            [["begin"], ["addPage", [ROW | {"state": "unreachable"}], 0, 1], ["end"]],
            [ROW | {"state": "unreachable"}],
            id="different after a restart with new numbers",
        ),
    ],
)
async def test_pages_and_changes_make_one_catalogue(run, steps, rows):
    first = [["begin"], ["addPage", [ROW], 1, 1], ["end"]]
    assert await run("catalogue", APPLY, [*first, *steps]) == rows


async def test_the_time_to_go_follows_from_the_measured_pace(run):
    body = "const pace = new m.Pace(); for (const [d, s] of given[0]) pace.add(d, s); return pace.secondsFor(30)"
    assert await run("pace", body, [[0, 0]]) is None
    assert await run("pace", body, [[0, 0], [10, 5]]) == 15
    assert await run("pace", body, [[0, 0], [0, 50]]) is None
    assert await run("pace", body, [[50, 0], [2, 10], [4, 20]]) == 150


async def test_waiting_grows_to_a_limit_and_begins_anew(run):
    body = """
        const backoff = new m.Backoff(() => 0.5);
        const waits = Array.from({ length: 8 }, () => backoff.next());
        backoff.reset();
        return [...waits, backoff.next()];
    """
    assert await run("backoff", body) == [0.5, 1, 2, 4, 8, 15, 15, 15, 0.5]


async def test_rows_without_a_value_come_last_and_equal_ones_by_name(run):
    body = """
        const row = ([name, size]) => ({ name, provider: "p", details: size === null ? {} : { size_bytes: size } });
        const entries = given[0].map(each => ({ row: row(each) }));
        return m.sorted(entries, given[1]).map(entry => entry.row.name);
    """
    rows = [["b10", 2], ["b9", 2], ["none", None], ["a", 1]]
    assert await run("query", body, rows, "size_bytes") == ["a", "b9", "b10", "none"]
    assert await run("query", body, rows, "-size_bytes") == ["b9", "b10", "a", "none"]
    assert await run("query", body, rows, "no_such_field") == ["a", "b9", "b10", "none"]


async def test_of_two_readings_of_the_list_only_the_later_one_counts(run):
    body = """
        const { Catalogue } = await import("/static/js/catalogue.js");
        const fetched = window.fetch;
        const page = (names, next) => ({
            models: names.map((name) => ({ name, provider: "p", details: {} })), total: 4, next,
        });
        const pages = { "": page(["a", "b"], "2"), 2: page(["c", "d"], null) };
        const waiting = [];
        window.fetch = (path) => new Promise((resolve) => waiting.push(() => {
            const cursor = new URL(path, location).searchParams.get("cursor") ?? "";
            resolve(new Response(JSON.stringify(pages[cursor])));
        }));
        const aMoment = () => new Promise((resolve) => setTimeout(resolve));
        const step = async () => {
            while (!waiting.length) await aMoment();
            waiting.shift()();
            await aMoment();
        };
        const catalogue = new Catalogue();
        let newest = 1;
        const first = m.loadAll(catalogue, () => {}, () => newest === 1);
        await step();
        newest = 2;
        const second = m.loadAll(catalogue, () => {}, () => newest === 2);
        await step(); // the second page of the first reading, which must not end it
        const between = catalogue.complete;
        await step();
        await step();
        await Promise.all([first, second]);
        window.fetch = fetched;
        return [between, catalogue.complete, [...catalogue.entries.values()].map(({ row }) => row.name)];
    """
    assert await run("loader", body, None) == [False, True, ["a", "b", "c", "d"]]
