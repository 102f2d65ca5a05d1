"""The table of models: what it shows, sorted, filtered, folded, and in the URL."""

import re

import pytest
from playwright.async_api import expect

from tests.page.watched_page import expect_count, row, rows, shown_names


async def test_every_column_tells_something_of_a_model(pages, demo):
    page = await pages.open(f"{demo}/?q=qwen3:8b&provider=desk")
    found = row(page, "qwen3:8b")
    await expect(found).to_have_count(1)
    for text in ("desk", "LLM", "8.2B", "Q4_K_M", "40K", "GB", "Available"):
        await expect(found).to_contain_text(text)
    await expect(found.locator(".cell-summary")).not_to_be_empty()
    capabilities = await found.locator(".capability .spoken").all_text_contents()
    assert [word.strip() for word in capabilities][:1] == ["Tools"]


async def test_the_first_paint_needs_one_small_request(pages, demo):
    asked = []
    page = await pages.open("about:blank")
    page.on("request", lambda request: asked.append(request.url.removeprefix(demo)))
    await page.goto(demo)
    await expect(rows(page).first).to_be_visible()
    models = [url for url in asked if url.startswith("/api/models")]
    assert models[0] == "/api/models?limit=60"
    for early in ("/api/models?limit=60", "/static/js/first_rows.js", "/static/page.css"):
        assert asked.count(early) == 1, "it is asked for early, and not once more"
    assert all("limit=" in url for url in models)
    await expect(page.locator(".count-of-rows")).to_have_text(re.compile(r"^\d+ models$"))


async def test_the_scripts_of_the_table_are_asked_for_all_at_once(pages, demo):
    page = await pages.open(demo)
    await expect(rows(page).first).to_be_visible()
    needed = await page.evaluate(
        """async () => {
            const found = new Set(["/static/js/main.js"]);
            for (const path of found) {
                const text = await (await fetch(path)).text();
                const imports = text.matchAll(/^import .* from "\\.\\/(.+)";$/gm);
                for (const [, name] of imports) found.add(`/static/js/${name}`);
            }
            return [...found];
        }"""
    )
    linked = await page.evaluate(
        "[...document.querySelectorAll('link[rel=modulepreload], script')]"
        ".map(each => each.getAttribute('href') ?? each.getAttribute('src'))"
    )
    assert set(needed) | {"/static/js/around.js"} == set(linked)


async def test_a_click_on_a_head_sorts_and_another_one_turns_it_round(pages, demo):
    page = await pages.open(f"{demo}/?provider=desk")
    size = page.get_by_role("columnheader", name="Size")
    await size.get_by_role("button").click()
    await expect(size).to_have_attribute("aria-sort", "descending")
    await expect(page).to_have_url(re.compile("sort=-size_bytes"))
    assert (await shown_names(page))[0] == "qwen3-coder:30b"
    await size.get_by_role("button").click()
    await expect(size).to_have_attribute("aria-sort", "ascending")
    assert (await shown_names(page))[-1] == "qwen3-coder:30b"


async def test_models_without_the_field_come_last_in_both_directions(pages, demo):
    for sort in ("parameters", "-parameters"):
        page = await pages.open(f"{demo}/?provider=team&provider=workstation&sort={sort}")
        await expect(row(page, "support-bot")).to_be_visible()
        known = await page.locator(".table-body .cell-parameters").evaluate_all(
            "cells => cells.map(cell => [Number(cell.parentNode.getAttribute('aria-rowindex')),"
            " !cell.querySelector('.unknown')])"
        )
        flags = [is_known for _index, is_known in sorted(known)]
        assert flags == sorted(flags, reverse=True)


async def test_filters_can_be_combined_and_stand_in_the_url(pages, demo):
    page = await pages.open(demo)
    await page.locator("#toolbar").get_by_role("button", name="Type", exact=True).click()
    await page.get_by_role("checkbox", name="Embedding").check()
    await page.keyboard.press("Escape")
    await page.locator("#toolbar").get_by_role("button", name="Provider", exact=True).click()
    await page.get_by_role("checkbox", name="desk").check()
    await page.keyboard.press("Escape")
    await expect(row(page, "bge-m3:latest")).to_be_visible()
    assert set(await shown_names(page)) == {"bge-m3:latest", "mxbai-embed-large:latest", "nomic-embed-text:latest"}
    await page.get_by_label("Min context").select_option("Context ≥ 8K")
    await expect(rows(page)).to_have_count(1)
    await expect(page).to_have_url(re.compile(r"\?type=embedding&provider=desk&min_context=8192$"))
    await page.get_by_role("button", name="Clear filters").click()
    await expect(page).to_have_url(re.compile(r"/$"))


async def test_what_is_in_memory_now_is_one_click_away(pages, demo):
    page = await pages.open(demo)
    await page.get_by_role("checkbox", name="Loaded").check()
    await expect(page).to_have_url(f"{demo}/?loaded=1")
    await expect(rows(page).filter(has_not=page.locator(".cell-loaded .loaded"))).to_have_count(0)
    whole = re.compile(r"^\d+ of \d+ models$")  # and no word of loading
    await expect(page.locator(".count-of-rows")).to_have_text(whole)
    shown = await shown_names(page)
    await page.reload()
    await expect(page.get_by_role("checkbox", name="Loaded")).to_be_checked()
    await expect(page.locator(".count-of-rows")).to_have_text(whole)
    assert await shown_names(page) == shown != []


@pytest.mark.parametrize("width", [1600, 1280, 1100, 900, 390])
async def test_whether_a_model_is_loaded_and_what_it_is_good_for_is_seen_at_every_width(pages, demo, width):
    page = await pages.open(f"{demo}/?loaded=1", viewport={"width": width, "height": 900})
    first = rows(page).first
    await expect(first.locator(".loaded, .loaded-mark").locator("visible=true")).to_have_count(1)
    await expect(first.locator(".cell-summary .clipped")).to_be_visible()


@pytest.mark.parametrize("width", [1600, 1440, 1280, 1100, 900])
async def test_no_number_of_a_folded_row_is_cut_off(pages, demo, width):
    page = await pages.open(f"{demo}/?fold=1&sort=-parameters", viewport={"width": width, "height": 900})
    await expect(page.locator(".cell-parameters .aside").first).to_be_visible()
    cut = await page.locator(".table-body :is(.cell-parameters, .cell-size)").evaluate_all(
        "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"
    )
    assert cut == []


async def test_a_bookmark_brings_the_same_view_back(pages, demo):
    view = "q=gemma&type=vlm&state=available&max_size_bytes=16000000000&sort=-parameters&fold=1"
    page = await pages.open(f"{demo}/?{view}")
    await expect(page.get_by_label("Search models")).to_have_value("gemma")
    await expect(page.get_by_role("button", name="Type: Vision LLM")).to_be_visible()
    await expect(page.get_by_role("checkbox", name="Fold same model")).to_be_checked()
    await expect(page.get_by_label("Max size")).to_have_value("16000000000")
    names = await shown_names(page)
    assert "gemma3:12b" in names
    assert len(names) == len(set(names))
    assert page.url.endswith(view)


async def test_nonsense_in_the_url_is_no_reason_to_show_nothing(pages, demo):
    page = await pages.open(f"{demo}/?sort=__proto__&min_context=x&max_size_bytes=-1&type=&state=warm&open=desk")
    await expect(page.get_by_role("heading", name="No model matches")).to_be_visible()
    await page.locator("#state").get_by_role("button", name="Clear filters").click()
    await expect(rows(page).first).to_be_visible()


@pytest.mark.parametrize("query", ["loaded=0", "min_context=0", "max_size_bytes=0", "loaded=yes"])
async def test_a_filter_that_means_nothing_to_the_page_hides_nothing(pages, demo, query):
    page = await pages.open(f"{demo}/?{query}")
    await expect_count(page, "120 models")


@pytest.mark.parametrize("width", [1600, 1400, 1280, 1100, 900])
async def test_every_head_stands_over_its_column(pages, demo, width):
    page = await pages.open(demo, viewport={"width": width, "height": 900})
    await expect(rows(page).first).to_be_visible()
    places = """cells => cells.filter(cell => cell.offsetParent && !cell.matches(".cell-summary"))
        .map(cell => [cell.getAttribute("aria-colindex"), cell.getBoundingClientRect().x, cell.offsetWidth])"""
    head = await page.locator(".head > .cell").evaluate_all(places)
    assert head == await rows(page).first.locator("> .cell").evaluate_all(places)
    assert len(head) >= 6


@pytest.mark.parametrize("width", [1600, 1400, 1280])
async def test_the_summary_can_be_sorted_by_at_every_width_that_has_heads(pages, demo, width):
    page = await pages.open(demo, viewport={"width": width, "height": 900})
    await page.get_by_role("columnheader", name="Summary").get_by_role("button").click()
    await expect(page).to_have_url(f"{demo}/?sort=summary")
    await expect(page.get_by_role("columnheader", name="Summary")).to_have_attribute("aria-sort", "ascending")


async def test_a_filter_of_which_no_row_is_left_can_be_taken_back(pages, demo):
    page = await pages.open(f"{demo}/?provider=gone")
    await page.locator("#toolbar").get_by_role("button", name="Provider: gone").click()
    await page.get_by_role("checkbox", name="gone 0").uncheck()
    await expect_count(page, "120 models")


async def test_typing_filters_by_all_words_in_any_order(pages, demo):
    page = await pages.open(demo)
    await page.get_by_label("Search models").press_sequentially("studio QWEN")
    await expect(page).to_have_url(re.compile(r"\?q=studio\+QWEN$"))
    await expect(rows(page).filter(has_not_text="studio")).to_have_count(0)
    assert all("qwen" in name for name in await shown_names(page))


async def test_the_same_model_on_several_providers_folds_into_one_row(pages, demo):
    page = await pages.open(f"{demo}/?q=bge-reranker")
    await expect(row(page, "bge-reranker-v2-m3")).to_have_count(2)
    await page.get_by_role("checkbox", name="Fold same model").check()
    await expect(row(page, "bge-reranker-v2-m3")).to_have_count(1)
    await expect(row(page, "bge-reranker-v2-m3").locator(".cell-provider")).to_contain_text("gateway")
    await expect(row(page, "bge-reranker-v2-m3").locator(".cell-provider")).to_contain_text("media")
    await expect(row(page, "bge-reranker-v2-m3").locator(".cell-state")).to_contain_text(re.compile(r"\d of \d"))


async def test_a_screen_reader_is_told_of_rows_that_do_not_exist_yet(pages, demo):
    page = await pages.open(demo)
    await expect_count(page, re.compile(r"^\d+ models$"))
    total = int((await page.locator(".count-of-rows").text_content()).split()[0])
    table = page.get_by_role("table", name="Models")
    await expect(table).to_have_attribute("aria-rowcount", str(total + 1))
    assert await rows(page).count() < total
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    await expect(page.locator(f".table-body [aria-rowindex='{total + 1}']")).to_be_visible()
