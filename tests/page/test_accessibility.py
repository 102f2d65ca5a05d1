"""The page for everybody: screen readers, small screens, dark rooms, people who are made sick by motion."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.page.watched_page import PHONE, WIDE, rows

SERIOUS = {"serious", "critical"}


async def serious_violations(page):
    results = await Axe().run(page)
    return [
        (each["id"], [node["target"] for node in each["nodes"]][:3])
        for each in results.response["violations"]
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
async def test_an_automated_check_finds_nothing_serious(pages, demo, viewport, scheme):
    page = await pages.open(demo, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    await expect(rows(page).first).to_be_visible()
    await expect(page.locator(".card").first).to_be_visible()
    assert await serious_violations(page) == []
    await page.goto(f"{demo}/?open=desk%2Fqwen3%3A8b")
    await expect(page.locator(".drawer .age").first).to_be_visible()
    assert await serious_violations(page) == []


async def test_it_has_its_landmarks(pages, demo):
    page = await pages.open(demo)
    for role in ("banner", "main", "search"):
        await expect(page.get_by_role(role)).to_have_count(1)
    await expect(page.get_by_role("region", name="Providers")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Models")


async def test_dark_and_light_follow_the_system(pages, demo):
    colours = []
    for scheme in ("light", "dark"):
        page = await pages.open(demo, color_scheme=scheme)
        colours.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (int(re.search(r"\d+", colour)[0]) for colour in colours)
    assert light > 200
    assert dark < 50


async def test_on_a_phone_nothing_is_cut_off_and_the_drawer_is_the_page(pages, demo):
    page = await pages.open(f"{demo}/?provider=desk", viewport=PHONE, has_touch=True)
    await expect(rows(page).first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await page.get_by_role("button", name=re.compile("^Filters")).click()
    await page.get_by_label("Sort by").select_option("Size on disk, largest first")
    await page.get_by_role("button", name=re.compile("^Filters")).click()
    await rows(page).filter(has_text="qwen3-coder:30b").click()
    drawer = page.get_by_role("complementary")
    assert round((await drawer.bounding_box())["width"]) == PHONE["width"]
    assert await page.evaluate("document.getElementById('page').inert")
    await drawer.get_by_role("button", name="Close").click()
    await expect(drawer).to_be_hidden()


async def test_nothing_moves_for_those_who_want_it_so(pages, demo):
    page = await pages.open(demo, reduced_motion="reduce")
    await rows(page).first.click()
    assert await page.evaluate("getComputedStyle(document.querySelector('.drawer')).animationName") == "none"
