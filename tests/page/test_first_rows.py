"""The first rows: drawn as bare text by one script, before any other script is there."""

import pytest
from playwright.async_api import expect

from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import PHONE, WIDE, rows
from tests.service.service_process import config_text, service

SHOWN = "#state .first-rows .row"
FILES_AT_THE_FIRST_ROW = """
    window.files = new Promise((resolve) => {
        new MutationObserver((_changes, observer) => {
            if (!document.querySelector(".table-body .row")) return;
            observer.disconnect();
            const paths = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
            resolve(paths.filter((path) => /\\.(js|css)$/.test(path)));
        }).observe(document, { childList: true, subtree: true });
    });
"""
MARKUP = '<img src=x onerror="alert(1)">'


async def page_without_other_scripts(pages, url):
    """A page on which the script of the table never arrives."""
    page = await pages.open("about:blank")
    await page.route("**/static/js/main.js", lambda route: route.abort())
    await page.goto(url)
    return page


async def test_the_first_rows_wait_for_one_script_and_one_stylesheet(pages, demo):
    page = await pages.open("about:blank")
    await page.add_init_script(FILES_AT_THE_FIRST_ROW)
    await page.goto(demo)
    files = await page.evaluate("() => window.files")
    assert set(files) == {"/static/js/first_rows.js", "/static/page.css"}


async def test_the_first_rows_fill_the_window(pages, demo):
    page = await page_without_other_scripts(pages, demo)
    await expect(page.locator(SHOWN).first).to_be_visible()
    bottom = await page.locator(SHOWN).last.evaluate("row => row.getBoundingClientRect().bottom")
    assert bottom >= WIDE["height"]


async def test_the_first_rows_are_those_of_the_view_in_the_url(pages, demo):
    page = await page_without_other_scripts(pages, f"{demo}/?provider=desk&sort=-size_bytes&open=desk%2Fqwen3%3A8b")
    await expect(page.locator(SHOWN).first.locator(".cell-name")).to_have_text("qwen3-coder:30b")
    await expect(page.locator(SHOWN).first.locator(".cell-provider")).to_have_text("desk")
    await expect(page.locator(SHOWN).filter(has_not_text="desk")).to_have_count(0)


async def test_names_from_outside_are_only_text_in_the_first_rows(pages, tmp_path):
    config = tmp_path / "aggregator.yaml"
    async with FleetServer(generic([MARKUP])) as desk, service(config, config_text(desk.url)) as running:
        await running.until(lambda answer: answer["total"] == 1)
        page = await page_without_other_scripts(pages, f"http://127.0.0.1:{await running.port()}")
        await expect(page.locator(f"{SHOWN} .cell-name")).to_have_text(MARKUP)
        assert await page.locator(f"{SHOWN} img").count() == 0


async def test_the_table_takes_the_place_of_the_first_rows(pages, demo):
    page = await pages.open(demo)
    await expect(rows(page).first).to_be_visible()
    await expect(page.locator(SHOWN)).to_have_count(0)


async def test_a_parameter_that_the_service_refuses_costs_only_the_early_rows(pages, demo):
    page = await pages.open(f"{demo}/?type=no-such-type")
    await expect(page.get_by_role("heading", name="No model matches")).to_be_visible()


PLACES = """rows => ["name", "provider", "summary"].map((id) => {
    const cell = rows[1].querySelector(`.cell-${id}`);
    const { x, y, height } = (cell ?? rows[1]).getBoundingClientRect();
    return [id, Math.round(x), Math.round(y + height / 2)];
})"""
SHIFTS = """
    window.moved = 0;
    new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.moved += value;
    }).observe({ type: "layout-shift", buffered: true });
"""
SAME_PIXELS = 3
WIDTHS = [1920, 1600, 1400, 1280, 1100, 900, 390]


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_first_rows_stand_where_the_table_puts_them(pages, demo, width):
    viewport = {"width": width, "height": 900}
    early = await pages.open("about:blank", viewport=viewport)
    await early.route("**/static/js/main.js", lambda route: route.abort())
    await early.goto(demo)
    await expect(early.locator(SHOWN).first).to_be_visible()
    page = await pages.open(demo, viewport=viewport)
    await expect(rows(page).first).to_be_visible()
    first, table = [await each.evaluate_all(PLACES) for each in (early.locator(SHOWN), rows(page))]
    for (name, x_before, y_before), (_name, x, y) in zip(first, table, strict=True):
        assert y_before == pytest.approx(y, abs=SAME_PIXELS), name
        if width != PHONE["width"]:  # there the provider comes behind badges, whose width is not known yet
            assert x_before == pytest.approx(x, abs=SAME_PIXELS), name


@pytest.mark.parametrize("width", WIDTHS)
async def test_nothing_moves_while_the_page_fills(pages, demo, width):
    page = await pages.open("about:blank", viewport={"width": width, "height": 900})
    await page.add_init_script(SHIFTS)
    await page.goto(demo)
    await expect(page.locator(".card").first).to_be_visible()
    await expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    assert await page.evaluate("window.moved") < 0.01
