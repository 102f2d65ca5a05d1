"""The page with the keyboard alone."""

import re

import pytest
from playwright.async_api import expect

from tests.page.watched_page import expect_count, shown_names


async def test_a_model_is_found_opened_and_left_without_a_mouse(pages, demo):
    page = await pages.open(demo)
    await expect_count(page, re.compile(r"^\d+ models$"))
    await page.keyboard.press("/")
    await expect(page.get_by_label("Search models")).to_be_focused()
    await page.keyboard.type("gemma3:12b desk")
    await expect(page.locator(".table-body [role=row]")).to_have_count(1)
    for _tab in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.className") == "row-name":
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary").get_by_role("heading", name="gemma3:12b")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="gemma3:12b", exact=True)).to_be_focused()


async def test_arrows_walk_through_all_rows_and_the_focus_is_always_in_sight(pages, demo):
    page = await pages.open(f"{demo}/?provider=cloud")
    await expect_count(page, re.compile(r"^32 of \d+ models$"))
    first = (await shown_names(page))[0]
    await page.get_by_role("button", name=first, exact=True).focus()
    await page.keyboard.press("End")
    await expect(page.locator("[aria-rowindex='33'] .row-name")).to_be_focused()
    await expect(page.locator("[aria-rowindex='33'] .row-name")).to_be_in_viewport(ratio=1)
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("[aria-rowindex='32'] .row-name")).to_be_focused()
    await page.keyboard.press("Home")
    focused = page.locator("[aria-rowindex='2'] .row-name")
    await expect(focused).to_be_focused()
    box, head = await focused.bounding_box(), await page.locator(".table-head").bounding_box()
    assert box["y"] >= head["y"] + head["height"] - 1


async def test_a_row_keeps_the_focus_when_it_is_scrolled_away(pages, demo):
    page = await pages.open(demo)
    await expect_count(page, re.compile(r"^\d+ models$"))
    first = (await shown_names(page))[0]
    await page.locator("[aria-rowindex='2'] .row-name").focus()
    await page.evaluate("scrollTo(0, 3000)")
    await expect(page.locator("[aria-rowindex='80']")).to_be_visible()
    assert await page.evaluate("document.activeElement.textContent") == first


async def test_enter_opens_a_row_even_while_text_is_marked(pages, demo):
    page = await pages.open(demo)
    await page.get_by_role("button", name="BAAI/bge-m3").focus()
    await page.evaluate("getSelection().selectAllChildren(document.body)")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary")).to_be_visible()


@pytest.mark.parametrize("place", ["#state", "#toolbar"])
async def test_whoever_clears_the_filters_goes_on_in_the_search(pages, demo, place):
    page = await pages.open(f"{demo}/?q=no-such-model")
    clear = page.locator(place).get_by_role("button", name="Clear filters")
    await clear.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Search models")).to_be_focused()
    await expect(page).to_have_url(f"{demo}/")


async def test_a_menu_is_used_with_arrows_space_and_escape(pages, demo):
    page = await pages.open(demo)
    button = page.locator("#toolbar").get_by_role("button", name="Capability", exact=True)
    await button.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await page.keyboard.press("Escape")
    chosen = page.locator(".menu-button.active")
    await expect(chosen).to_be_focused()
    await expect(chosen).to_have_text(re.compile("^Capability: "))
    await expect(page).to_have_url(re.compile("capability="))
