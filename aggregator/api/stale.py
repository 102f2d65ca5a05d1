"""Stale: marks an answer that is an old one, because an actor did not answer in time."""

from aiohttp import web

from aggregator.api.page import Page


async def answered(request: web.BaseRequest, page: Page, stale: bool) -> web.Response:
    """What the page answers, with `X-Stale: 1` where it is an old one."""
    response = await page.answer(request)
    if stale:
        response.headers["X-Stale"] = "1"
    return response
