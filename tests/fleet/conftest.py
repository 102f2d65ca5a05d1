"""One HTTP session for the tests of the fleet, and a short way to ask a simulated server."""

import json

import aiohttp
import attrs
import pytest

from aggregator.http_client import auth_headers


@attrs.frozen
class Answer:
    status: int
    headers: dict
    text: str

    @property
    def json(self):
        return json.loads(self.text)


@pytest.fixture
async def ask():
    async with aiohttp.ClientSession() as session:

        async def ask(server, path, method="GET", *, with_key=True, from_origin=False, headers=None, **options):
            base = server.origin if from_origin else server.url
            sent = {**(auth_headers(server.auth) if with_key else {}), **(headers or {})}
            options = {"allow_redirects": False, **options}
            async with session.request(method, base + path, headers=sent, **options) as response:
                return Answer(response.status, dict(response.headers), await response.text())

        yield ask
