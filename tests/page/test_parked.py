"""Models that the research gave up: said with their reason, and asked about again on request."""

import time
from contextlib import closing

from playwright.async_api import expect

from aggregator.data.records import TrialKept
from aggregator.data.subject import Subject
from aggregator.store.sqlite.engine import SqliteEngine
from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import row
from tests.service.service_process import config_text, service

WHY = "the answer was <b>no JSON</b>"


async def test_parked_models_tell_why_and_can_be_tried_again(pages, tmp_path):
    store = tmp_path / "aggregator.db"
    with closing(SqliteEngine(store, time.time)) as engine:
        engine.open()
        engine.write([TrialKept("brain", Subject("stubborn"), 6, WHY, None)])
    async with (
        FleetServer(generic(["stubborn"])) as desk,
        SimulatedBrain() as brain,
        service(
            tmp_path / "aggregator.yaml", config_text(desk.url, brain=brain.url, extra=f"store: {{path: '{store}'}}")
        ) as running,
    ):
        page = await pages.open(f"http://127.0.0.1:{await running.port()}")
        progress = page.get_by_role("region", name="Research")
        await expect(row(page, "stubborn").locator(".cell-summary")).to_have_text("Research gave up")
        await progress.get_by_text("Research gave up on 1 model").click()
        await expect(progress.get_by_role("listitem")).to_contain_text(WHY)
        assert brain.asked["stubborn"] == 0
        await progress.get_by_role("button", name="Try again: stubborn on").click()
        await expect(page.get_by_text("The model is researched again.")).to_be_visible()
        await expect(progress).to_be_hidden()
        await expect(row(page, "stubborn").locator(".cell-summary")).not_to_have_text("Research gave up")
        assert brain.asked["stubborn"] == 1
