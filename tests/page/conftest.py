"""What the tests of the page share: one browser, a demo that stands still, and a page that must not complain."""

import os

import pytest
import pytest_asyncio
from playwright.async_api import expect

from scripts.fleet.demo import ANYWHERE, DemoFleet
from scripts.page.browser import chromium, chromium_path
from scripts.page.demo_config import demo_config
from tests.page.watched_page import WatchedPages
from tests.service.service_process import service

PATIENCE_MILLISECONDS = 15_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


def pytest_collection_modifyitems(items):
    """All of them on one loop, so that they can share one browser."""
    for item in items:
        if "tests/page/" in item.nodeid:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    if chromium_path() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium, and in CI the tests of the page must run")
        pytest.skip("there is no Chromium for the tests of the page")
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(browser, tmp_path_factory):
    """The URL of a service whose whole demo fleet is listed and researched."""
    config = tmp_path_factory.mktemp("demo") / "aggregator.yaml"
    async with (
        DemoFleet(ANYWHERE, brain_seconds=0.0) as fleet,
        service(config, demo_config(fleet)) as running,
    ):
        await running.until(lambda answer: answer["total"] == fleet.model_count)
        await running.until(lambda answer: answer["queued"] + answer["loading"] == 0, "/api/research")
        yield f"http://127.0.0.1:{await running.port()}"


@pytest_asyncio.fixture(loop_scope="session")
async def pages(browser):
    """Opens pages; at the end none of them may have complained."""
    watched = WatchedPages(browser)
    yield watched
    await watched.close()
    assert watched.complaints == []
