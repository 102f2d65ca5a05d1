"""How soon the page shows rows of 10,000 researched models, and how fast typing filters them, in one Chromium."""

import asyncio
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from playwright.async_api import Browser, expect

from scripts.fleet.brain import SimulatedBrain
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.known_models import KNOWN_MODELS
from scripts.fleet.ollama import ollama
from scripts.fleet.simulated_model import SimulatedModel
from scripts.page.browser import chromium
from tests.service.service_process import ServiceProcess, config_text, service

MODELS = 10_000
ROUNDS = 9
TYPED = "qwen3 coder 4b instruct"
RESEARCH_SECONDS = 300.0
FETCH_AND_PARSE = """async () => {
    const began = performance.now();
    const body = await (await fetch("/api/models", { cache: "no-store" })).json();
    if (body.models.length < 10000) throw new Error("not all models are there");
    return performance.now() - began;
}"""
BARE = """
    window.read = (async () => {
        await (await fetch("/api/models", { cache: "no-store" })).json();
        return performance.now();
    })();
"""
FIRST_ROWS = """
    window.firstRows = new Promise((resolve) => {
        new MutationObserver((_changes, observer) => {
            if (!document.querySelector(".table-body .row")) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        }).observe(document, { childList: true, subtree: true });
    });
"""
KEYS = """(wanted) => {
    const keys = [];
    window.keys = new Promise((resolve) => {
        document.getElementById("search").addEventListener("input", () => {
            const began = performance.now();
            requestAnimationFrame(() => setTimeout(() => {
                keys.push(performance.now() - began);
                if (keys.length === wanted) resolve(keys);
            }));
        }, { capture: true });
    });
}"""


def models() -> list[SimulatedModel]:
    """As many different models, with all the facts that an Ollama knows of each."""
    known = list(KNOWN_MODELS.values())
    numbered = ((number, known[number % len(known)]) for number in range(MODELS))
    return [attrs.evolve(model, tag=f"{model.tag}-instruct-{number}") for number, model in numbered]


async def all_researched(running: ServiceProcess) -> None:
    """Wait until every row has all its facts."""
    async with asyncio.timeout(RESEARCH_SECONDS):
        while True:
            research = await running.get("/api/research")
            if research["done"] == MODELS:
                return
            await asyncio.sleep(0.5)  # between two questions, not for something to happen


async def one_round(browser: Browser, origin: str) -> tuple[float, float, float]:
    """Milliseconds: the whole list alone; the same in a bare document, from its navigation on; the page's first rows.

    The browser's cache is empty, but its window is open and at rest: opening one takes longer than all of this.
    """
    bare_document = f"{origin}/static/favicon.svg"
    page = await browser.new_page(viewport={"width": 1600, "height": 1000})
    await page.goto(bare_document)
    await page.evaluate(FETCH_AND_PARSE)
    alone = await page.evaluate(FETCH_AND_PARSE)
    await page.add_init_script(BARE)
    await page.goto(f"{bare_document}?bare", wait_until="commit")
    bare = await page.evaluate("() => window.read")
    await page.close()
    page = await browser.new_page(viewport={"width": 1600, "height": 1000})
    await page.goto(bare_document)
    await page.evaluate(FETCH_AND_PARSE)
    await page.add_init_script(FIRST_ROWS)
    await page.goto(origin, wait_until="commit")
    first_rows = await page.evaluate("() => window.firstRows")
    await page.close()
    return float(alone), float(bare), float(first_rows)


async def key_milliseconds(browser: Browser, origin: str) -> list[float]:
    """From each key in the search to the frame after it."""
    page = await browser.new_page(viewport={"width": 1600, "height": 1000})
    await page.goto(origin)
    await expect(page.locator(".count-of-rows")).to_have_text(f"{MODELS:,} models", timeout=60_000)
    await page.evaluate(KEYS, len(TYPED))
    await page.locator("#search").press_sequentially(TYPED, delay=60)
    keys = await page.evaluate("window.keys")
    await page.close()
    return [float(key) for key in keys]


async def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        config = Path(folder, "aggregator.yaml")
        async with (
            FleetServer(ollama(models())) as desk,
            SimulatedBrain() as brain,
            service(config, config_text(desk.url, brain=brain.url, interval=3600, timeout=60)) as running,
            chromium() as browser,
        ):
            await all_researched(running)
            origin = f"http://127.0.0.1:{await running.port()}"
            rounds = [await one_round(browser, origin) for _round in range(ROUNDS)]
            keys = await key_milliseconds(browser, origin)
    alone, bare, first = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{MODELS} models: fetched and parsed alone {alone:.0f} ms, in a bare document {bare:.0f} ms")
    print(f"first rows {first:.0f} ms after the navigation")
    print(f"ratio to the bare document {first / bare:.2f}, to fetching alone {first / alone:.2f} (target at most 1.50)")
    print(f"a key takes {statistics.median(keys):.0f} ms, at most {max(keys):.0f} ms (target at most 50)")


if __name__ == "__main__":
    asyncio.run(main())
