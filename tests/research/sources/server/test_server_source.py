"""The servers themselves as a source: each model once, few at a time, and a dead server costs only its own models."""

import asyncio
from collections import Counter
from types import MappingProxyType

import attrs
import orjson
import pytest

from aggregator.data.batch import Batch, Place, Question
from aggregator.data.model import Model
from aggregator.data.model_detail import NOTHING_KNOWN
from aggregator.data.poll_outcome import PollAnswer
from aggregator.data.provider import Auth, AuthMethod
from aggregator.data.subject import Subject
from aggregator.discovery.provider_client import ProviderClient
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import HttpClient, HttpError, Limits, Reply
from aggregator.research.sources.server import ServerSource
from aggregator.research.sources.server.turnstile import AT_ONCE, LEFT_ALONE_SECONDS
from aggregator.research.sources.source import Scope
from aggregator.servers.known_kinds import load_kinds
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.ollama import ollama
from scripts.fleet.simulated_model import SimulatedModel
from tests.factories import bearer, detail, provider
from tests.factories import listed as model
from tests.fakes.clock import FakeClock

KINDS = load_kinds()
DESK = provider("desk", "http://desk:11434")
SHELF = provider("shelf", "http://shelf:11434")


def show(license_="mit", **info):
    return {"license": license_, "model_info": {"general.architecture": "x", **info}}


class Servers:
    """Answers requests by host and model name; counts them, and how many were under way at once for each host."""

    def __init__(self, **shown):
        self.shown = shown  # by host: a document for every model, a status, or an exception
        self.asked = []
        self.headers = []
        self.most = Counter()
        self._now = Counter()

    async def __call__(self, method, url, *, limits, headers=MappingProxyType({}), json=None, tls=None):
        host = url.split("/")[2].split(":")[0]
        self.asked.append((host, json["model"]))
        self.headers.append(headers)
        self._now[host] += 1
        self.most[host] = max(self.most[host], self._now[host])
        for _ in range(3):
            await asyncio.sleep(0)
        self._now[host] -= 1
        said = self.shown[host]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, int):
            return Reply(said, {}, b"{}")
        return Reply(200, {}, orjson.dumps(said))


@pytest.fixture
def clock():
    return FakeClock()


def source(servers, clock=None):
    return ServerSource(servers, (clock or FakeClock()).wall_seconds, KINDS)


def ollama_model(name="a", **fields):
    return attrs.evolve(model(name), kind="ollama", **fields)


def question(name="a", *providers, topic=None, listed=None):
    places = tuple(Place(each, listed or ollama_model(name)) for each in (providers or (DESK,)))
    return Question(topic or Model.at(places[0].provider.endpoint, name), name, places)


def batch(*questions):
    return Batch(1, "server", questions)


def values(found):
    return {topic.name: known.values() for topic, known in found.items()}


async def test_facts_of_each_model_stand_under_its_topic(clock):
    servers = Servers(desk=show(**{"general.parameter_count": 5}))
    found = await source(servers, clock).research(batch(question("a"), question("b")))
    assert values(found) == {name: {"family": "x", "license": "MIT", "parameters": 5} for name in ("a", "b")}
    fact = next(iter(found.values())).facts["license"]
    assert (fact.source, fact.as_of) == ("server", int(clock.wall))


async def test_what_the_lists_say_is_left_to_them():
    listed = ollama_model("a", facts=detail(family="y", parameters=4))
    servers = Servers(desk=show(**{"general.parameter_count": 5}))
    assert values(await source(servers).research(batch(question(listed=listed)))) == {"a": {"license": "MIT"}}


async def test_what_only_one_of_two_lists_says_is_told():
    places = (Place(DESK, ollama_model("a", facts=detail(family="x"))), Place(SHELF, ollama_model("a")))
    asked = Question(Subject("a", "5" * 64), "a", places)
    found = await source(Servers(desk=show(), shelf=show())).research(batch(asked))
    assert values(found) == {"a": {"family": "x", "license": "MIT"}}


async def test_a_model_of_many_servers_is_asked_for_once():
    servers = Servers(desk=show(), shelf=show())
    await source(servers).research(batch(question("a", DESK, SHELF, topic=Subject("a", "5" * 64))))
    assert servers.asked == [("desk", "a")]


async def test_where_one_server_is_away_another_one_is_asked():
    servers = Servers(desk=HttpError("refused", "connection refused"), shelf=show())
    found = await source(servers).research(batch(question("a", DESK, SHELF, topic=Subject("a", "5" * 64))))
    assert values(found) == {"a": {"family": "x", "license": "MIT"}}


async def test_a_kind_without_more_to_tell_is_answered_without_a_request():
    servers = Servers()
    kinds = ("generic", "vllm", "openai")
    questions = [question(kind, listed=attrs.evolve(model(kind), kind=kind)) for kind in kinds]
    found = await source(servers).research(batch(*questions))
    assert all(known == NOTHING_KNOWN for known in found.values())
    assert len(found) == len(kinds)
    assert servers.asked == []


async def test_a_model_of_a_server_not_yet_known_is_asked_for_later():
    servers = Servers(desk=show())
    unknown = question("b", listed=attrs.evolve(model("b"), kind=""))
    assert values(await source(servers).research(batch(question("a"), unknown))).keys() == {"a"}
    with pytest.raises(ResearchError, match="which kind"):
        await source(servers).research(batch(unknown))


async def test_a_dead_server_costs_only_its_own_models():
    servers = Servers(desk=HttpError("refused", "connection refused"), shelf=show())
    asked = [question("a", DESK), question("b", SHELF), question("c", DESK)]
    assert values(await source(servers).research(batch(*asked))).keys() == {"b"}


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (HttpError("timeout", "no whole answer within 10 s"), "desk: no whole answer within 10 s"),
        (500, "desk: HTTP 500 instead of details"),
        (404, "desk: HTTP 404 instead of details"),
        (401, "desk: HTTP 401 instead of details"),
    ],
)
async def test_a_model_alone_fails_with_the_reason_and_never_blames_the_source(trouble, message):
    with pytest.raises(ResearchError) as raised:
        await source(Servers(desk=trouble)).research(batch(question()))
    assert str(raised.value) == message
    assert not isinstance(raised.value, SourceUnavailable)


async def test_a_dead_server_is_left_alone_for_a_while(clock):
    servers = Servers(desk=HttpError("refused", "connection refused"), shelf=show())
    asker = source(servers, clock)
    everything = batch(*(question(str(number)) for number in range(20)))
    for seconds in (0, LEFT_ALONE_SECONDS - 1):
        clock.advance(seconds)
        with pytest.raises(ResearchError, match="connection refused"):
            await asker.research(everything)
    assert len(servers.asked) <= AT_ONCE
    assert values(await asker.research(batch(question("a", SHELF)))).keys() == {"a"}
    servers.shown["desk"] = show()
    clock.advance(1)
    assert len(await asker.research(everything)) == 20


async def test_an_answer_that_is_too_large_says_nothing_about_the_server():
    servers = Servers(desk=HttpError("too_large", "the answer is larger than 8388608 bytes"))
    asker = source(servers)
    for name in ("a", "b"):
        with pytest.raises(ResearchError, match="larger"):
            await asker.research(batch(question(name)))
    assert len(servers.asked) == 2


async def test_no_server_is_asked_more_than_a_few_questions_at_once_in_all_batches_together():
    servers = Servers(desk=show(), shelf=show())
    asker = source(servers)
    batches = [batch(*(question(f"{number}-{each}", DESK, SHELF) for each in range(30))) for number in range(2)]
    alone = [batch(*(question(str(each), SHELF) for each in range(30)))]
    await asyncio.gather(*(asker.research(each) for each in batches + alone))
    assert servers.most == {"desk": AT_ONCE, "shelf": AT_ONCE}


async def test_a_model_name_can_be_the_key():
    servers = Servers(desk=show())
    by_name = attrs.evolve(DESK, auth=Auth(AuthMethod.MODEL_NAME))
    await source(servers).research(batch(question("a", by_name), question("b", by_name)))
    assert [headers["Authorization"] for headers in servers.headers] == ["Bearer a", "Bearer b"]


async def test_a_key_is_sent_and_stands_in_no_error():
    servers = Servers(desk=401)
    with pytest.raises(ResearchError) as raised:
        await source(servers).research(batch(question("a", attrs.evolve(DESK, auth=bearer("sk-CANARY")))))
    assert servers.headers[0]["Authorization"] == "Bearer sk-CANARY"
    assert "CANARY" not in repr(raised.value)


def test_one_server_speaks_for_all_that_have_the_same_digest():
    asker = source(Servers())
    assert (asker.name, asker.scope, asker.concurrency) == ("server", Scope.DIGEST, 2)
    assert 15 <= asker.batch_size <= 50


async def test_a_thousand_models_over_ten_polls_cost_a_thousand_questions():
    models = [
        SimulatedModel(f"model-{number}:1b", f"org/model-{number}", "llama", 1.0, 8192) for number in range(1_000)
    ]
    async with HttpClient() as http, FleetServer(ollama(models)) as server:
        client, at, known, last = ProviderClient(http.fetch, FakeClock(), KINDS), server.provider(), {}, None
        asker = source(http.fetch)
        for number in range(10):
            last = await client.poll(at, last, Limits(), 10_000)
            assert isinstance(last, PollAnswer)
            asked = [
                Question(Subject(each.name, each.digest), each.name, (Place(at, each),)) for each in last.listing.models
            ]
            new = [each for each in asked if each.topic not in known]
            for start in range(0, len(new), asker.batch_size):
                known |= await asker.research(Batch(number, "server", tuple(new[start : start + asker.batch_size])))
        assert len(known) == server.calls["POST /api/show"] == 1_000
        assert server.calls["GET /api/tags"] == 10
        assert server.loaded == []
    assert {each.get("parameters") for each in known.values()} == {1_000_000_000}
