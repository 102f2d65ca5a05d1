"""A tab that nobody sees, and a machine that slept: the page rests, and is up to date when it is looked at again."""

import os
import signal

import pytest
from playwright.async_api import expect

from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import row
from tests.service.service_process import config_text, service

SEE = """(isHidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def config(tmp_path):
    return tmp_path / "aggregator.yaml"


def connection(page, state):
    return expect(page.locator(".connection")).to_have_attribute("data-state", state)


async def open_with_a_clock(pages, running):
    page = await pages.open("about:blank")
    await page.clock.install()
    await page.goto(f"http://127.0.0.1:{await running.port()}")
    await connection(page, "live")
    return page


async def test_a_hidden_tab_gives_its_connection_back_and_catches_up_when_it_is_seen(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await open_with_a_clock(pages, running)
        await page.evaluate(SEE, True)
        await page.clock.fast_forward(59_000)
        await connection(page, "live")
        await page.clock.fast_forward(2_000)
        await connection(page, "paused")
        desk.add_model("meanwhile")
        await running.until(lambda answer: answer["total"] == 2)
        await expect(row(page, "meanwhile")).to_have_count(0)
        await page.evaluate(SEE, False)
        await connection(page, "live")
        await expect(row(page, "meanwhile")).to_be_visible()


async def test_a_connection_that_went_silent_is_given_up_and_comes_back(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await open_with_a_clock(pages, running)
        os.kill(running.process.pid, signal.SIGSTOP)  # as after a sleep: the other side is there, but says nothing
        try:
            await page.clock.fast_forward(41_000)
            await connection(page, "waiting")
        finally:
            os.kill(running.process.pid, signal.SIGCONT)
        await page.get_by_role("button", name="Retry now").click()
        await connection(page, "live")
        desk.add_model("after")
        await expect(row(page, "after")).to_be_visible()


async def test_a_connection_that_hangs_before_its_first_answer_is_given_up_too(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await open_with_a_clock(pages, running)
        await page.route("**/api/events*", lambda _route: None)
        await page.evaluate(SEE, True)
        await page.clock.fast_forward(61_000)
        await page.evaluate(SEE, False)
        await connection(page, "connecting")
        await page.clock.fast_forward(21_000)
        await connection(page, "waiting")
        await page.unroute("**/api/events*")
        await page.get_by_role("button", name="Retry now").click()
        await connection(page, "live")
