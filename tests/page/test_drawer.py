"""The drawer of one model: its facts with their sources, what to copy, and its keyboard."""

import json
import re

import pytest
from playwright.async_api import expect

from tests.page.watched_page import expect_count, row, rows

CLIPBOARD = ["clipboard-read", "clipboard-write"]


async def copied(page, label):
    await page.get_by_role("button", name=f"Copy {label}", exact=True).click()
    await expect(page.get_by_role("button", name=f"Copy {label}", exact=True)).to_have_text("Copied")
    return await page.evaluate("navigator.clipboard.readText()")


async def test_every_fact_has_its_source_and_age(pages, demo):
    page = await pages.open(f"{demo}/?q=qwen3:8b&provider=desk")
    await row(page, "qwen3:8b").click()
    drawer = page.get_by_role("complementary")
    await expect(drawer.get_by_role("heading", name="qwen3:8b")).to_be_focused()
    await expect(page).to_have_url(re.compile("open=desk"))
    parameters = drawer.locator("[data-field=parameters]")
    await expect(parameters).to_contain_text("8.2B")
    await expect(parameters.locator(".source")).to_have_text("the server")
    await expect(parameters.locator(".age")).to_be_visible()


async def test_sources_that_disagree_are_shown_side_by_side(pages, demo):
    claims = [
        {"value": 32768, "source": "server", "as_of": "2026-01-31T12:00:00Z"},
        {"value": 131072, "source": "catalogue", "as_of": "2026-01-30T12:00:00Z"},
    ]
    summaries = [claim | {"value": f"in the words of {claim['source']}"} for claim in claims]
    families = [claims[0] | {"value": "Qwen"}, claims[1] | {"value": "qwen"}]
    page = await pages.open("about:blank")

    async def answer(route):
        response = await route.fetch()
        body = await response.json()
        body["details"]["context_length"] = claims[0]
        body["claims"] = {"context_length": claims, "summary": summaries, "family": families}
        body["details"] |= {"summary": summaries[0], "family": families[0]}
        await route.fulfill(response=response, body=json.dumps(body))

    await page.route("**/api/models/desk/**", answer)
    await page.goto(f"{demo}/?open=desk%2Fqwen3%3A8b")
    fact = page.locator("[data-field=context_length]")
    await expect(fact).to_contain_text("32K")
    await expect(fact.locator(".other-claim")).to_contain_text("the catalogue says 128K (131,072)")
    await expect(page.locator(".disagree")).to_have_text("1 disagreement")
    await expect(page.locator("[data-field=summary]")).to_contain_text("the catalogue says in the words of catalogue")
    await expect(page.locator("[data-field=family] .other-claim")).to_have_count(0)


async def test_id_base_url_and_calls_are_copied(pages, demo):
    page = await pages.open(f"{demo}/?open=desk%2Fqwen3%3A8b", permissions=CLIPBOARD)
    assert await copied(page, "Model id") == "qwen3:8b"
    base_url = await copied(page, "Base URL")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", base_url)
    curl = await copied(page, "the curl snippet")
    assert curl.startswith(f"curl '{base_url}/chat/completions'")
    assert '"model":"qwen3:8b"' in curl
    snippet = await copied(page, "the Python, openai snippet")
    compile(snippet, "snippet", "exec")
    assert base_url in snippet


async def test_copying_works_without_tls_where_browsers_have_no_clipboard(pages, demo):
    page = await pages.open(f"{demo}/?open=desk%2Fqwen3%3A8b", permissions=CLIPBOARD)
    await page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }")
    assert await copied(page, "Model id") == "qwen3:8b"


@pytest.mark.parametrize(
    ("name", "call"), [("mxbai-embed-large:latest", "embeddings"), ("qwen3:14b", "chat/completions")]
)
async def test_the_call_fits_the_type_of_the_model(pages, demo, name, call):
    page = await pages.open(f"{demo}/?open=desk%2F{name}")
    await expect(page.get_by_role("region", name="curl snippet")).to_contain_text(f"/v1/{call}'")


async def test_another_provider_of_the_model_is_one_click_away(pages, demo):
    page = await pages.open(f"{demo}/?open=desk%2Fqwen3%3A8b")
    attic = page.get_by_role("complementary").get_by_role("button", name="attic")
    await attic.click()
    await expect(attic).to_have_attribute("aria-pressed", "true")
    await expect(page).to_have_url(re.compile("open=attic"))


async def test_a_model_is_researched_again_on_request(pages, demo):
    page = await pages.open(f"{demo}/?open=team%2Flegal-7b")
    async with page.expect_request(lambda request: request.method == "POST") as asked:
        await page.get_by_role("button", name="Research again").click()
    request = await asked.value
    assert request.post_data_json == {"provider": "team", "name": "legal-7b"}
    await expect(page.get_by_text("The model is researched again.")).to_be_visible()


async def test_escape_closes_it_and_the_focus_returns_to_the_row(pages, demo):
    page = await pages.open(f"{demo}/?q=qwen3:8b&provider=desk")
    await row(page, "qwen3:8b").click()
    await expect(page.get_by_role("complementary")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await expect(page.get_by_role("button", name="qwen3:8b", exact=True)).to_be_focused()
    await expect(page).not_to_have_url(re.compile("open="))


async def test_back_closes_it_and_forward_opens_it_again(pages, demo):
    page = await pages.open("about:blank")
    await page.goto(f"{demo}/?provider=desk")
    drawer = page.get_by_role("complementary")
    await row(page, "qwen3:8b", "desk").click()
    await expect(drawer).to_be_visible()
    await row(page, "qwen3:14b", "desk").click()
    await expect(drawer.get_by_role("heading", name="qwen3:14b")).to_be_visible()
    await page.go_back()
    await expect(drawer).to_be_hidden()
    assert page.url == f"{demo}/?provider=desk"
    await page.go_forward()
    await expect(drawer.get_by_role("heading", name="qwen3:14b")).to_be_visible()
    await drawer.get_by_role("button", name="Close").click()
    await expect(drawer).to_be_hidden()
    await page.go_back()
    assert page.url == "about:blank"


async def test_a_model_that_is_opened_while_another_one_closes_stays_open(pages, demo):
    page = await pages.open(f"{demo}/?provider=desk")
    await row(page, "qwen3:8b").click()
    await expect(page.get_by_role("complementary")).to_be_visible()
    await page.evaluate(
        """() => {
            document.querySelector(".drawer [aria-label=Close]").click();
            [...document.querySelectorAll(".row-name")].find(({ textContent }) => textContent === "qwen3:14b").click();
        }"""
    )
    await expect(page.get_by_role("complementary").get_by_role("heading", name="qwen3:14b")).to_be_visible()
    await expect(page).to_have_url(re.compile("open=desk%2Fqwen3%3A14b"))
    await page.go_back()
    await expect(page.get_by_role("complementary")).to_be_hidden()


async def test_back_leaves_what_was_filtered_while_it_was_open(pages, demo):
    page = await pages.open(demo)
    await rows(page).first.click()
    await expect(page.get_by_role("complementary")).to_be_visible()
    await page.get_by_label("Search models").fill("desk")
    await page.go_back()
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await expect(page).to_have_url(f"{demo}/?q=desk")
    await expect(page.get_by_label("Search models")).to_have_value("desk")


async def test_a_bookmark_of_a_model_is_closed_without_leaving_the_page(pages, demo):
    page = await pages.open(f"{demo}/?open=desk%2Fqwen3%3A8b")
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await expect(page).to_have_url(f"{demo}/")


async def test_a_model_that_is_not_there_is_no_model(pages, demo):
    page = await pages.open(f"{demo}/?open=desk%2Fnot-there")
    drawer = page.get_by_role("complementary")
    await expect(drawer).to_contain_text("There is no such model")
    await expect(drawer.get_by_role("button", name="Copy")).to_have_count(0)
    await drawer.get_by_role("button", name="Close").click()
    await expect(drawer).to_be_hidden()


async def test_closing_it_leaves_the_list_where_it_was_scrolled_to(pages, demo):
    page = await pages.open(demo)
    await expect_count(page, "120 models")
    await rows(page).first.click()
    await expect(page.get_by_role("complementary")).to_be_visible()
    await page.mouse.move(300, 600)
    await page.mouse.wheel(0, 2500)
    await page.wait_for_function("scrollY >= 2500")
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("complementary")).to_be_hidden()
    await expect(page.get_by_role("button", name="allenai/olmo-2-1124-13b-instruct").first).to_be_focused()
    assert await page.evaluate("scrollY") == 2500


async def test_asking_again_keeps_the_focus(pages, demo):
    page = await pages.open(f"{demo}/?open=team%2Flegal-7b")
    again = page.get_by_role("button", name="Research again")
    await again.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The model is researched again.")).to_be_visible()
    await expect(page.get_by_role("button", name="Research again")).to_be_focused()


async def test_it_begins_with_what_the_model_is_good_for(pages, demo):
    page = await pages.open(f"{demo}/?open=desk%2Fqwen3%3A8b")
    await expect(page.locator(".drawer .lead")).to_contain_text("answers questions")
