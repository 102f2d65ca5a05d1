"""A service that wants a key: asked for once, kept for the session, in no URL."""

import pytest
import pytest_asyncio
from playwright.async_api import expect

from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import row
from tests.service.service_process import config_text, service

KEY = "correct-horse-battery"


@pytest_asyncio.fixture(loop_scope="session")
async def guarded(tmp_path):
    """The URL of a service with a key."""
    async with FleetServer(generic(["first"])) as desk:
        text = config_text(desk.url).replace("port: 0", f"port: 0, api_key: {KEY}")
        async with service(tmp_path / "aggregator.yaml", text) as running:
            yield f"http://127.0.0.1:{await running.port()}"


@pytest.fixture
def asked():
    return []


async def test_the_key_is_asked_for_once_and_never_in_a_url(pages, guarded, asked):
    page = await pages.open("about:blank")
    page.on("request", lambda request: asked.append(request))
    await page.goto(guarded)
    dialog = page.get_by_role("dialog", name="This service wants a key")
    await dialog.get_by_label("Key").fill(KEY)
    await dialog.get_by_role("button", name="Continue").click()
    await expect(row(page, "first")).to_be_visible()
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    await page.reload()
    await expect(row(page, "first")).to_be_visible()
    await expect(dialog).to_have_count(0)
    assert not any(KEY in request.url for request in asked)
    assert await page.evaluate("localStorage.length + document.cookie.length") == 0
    another_tab = await page.context.new_page()
    await another_tab.goto(guarded)
    await expect(another_tab.get_by_role("dialog")).to_be_visible()


async def test_a_wrong_key_is_told_and_asked_for_again(pages, guarded):
    page = await pages.open(guarded)
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Key").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert")).to_have_text("That key was not accepted.")
    await dialog.get_by_label("Key").fill(KEY)
    await page.keyboard.press("Enter")
    await expect(row(page, "first")).to_be_visible()


async def test_what_can_be_no_key_is_refused_at_once_and_the_dialog_can_not_be_left(pages, guarded):
    page = await pages.open(guarded)
    dialog = page.get_by_role("dialog", name="This service wants a key")
    await dialog.get_by_label("Key").fill("curly\u2019quote\u2013dash")
    await dialog.get_by_role("button", name="Continue").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("No key has such characters")
    for _ in range(3):
        await page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()
    await dialog.get_by_label("Key").fill(KEY)
    await dialog.get_by_role("button", name="Continue").click()
    await expect(row(page, "first")).to_be_visible()
