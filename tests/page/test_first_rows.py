"""The first rows: drawn as bare text by one script, before any other script is there."""

from playwright.async_api import expect

from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import WIDE, rows
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


async def test_the_first_rows_have_the_columns_of_the_table(pages, demo):
    page = await pages.open(demo)
    ids = await page.evaluate(
        """async () => {
            const [{ COLUMNS }, { CELLS }] = await Promise.all(
                ["columns", "first_rows"].map((name) => import(`/static/js/${name}.js`)));
            return [COLUMNS.map((column) => column.id), CELLS.map(([id]) => id)];
        }"""
    )
    assert ids[0] == ids[1]
