"""`/api/providers`: how each is doing, and how its last polls went."""

import pytest

from tests.fakes.http_service import serving, status


async def test_a_provider_shows_the_latencies_of_its_last_polls_and_which_failed():
    async with serving() as service:
        service.others.statuses = (status(polls=(12.3, None, 2.0)), status("new"))
        desk, new = (await service.json("/api/providers"))["providers"]
        assert (desk["polls"], new["polls"]) == ([12.3, None, 2.0], [])
        assert desk == await service.json("/api/providers/desk")


@pytest.mark.parametrize("path", ["/api/providers", "/api/providers/desk"])
async def test_a_parameter_is_refused_by_name(path):
    async with serving() as service:
        response = await service.get(f"{path}?colour=red")
    assert (response.status, response.json()["parameter"]) == (400, "colour")
