"""The page as it is served: what its headers let the browser ask for before any script has come."""

import pytest

from aggregator.api.site import FIRST_ROWS
from tests.fakes.http_service import serving, with_key


async def link_of(path, settings=None):
    async with (
        serving(*([settings] if settings else [])) as service,
        service.session.get(service.url + path) as response,
    ):
        assert response.status == 200
        return response.headers.get("Link")


@pytest.mark.parametrize("settings", [None, with_key(anonymous_read=True)], ids=["open", "anonymous"])
async def test_the_first_rows_are_on_their_way_with_the_page(settings):
    assert FIRST_ROWS in await link_of("/", settings)


@pytest.mark.parametrize("path", ["/?type=llm", "/?open=desk%2Fa"])
async def test_a_view_in_the_url_asks_for_its_own_rows(path):
    assert "/api/" not in await link_of(path)


async def test_nothing_is_asked_for_that_a_key_would_refuse():
    assert "/api/" not in await link_of("/", with_key())
