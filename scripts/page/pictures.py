"""Pictures of the page, from the demo fleet: `python -m scripts.page.pictures FOLDER`."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import attrs
from playwright.async_api import Browser, Page, expect

from scripts.fleet.demo import ANYWHERE, DemoFleet
from scripts.page.browser import chromium
from scripts.page.demo_config import demo_config
from tests.service.service_process import service

PATIENCE_MILLISECONDS: Final = 60_000
POLLS_SHOWN: Final = 10


@attrs.frozen
class Picture:
    """One file: what is opened, how large, in which colours."""

    file: str
    path: str
    width: int
    height: int
    scheme: str = "light"
    sharpness: float = 1.5


PICTURES: Final = (
    Picture("models.png", "/", 1600, 900),
    Picture("model.png", "/?q=qwen&sort=-parameters&open=desk%2Fqwen3%3A8b", 1600, 900, "dark"),
    Picture("phone.png", "/?fold=1", 390, 844, sharpness=2),
)


async def take(browser: Browser, origin: str, picture: Picture, folder: Path) -> None:
    """Open the page, let it see some polls, and keep what it looks like."""
    context = await browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=picture.sharpness,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(origin + picture.path)
    await ready(page, drawer="open=" in picture.path)
    await page.screenshot(path=folder / picture.file)
    print(folder / picture.file)
    await context.close()


async def ready(page: Page, *, drawer: bool) -> None:
    """Wait until everything that belongs into the picture is there."""
    await expect(page.locator(".connection")).to_have_attribute("data-state", "live")
    await expect(page.locator(f".card[data-state=ok] rect:nth-of-type({POLLS_SHOWN})").first).to_be_attached()
    await expect(page.locator("#progress")).to_be_hidden()
    await expect(page.locator(".row.marked")).to_have_count(0)
    if drawer:
        await expect(page.locator(".drawer .age").first).to_be_visible()


async def main(folder: Path) -> None:
    """All pictures, at the same time: each waits for some polls."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with TemporaryDirectory() as place:
        config = Path(place, "aggregator.yaml")
        async with (
            DemoFleet(ANYWHERE, brain_seconds=0.0) as fleet,
            service(config, demo_config(fleet)) as running,
            chromium() as browser,
        ):
            await running.until(lambda answer: answer["total"] == fleet.model_count)
            await running.until(lambda answer: answer["queued"] + answer["loading"] == 0, "/api/research")
            origin = f"http://127.0.0.1:{await running.port()}"
            await asyncio.gather(*(take(browser, origin, picture, folder) for picture in PICTURES))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target))
