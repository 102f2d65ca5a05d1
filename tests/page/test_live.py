"""The page while things happen: changes, failures, a restart; nothing of the view may be lost."""

import re
import socket

import pytest
from playwright.async_api import expect

from aggregator.discovery.provider_life import POLLS_KEPT
from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.openai_like import generic
from tests.page.watched_page import card, expect_count, row, rows
from tests.service.service_process import config_text, service

MANY = [f"model-{number:03}" for number in range(200)]


@pytest.fixture
def config(tmp_path):
    return tmp_path / "aggregator.yaml"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def live(page):
    return expect(page.locator(".connection")).to_have_attribute("data-state", "live")


async def open_live(pages, running, path="/", **options):
    page = await pages.open(f"http://127.0.0.1:{await running.port()}{path}", **options)
    await live(page)
    return page


async def test_a_model_that_comes_or_goes_is_shown_without_a_reload(pages, config):
    async with (
        FleetServer(generic(["first", "second", "third"])) as desk,
        service(config, config_text(desk.url)) as running,
    ):
        page = await open_live(pages, running)
        await expect(rows(page)).to_have_count(3)
        desk.add_model("zephyr")
        await expect(row(page, "zephyr")).to_be_visible()
        desk.remove_model("second")
        await expect(row(page, "second")).to_have_count(0)
        await expect(page.locator(".count-of-rows")).to_have_text("3 models")


async def test_a_change_is_marked_and_the_mark_goes_away(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await open_live(pages, running)
        await expect(row(page, "first")).to_be_visible()
        desk.add_model("second")
        await expect(row(page, "second")).to_have_class(re.compile("marked"))
        await expect(row(page, "second")).not_to_have_class(re.compile("marked"))


async def test_a_provider_that_goes_down_keeps_its_models_and_says_why(pages, config):
    async with (
        FleetServer(generic(["first"])) as desk,
        FleetServer(generic(["other"])) as attic,
        service(
            config, config_text(f"{{name: desk, url: '{desk.url}'}}", f"{{name: attic, url: '{attic.url}'}}")
        ) as running,
    ):
        page = await open_live(pages, running)
        await expect(row(page, "first").locator(".cell-state")).to_contain_text("Available")
        await desk.stop()
        await expect(row(page, "first").locator(".cell-state")).to_contain_text("Unreachable")
        await expect(card(page, "desk")).to_have_attribute("data-state", "unreachable")
        await expect(card(page, "desk").locator(".card-why")).not_to_be_empty()
        await expect(card(page, "attic")).to_have_attribute("data-state", "ok")
        await desk.start()
        await expect(row(page, "first").locator(".cell-state")).to_contain_text("Available")
        await expect(card(page, "desk")).to_have_attribute("data-state", "ok")


async def test_polls_are_drawn_and_can_be_asked_for(pages, config):
    async with (
        FleetServer(generic(["first"])) as desk,
        service(config, config_text(f"{{name: desk, url: '{desk.url}'}}", interval=3600)) as running,
    ):
        page = await open_live(pages, running)
        bars = card(page, "desk").locator("rect")
        await expect(bars).to_have_count(1)
        await card(page, "desk").get_by_role("button", name="Poll desk now").click()
        await expect(page.get_by_text("desk is polled now.")).to_be_visible()
        await expect(bars).to_have_count(2)


async def test_the_first_poll_is_drawn_even_if_it_failed(pages, config):
    async with service(config, config_text("{name: gone, url: 'http://127.0.0.1:9'}", interval=3600)) as running:
        await running.until(lambda provider: provider["polls"] == [None], "/api/providers/gone")
        page = await pages.open("about:blank")
        answers = []

        async def answer(route):
            response = await route.fetch()
            body = await response.json()
            answers.append(body)
            if len(answers) == 1:  # as it was a moment before
                body["providers"][0] |= {"polls": [], "state": "unknown", "next_poll_at": None}
            await route.fulfill(response=response, json=body)

        await page.route("**/api/providers", answer)
        await page.goto(f"http://127.0.0.1:{await running.port()}")
        await expect(card(page, "gone").locator("rect.bad")).to_have_count(1)
        assert len(answers) >= 2


async def test_polls_of_before_the_page_was_opened_are_drawn_too(pages, config):
    async with (
        FleetServer(generic(["first"])) as desk,
        service(config, config_text(f"{{name: desk, url: '{desk.url}'}}", interval=0.1)) as running,
    ):
        await running.until(lambda each: len(each["polls"]) == POLLS_KEPT, "/api/providers/desk")
        page = await open_live(pages, running)
        await expect(card(page, "desk").locator("rect.good")).to_have_count(POLLS_KEPT)
        await expect(card(page, "desk").get_by_role("img")).to_have_accessible_name(
            re.compile(rf"The last {POLLS_KEPT} polls: 0 failed, typically")
        )


async def test_rows_that_come_above_do_not_push_the_others_away(pages, config):
    async with FleetServer(generic(MANY)) as desk, service(config, config_text(desk.url)) as running:
        page = await open_live(pages, running)
        await expect(page.locator(".count-of-rows")).to_have_text("200 models")
        await page.mouse.move(800, 800)
        await page.mouse.wheel(0, 4000)
        await expect(row(page, "model-090")).to_be_visible()
        before = (await row(page, "model-090").bounding_box())["y"]
        desk.add_model("a-model-above")
        await expect(page.locator(".count-of-rows")).to_have_text("201 models")
        after = (await row(page, "model-090").bounding_box())["y"]
        assert abs(after - before) < 1


async def test_a_row_that_moves_far_away_takes_nobody_along(pages, config):
    with_one_of_the_rack = [*MANY[:50], *MANY[51:]]
    async with (
        FleetServer(generic(with_one_of_the_rack)) as desk,
        FleetServer(generic([MANY[50]])) as rack,
        service(config, config_text(desk.url, f"{{name: rack, url: '{rack.url}'}}")) as running,
    ):
        page = await open_live(pages, running, "/?sort=state")
        await expect_count(page, "200 models")
        await page.evaluate(
            "scrollBy(0, document.querySelector('.table-body').getBoundingClientRect().top"
            " + 50 * document.querySelector('.row-probe').offsetHeight"
            " - document.querySelector('.table-head').getBoundingClientRect().bottom)"
        )
        read = row(page, MANY[55])
        before = await read.evaluate("row => row.getBoundingClientRect().top")
        await rack.stop()
        await expect(card(page, "rack")).to_have_attribute("data-state", "unreachable")
        await expect(row(page, MANY[50])).to_have_count(0)
        after = await read.evaluate("row => row.getBoundingClientRect().top")
        assert after == pytest.approx(before, abs=1)


async def test_the_bar_of_the_research_pushes_nothing_that_is_being_read(pages, config):
    async with (
        FleetServer(generic(MANY)) as desk,
        SimulatedBrain() as brain,
        service(config, config_text(desk.url, brain=brain.url)) as running,
    ):
        await running.until(lambda answer: answer["done"] == len(MANY), "/api/research")
        page = await open_live(pages, running)
        await expect_count(page, "200 models")
        await page.evaluate("scrollTo(0, 3000)")
        await expect(row(page, MANY[80])).to_be_visible()
        where = "document.querySelector('[aria-rowindex=\"82\"]').getBoundingClientRect().top"
        before = await page.evaluate(where)
        brain.hold()
        desk.add_model("zephyr")
        await expect(page.get_by_role("region", name="Research")).to_contain_text("in flight")
        assert await page.evaluate(where) == pytest.approx(before, abs=1)
        brain.release()
        await expect(page.get_by_role("region", name="Research")).to_be_hidden()
        assert await page.evaluate(where) == pytest.approx(before, abs=1)


async def test_a_restart_of_the_service_loses_neither_scroll_nor_selection_nor_filter(pages, config):
    port = free_port()
    async with FleetServer(generic(MANY)) as desk:
        text = config_text(f"{{name: desk, url: '{desk.url}'}}").replace("port: 0", f"port: {port}")
        async with service(config, text) as running:
            page = await open_live(pages, running, "/?q=model&sort=-name&open=desk%2Fmodel-150")
            await expect(page.locator(".count-of-rows")).to_have_text("200 of 200 models")
            await page.mouse.move(300, 800)
            await page.mouse.wheel(0, 3000)
            await expect(row(page, "model-110")).to_be_visible()
            before = (await row(page, "model-110").bounding_box())["y"]
        await expect(page.locator(".connection")).to_have_attribute("data-state", "waiting")
        await expect(row(page, "model-110")).to_be_visible()
        desk.add_model("model-999")
        desk.remove_model("model-000")
        async with service(config, text):
            await page.get_by_role("button", name="Retry now").click()
            await live(page)
            await expect(page.locator(".table")).to_have_attribute("aria-rowcount", "201")
            await page.get_by_label("Search models").fill("model-999")
            await expect(row(page, "model-999")).to_be_visible()
            await page.get_by_label("Search models").fill("model-000")
            await expect(row(page, "model-000")).to_have_count(0)
            await page.get_by_label("Search models").fill("model")
            await expect(page.get_by_role("complementary")).to_be_visible()
            await expect(page).to_have_url(re.compile("sort=-name&open=desk%2Fmodel-150"))
        assert before > 0


async def test_scroll_stays_over_a_restart(pages, config):
    port = free_port()
    async with FleetServer(generic(MANY)) as desk:
        text = config_text(desk.url).replace("port: 0", f"port: {port}")
        async with service(config, text) as running:
            page = await open_live(pages, running)
            await page.mouse.move(300, 800)
            await page.mouse.wheel(0, 3000)
            await expect(row(page, "model-070")).to_be_visible()
            before = (await row(page, "model-070").bounding_box())["y"]
        await expect(page.locator(".connection")).to_have_attribute("data-state", "waiting")
        desk.add_model("model-000-b")
        async with service(config, text):
            await live(page)
            await expect(page.locator(".count-of-rows")).to_have_text("201 models")
            assert abs((await row(page, "model-070").bounding_box())["y"] - before) < 1


async def test_a_loss_of_the_network_is_seen_and_overcome(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await open_live(pages, running)
        await page.context.set_offline(True)
        await expect(page.locator(".connection")).to_have_attribute("data-state", "waiting")
        desk.add_model("second")
        await running.until(lambda answer: answer["total"] == 2)
        await page.context.set_offline(False)
        await live(page)
        await expect(row(page, "second")).to_be_visible()


async def test_changes_that_are_forgotten_make_the_list_be_read_anew(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await pages.open("about:blank")
        gone = []

        async def answer(route):
            gone.append(route.request.url)
            await route.fulfill(status=410, content_type="application/problem+json", body='{"detail": "too old"}')

        await page.route("**/api/events*", answer, times=1)
        await page.goto(f"http://127.0.0.1:{await running.port()}")
        await live(page)
        assert len(gone) == 1
        desk.add_model("second")
        await expect(row(page, "second")).to_be_visible()


async def test_the_research_is_shown_while_it_runs(pages, config):
    async with (
        FleetServer(generic(["first", "second"])) as desk,
        SimulatedBrain() as brain,
        service(config, config_text(desk.url, brain=brain.url)) as running,
    ):
        brain.hold()
        page = await open_live(pages, running)
        progress = page.get_by_role("region", name="Research")
        await expect(progress).to_contain_text("Researched 0 of 2 models")
        await expect(progress).to_contain_text("2 in flight: first, second")
        brain.release()
        await expect(row(page, "first").locator(".cell-summary")).not_to_contain_text("research")
        await expect(progress).to_be_hidden()


async def test_an_empty_catalogue_says_what_is_wrong(pages, config):
    async with service(config, config_text()) as running:
        page = await open_live(pages, running)
        await expect(page.get_by_role("heading", name="No providers yet")).to_be_visible()


async def test_a_first_page_that_does_not_come_is_tried_again(pages, config):
    async with FleetServer(generic(["first"])) as desk, service(config, config_text(desk.url)) as running:
        page = await pages.open("about:blank")
        await page.route("**/api/models*", lambda route: route.abort())
        await page.goto(f"http://127.0.0.1:{await running.port()}")
        await expect(page.get_by_role("heading", name="The models can't be shown")).to_be_visible()
        await page.unroute("**/api/models*")
        await page.get_by_role("button", name="Try again").click()
        await expect(row(page, "first")).to_be_visible()
