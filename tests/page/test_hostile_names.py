"""Names from outside that would like to be code or to break the page stay text."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import PHONE, WIDE, rows
from tests.service.service_process import config_text, service

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "\"><svg onload=alert(1)>&quot;'",
    "javascript:alert(1)",
    "gpt\u202egpj.exe",
    "عربي-model-\u0645",
    "m" * 400,
    "__proto__",
    "constructor",
    "..",
    "a/b/c:d%2Fe?f#g",
    "'; rm -rf ~; echo '",
    "{{7*7}}${7*7}`7*7`",
    "\u200b\u200bzero-width",
    "emoji-👩‍👩‍👧‍👦-z̴̢̛a̵l̸g̷o̶",
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hostile(browser, tmp_path_factory):
    """The URL of a service that lists them all."""
    config = tmp_path_factory.mktemp("hostile") / "aggregator.yaml"
    async with (
        FleetServer(generic(HOSTILE)) as desk,
        SimulatedBrain() as brain,
        service(config, config_text(f"{{name: desk, url: '{desk.url}'}}", brain=brain.url)) as running,
    ):
        await running.until(lambda answer: answer["total"] > 10)
        yield f"http://127.0.0.1:{await running.port()}"


async def overflowing(page):
    return await page.evaluate(
        "document.documentElement.scrollWidth > innerWidth + 1 || [...document.querySelectorAll('.table-body .row')]"
        ".some(row => row.getBoundingClientRect().right > innerWidth + 1)"
    )


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
async def test_they_execute_nothing_and_break_no_layout(pages, hostile, viewport):
    page = await pages.open(hostile, viewport=viewport)
    await expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    assert await page.locator("#page img").count() == 0
    assert await page.locator("script:not([src^='/static/js/'])").count() == 0
    assert not await overflowing(page)
    for name in await page.locator(".row-name").all_text_contents():
        await page.locator(".row-name").filter(has_text=name).first.click()
        await expect(page.locator(".drawer-title")).to_have_text(name)
        await page.keyboard.press("Escape")
    assert not await overflowing(page)


async def test_one_that_looks_reversed_does_not_reverse_its_row(pages, hostile):
    page = await pages.open(hostile)
    found = rows(page).filter(has_text="gpj.exe")
    if await found.count():  # the service may have taken the sign out already
        assert await found.locator(".row-name bdi").count() == 1


async def test_what_is_pasted_from_them_is_one_harmless_call(pages, hostile):
    page = await pages.open(hostile)
    snippet = await page.evaluate(
        """async (name) => {
            const { curlCall, openaiSnippet } = await import("/static/js/snippets.js");
            const row = { name, base_url: "http://desk/v1", details: {} };
            return [curlCall(row), openaiSnippet(row), curlCall({ ...row, details: { types: ["asr"] } })];
        }""",
        "x'; touch /tmp/owned; '\n\u202e\x1b[201~",
    )
    curl, python, speech = snippet
    for text in (curl, speech):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "'\\''; touch /tmp/owned; '\\''" in curl
    assert "x\\'; touch" in speech
    compile(python, "snippet", "exec")


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_long_names_of_providers_are_cut_and_break_no_layout(pages, tmp_path, width):
    long = "living-room-mac-studio-of-the-whole-family-in-the-second-floor-1"
    async with (
        FleetServer(generic(["qwen3:8b"])) as one,
        FleetServer(generic(["qwen3:8b"])) as two,
        SimulatedBrain() as brain,
        service(
            tmp_path / "aggregator.yaml",
            config_text(
                f"{{name: {long}, url: '{one.url}'}}", f"{{name: {long[:-1]}2, url: '{two.url}'}}", brain=brain.url
            ),
        ) as running,
    ):
        await running.until(lambda answer: [each["research"]["state"] for each in answer["models"]] == ["done", "done"])
        page = await pages.open(f"http://127.0.0.1:{await running.port()}", viewport={"width": width, "height": 844})
        await expect(rows(page).first).to_be_visible()
        assert not await overflowing(page)
        first = rows(page).first
        assert await first.evaluate("row => row.scrollHeight <= row.clientHeight + 1")
        await first.get_by_role("button").click()
        content = page.locator(".drawer-content")
        await expect(content.get_by_role("button", name=long)).to_be_visible()
        assert await content.evaluate("content => content.scrollWidth <= content.clientWidth")
