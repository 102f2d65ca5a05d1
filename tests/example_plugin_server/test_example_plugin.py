"""A server kind of an installed package works like a built-in one; its code is the example in docs/servers.md."""

import sys
from pathlib import Path

import pytest

from aggregator.data.batch import Batch, Place, Question
from aggregator.data.clock import SystemClock
from aggregator.data.model import Model
from aggregator.discovery.provider_client import ProviderClient
from aggregator.http_client import HttpClient, Limits
from aggregator.research.sources.server import ServerSource
from aggregator.servers.known_kinds import BUILT_IN, load_kinds
from scripts.fleet import unknown_paths
from scripts.fleet.application import answer_get, new_application, reply
from scripts.fleet.fleet_server import FleetServer

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "servers.md"


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    yield load_kinds()
    sys.modules.pop("llm_desk", None)


def desk(*, others_status=None):
    app = new_application(unknown=unknown_paths.plain, names=lambda: ["one/a", "b"])
    cards = [{"id": name, "object": "model", "created": 5, "owned_by": "desk"} for name in ("one/a", "b")]

    async def card(request):
        return reply({"window": 8192} if request.match_info["name"] == "one/a" else {"window": "wide"})

    answer_get(
        app,
        {
            "/v1/models": lambda: {"object": "list", "data": cards},
            "/desk/status": lambda: others_status or {"software": "desk", "awake": ["b"]},
        },
    )
    app.router.add_get("/desk/cards/{name}", card)
    return app


async def test_its_kind_is_recognised_and_its_facts_are_read(kinds):
    async with HttpClient() as http, FleetServer(desk()) as server:
        provider = server.provider()
        outcome = await ProviderClient(http.fetch, SystemClock(), kinds).poll(provider, None, Limits(), 10)
        models = outcome.listing.models
        assert {model.name: (model.kind, model.facts.values()) for model in models} == {
            "one/a": ("desk", {"loaded": False}),
            "b": ("desk", {"loaded": True}),
        }
        questions = tuple(
            Question(Model.at(provider.endpoint, each.name), each.name, (Place(provider, each),)) for each in models
        )
        found = await ServerSource(http.fetch, lambda: 5.0, kinds).research(Batch(1, "server", questions))
        assert [detail.values() for detail in found.values()] == [{"context_length": 8192}, {}]


async def test_a_server_that_only_looks_like_it_stays_generic(kinds):
    async with HttpClient() as http, FleetServer(desk(others_status={"software": "shelf"})) as server:
        outcome = await ProviderClient(http.fetch, SystemClock(), kinds).poll(server.provider(), None, Limits(), 10)
        assert {model.kind for model in outcome.listing.models} == {"generic"}


def test_it_is_tried_before_the_built_in_kinds(kinds):
    assert kinds[0].word == "desk"
    assert len(kinds) == 1 + len(BUILT_IN)


def test_the_page_about_server_kinds_shows_this_very_example():
    code = (HERE / "llm_desk.py").read_text(encoding="utf-8")
    assert f"```python\n{code}```" in DOCS.read_text(encoding="utf-8")
