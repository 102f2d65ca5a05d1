"""Polls over real sockets: every simulated kind is recognised, and nothing is ever loaded; what is learnt lasts."""

import asyncio
from collections import Counter

import attrs
import pytest

from aggregator.data.clock import SystemClock
from aggregator.data.poll_outcome import PollAnswer, PollFailure
from aggregator.data.provider import Provider, ProviderKind
from aggregator.discovery.acquaintance import MOST_POLLS_KEPT, MOST_TRIES
from aggregator.discovery.provider_client import ProviderClient
from aggregator.http_client import HttpClient, HttpError, Limits
from aggregator.servers.known_kinds import load_kinds
from scripts.fleet.anthropic import anthropic
from scripts.fleet.faults import FAULT_WORDS, FaultyProvider
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.kinds import KINDS
from scripts.fleet.litellm import litellm
from scripts.fleet.llamacpp import SINGLE_FORMS, llamacpp, llamacpp_router
from scripts.fleet.lmstudio import lmstudio
from scripts.fleet.localai import localai
from scripts.fleet.ollama import ollama
from scripts.fleet.openai_like import generic
from scripts.fleet.self_hosted import gpustack
from scripts.fleet.sglang import sglang
from scripts.fleet.text_generation import tei
from scripts.fleet.vllm import vllm
from tests.factories import provider
from tests.fakes.answering_fetch import AnsweringFetch, reply

LIMITS = Limits()
PROBES = {path.partition("?")[0] for kind in load_kinds() for path in (probe.path for probe in kind.probes)}


class Rig:
    """A client over real HTTP, whose answers from single paths can be replaced."""

    def __init__(self, http):
        self._http = http
        self.client = ProviderClient(self.fetch, SystemClock(), load_kinds())
        self.replaced = {}
        self.calls = Counter()

    async def fetch(self, method, url, **options):
        path = "/" + url.partition("://")[2].partition("/")[2]
        self.calls[path] += 1
        instead = self.replaced.get(path)
        if isinstance(instead, Exception):
            raise instead
        return instead or await self._http.fetch(method, url, **options)

    async def poll(self, at, last=None, most=1_000):
        return await self.client.poll(at, last, LIMITS, most)


@pytest.fixture
async def rig():
    async with HttpClient() as http:
        yield Rig(http)


def facts(outcome):
    return {model.name: model.facts.values() for model in outcome.listing.models}


def names(outcome):
    return [model.name for model in outcome.listing.models]


# ---- who it is


@pytest.mark.parametrize("kind", list(KINDS))
async def test_every_simulated_kind_is_recognised_and_nothing_is_loaded(kind, rig):
    async with FleetServer(KINDS[kind]()) as server:
        at = server.provider()
        first = await rig.poll(at)
        second = await rig.poll(at, first)
        assert (first.kind, second.kind) == (kind, kind)
        assert {model.kind for model in first.listing.models} == {kind.value}
        wildcards = [name for name in server.model_names if "*" in name]
        assert names(first) == [name for name in server.model_names if name not in wildcards]
        assert server.loaded == []
        assert {call.split()[0] for call in server.calls} == {"GET"}


@pytest.mark.parametrize(
    ("kind", "app"),
    [
        ("ollama", lambda: ollama(old=True)),
        ("ollama", lambda: ollama([])),
        ("lmstudio", lambda: lmstudio(old=True)),
        ("llamacpp", llamacpp_router),
        *(("llamacpp", lambda form=form: llamacpp(form=form)) for form in SINGLE_FORMS),
        ("sglang", lambda: sglang(old=True)),
        ("litellm", lambda: litellm(info_forbidden=True)),
        ("generic", lambda: gpustack(old=True, key="")),
        ("llamacpp", lambda: llamacpp(key="k")),
        ("vllm", lambda: vllm(key="k")),
    ],
)
async def test_their_other_forms_are_recognised_too(kind, app, rig):
    async with FleetServer(app()) as server:
        outcome = await rig.poll(server.provider())
        if kind == "generic":
            assert isinstance(outcome, PollFailure)
        else:
            assert outcome.kind == kind
        assert server.loaded == []


@pytest.mark.parametrize("kind", list(KINDS))
async def test_a_configured_kind_is_not_probed(kind, rig):
    async with FleetServer(KINDS[kind]()) as server:
        at = attrs.evolve(server.provider(), kind=kind)
        outcome = await rig.poll(at)
        assert outcome.kind == kind
        mine = next(known for known in (*load_kinds(), None) if known is None or known.word == kind)
        allowed = {mine.list_path, *mine.more_paths, *mine.instead.values()} if mine else {"/v1/models"}
        prefix = server.url.removeprefix(server.origin)
        assert {path.removeprefix(prefix).partition("&after_id")[0] for path in rig.calls} <= allowed
        assert server.loaded == []


async def test_a_server_is_probed_once(rig):
    async with FleetServer(ollama()) as server:
        at, last = server.provider(), None
        for _ in range(5):
            last = await rig.poll(at, last)
        assert server.calls["GET /"] == 1
        assert server.calls["GET /api/tags"] == server.calls["GET /v1/models"] == 5


async def test_a_generic_server_is_probed_once(rig):
    async with FleetServer(generic()) as server:
        at, last = server.provider(), None
        for _ in range(3):
            last = await rig.poll(at, last)
            server.add_model(f"new-{len(last.listing)}")
        assert last.kind == "generic"
        assert sum(rig.calls[path] for path in PROBES - {"/models"}) <= len(PROBES)
        assert all(rig.calls[path] <= 1 for path in PROBES)


async def test_another_server_at_the_same_address_is_recognised_anew(rig):
    async with FleetServer(vllm()) as server:
        port, at = server.port, server.provider()
        last = await rig.poll(at)
        assert last.kind == "vllm"
    for app, kind in ((ollama(), "ollama"), (localai(), "localai"), (llamacpp_router(), "llamacpp")):
        async with FleetServer(app, port):
            last = await rig.poll(at, last)
            assert last.kind == kind


async def test_between_kinds_with_different_list_paths_one_poll_may_fail(rig):
    async with FleetServer(tei()) as server:
        port, at = server.port, server.provider()
        last = await rig.poll(at)
        assert last.kind == "tei"
    async with FleetServer(ollama(), port):
        assert (await rig.poll(at, last)).kind == "http_404"
        last = await rig.poll(at, last)
        assert last.kind == "ollama"
    async with FleetServer(tei(), port):
        assert (await rig.poll(at, last)).kind == "http_404"
        assert (await rig.poll(at, last)).kind == "tei"


async def test_an_empty_list_changes_no_kind(rig):
    async with FleetServer(vllm()) as server:
        at = server.provider()
        last = await rig.poll(at)
        rig.replaced["/v1/models"] = reply({"object": "list", "data": []})
        empty = await rig.poll(at, last)
        del rig.replaced["/v1/models"]
        assert (empty.kind, names(empty)) == ("vllm", [])
        assert (await rig.poll(at, empty)).kind == "vllm"
        assert rig.calls["/v1/version"] == 1


async def test_while_a_probe_is_not_answered_the_kind_is_not_known(rig):
    async with FleetServer(ollama()) as server:
        at, last = server.provider(), None
        rig.replaced["/"] = HttpError("timeout", "no whole answer")
        last = await rig.poll(at)
        assert (last.kind, {model.kind for model in last.listing.models}) == ("generic", {""})
        del rig.replaced["/"]
        last = await rig.poll(at, last)
        assert (last.kind, {model.kind for model in last.listing.models}) == ("ollama", {"ollama"})


async def test_a_probe_that_is_never_answered_is_given_up(rig):
    async with FleetServer(ollama()) as server:
        at, last = server.provider(), None
        rig.replaced["/"] = reply(status=503)
        for _ in range(MOST_TRIES + 3):
            last = await rig.poll(at, last)
        assert {model.kind for model in last.listing.models} == {"generic"}
        assert rig.calls["/"] == MOST_TRIES


async def test_a_known_kind_stays_while_a_new_look_can_not_be_decided(rig):
    async with FleetServer(ollama()) as server:
        at = server.provider()
        last = await rig.poll(at)
        rig.replaced["/"] = reply(status=503)
        card = {"id": "me/mine:1b", "object": "model", "created": 1_770_000_000, "owned_by": "me"}
        rig.replaced["/v1/models"] = reply({"object": "list", "data": [card]})
        for _ in range(MOST_TRIES + 2):
            last = await rig.poll(at, last)
            assert (last.kind, facts(last)) == ("ollama", {"me/mine:1b": {"loaded": False}})
        assert rig.calls["/"] == 1 + MOST_TRIES


async def test_what_is_remembered_goes_with_the_provider(rig):
    async with FleetServer(ollama()) as server:
        for _ in range(2):
            await rig.poll(server.provider())
        assert server.calls["GET /"] == 2


@pytest.mark.parametrize("word", FAULT_WORDS)
async def test_whatever_a_server_answers_on_all_paths_it_is_generic_or_a_failure(word):
    limits = Limits(timeout_seconds=0.5, max_body_bytes=1_000_000)
    async with HttpClient() as http, FaultyProvider(word) as faulty:
        with_kinds = ProviderClient(http.fetch, SystemClock(), load_kinds())
        without = ProviderClient(http.fetch, SystemClock())
        at = provider(url=faulty.url)
        outcome, plain = await asyncio.gather(
            with_kinds.poll(at, None, limits, 1_000), without.poll(at, None, limits, 1_000)
        )
        assert type(outcome) is type(plain)
        assert outcome.kind == plain.kind


async def test_a_known_kind_goes_when_the_list_is_not_like_its_own(rig):
    async with FleetServer(vllm()) as server:
        at = server.provider()
        last = await rig.poll(at)
        card = {"id": "a", "object": "model", "created": 1_770_000_000, "owned_by": "me"}
        rig.replaced |= {"/v1/models": reply({"data": [card]}), "/": HttpError("timeout", "no whole answer")}
        last = await rig.poll(at, last)
        assert (last.kind, [model.kind for model in last.listing.models]) == ("generic", [""])


# ---- what is asked, and what lasts


async def test_pages_are_followed_to_the_last(rig):
    async with FleetServer(anthropic([f"claude-{number}" for number in range(2_500)])) as server:
        at = server.provider()
        first = await rig.poll(at, most=10_000)
        assert len(first.listing) == 2_500
        again = await rig.poll(at, first, most=10_000)
        assert again.listing is first.listing
        assert all("anthropic-version" in request.headers for request in list(server.traffic.requests)[1:])


async def test_pages_without_an_end_are_a_failure(rig):
    async with FleetServer(anthropic()) as server:
        at = attrs.evolve(server.provider(), kind=ProviderKind.ANTHROPIC)
        pages = [reply({"data": [], "has_more": True, "last_id": str(number + 1)}) for number in range(30)]
        first, *others = ("/v1/models?limit=1000" + (f"&after_id={number}" if number else "") for number in range(30))
        rig.replaced |= dict(zip((first, *others), pages, strict=True))
        outcome = await rig.poll(at)
        assert (outcome.kind, sum(rig.calls[path] for path in others)) == ("too_many", 19)


async def test_a_server_that_knows_no_pages_says_its_list_once(rig):
    async with FleetServer(anthropic()) as server:
        at = attrs.evolve(server.provider(), kind=ProviderKind.ANTHROPIC)
        page = reply({"data": [{"id": "claude", "type": "model"}], "has_more": True, "last_id": "claude"})
        rig.replaced |= {"/v1/models?limit=1000": page, "/v1/models?limit=1000&after_id=claude": page}
        outcome = await rig.poll(at)
        assert [model.name for model in outcome.listing.models] == ["claude"]


async def test_a_list_whose_second_page_fails_is_no_list(rig):
    async with FleetServer(anthropic([f"claude-{number}" for number in range(1_500)])) as server:
        rig.replaced["/v1/models?limit=1000&after_id=claude-999"] = reply(status=500)
        assert (await rig.poll(server.provider(), most=10_000)).kind == "http_500"


@pytest.mark.parametrize("trouble", [HttpError("timeout", "no whole answer"), 500, 503, 429, b"<html>", b'{"models'])
async def test_facts_do_not_flap_when_a_path_beside_the_list_fails(trouble, rig):
    async with FleetServer(ollama()) as server:
        at = server.provider()
        good = await rig.poll(at)
        kinds = {int: lambda: reply(status=trouble), bytes: lambda: reply(trouble)}
        failing = kinds.get(type(trouble), lambda: trouble)()
        rig.replaced |= {"/api/tags": failing, "/api/ps": failing}
        last = good
        for _ in range(MOST_POLLS_KEPT):
            last = await rig.poll(at, last)
            assert facts(last) == facts(good)
        rig.replaced.clear()
        assert facts(await rig.poll(at, last)) == facts(good)


async def test_facts_go_when_their_path_fails_too_often(rig):
    async with FleetServer(ollama()) as server:
        at = server.provider()
        last = await rig.poll(at)
        rig.replaced["/api/ps"] = reply(status=500)
        for _ in range(MOST_POLLS_KEPT + 1):
            last = await rig.poll(at, last)
        assert "loaded" not in facts(last)["qwen3:8b"]
        assert facts(last)["qwen3:8b"]["context_length"] == 40_960


@pytest.mark.parametrize("status", [401, 403, 404, 405, 501])
async def test_a_path_that_is_refused_costs_only_its_facts(status, rig):
    async with FleetServer(ollama()) as server:
        at = server.provider()
        last = await rig.poll(at)
        rig.replaced["/api/ps"] = reply({"error": "no"}, status)
        last = await rig.poll(at, last)
        assert last.kind == "ollama"
        assert "loaded" not in facts(last)["qwen3:8b"]
        assert facts(last)["qwen3:8b"]["size_bytes"] == 5_225_388_164


async def test_what_is_loaded_comes_with_the_poll(rig):
    async with FleetServer(ollama()) as server:
        at = server.provider()
        first = await rig.poll(at)
        rig.replaced["/api/ps"] = reply({"models": []})
        second = await rig.poll(at, first)
        assert (facts(first)["qwen3:8b"]["loaded"], facts(second)["qwen3:8b"]["loaded"]) == (True, False)
        assert "memory_bytes" not in facts(second)["qwen3:8b"]


async def test_a_second_path_is_asked_only_where_the_first_one_is_not_there(rig):
    async with FleetServer(lmstudio()) as server:
        at = server.provider()
        last = await rig.poll(at)
        asked_before = rig.calls["/api/v0/models"]
        await rig.poll(at, last)
        assert rig.calls["/api/v0/models"] == asked_before
    async with FleetServer(lmstudio(old=True)) as server:
        assert facts(await rig.poll(server.provider()))["qwen/qwen3-8b"]["served_context_length"] == 8192


async def test_groups_are_asked_for_where_model_info_is_forbidden(rig):
    async with FleetServer(litellm(info_forbidden=True)) as server:
        await rig.poll(server.provider())
        assert server.calls["GET /model_group/info"] == 1


async def test_the_router_is_never_asked_about_one_model(rig):
    async with FleetServer(llamacpp_router()) as server:
        last = None
        for _ in range(3):
            last = await rig.poll(server.provider(), last)
        assert not any("model=" in path for path in rig.calls)


async def test_a_list_that_fails_does_not_wait_for_what_is_beside_it():
    never = asyncio.Event()

    async def fetch(_method, url, **_options):
        if url.endswith("/v1/models"):
            raise HttpError("refused", "connection refused")
        await never.wait()

    client = ProviderClient(fetch, SystemClock(), load_kinds())
    at = provider(kind=ProviderKind.OLLAMA)
    async with asyncio.timeout(5):
        assert await client.poll(at, None, LIMITS, 10) == PollFailure("refused", "connection refused")


async def test_all_requests_of_a_poll_share_its_time_and_size():
    seen = []

    class Slow(SystemClock):
        ticks = 0.0

        def monotonic_seconds(self):
            self.ticks += 1.0
            return self.ticks

    async def fetch(_method, url, *, limits, **_options):
        seen.append(limits)
        return reply({"data": [{"id": "a", "object": "model"}]})

    await ProviderClient(fetch, Slow(), load_kinds()).poll(provider(), None, Limits(6.0, 1_000), 10)
    assert all(limits.max_body_bytes <= 1_000 for limits in seen)
    times = [limits.timeout_seconds for limits in seen]
    assert len(times) > 2
    assert max(times) <= 5.0
    assert min(times) >= 0.0


async def test_a_key_goes_to_every_path_of_the_server():
    fetch = AnsweringFetch()
    client = ProviderClient(fetch, SystemClock(), load_kinds())
    async with HttpClient() as http, FleetServer(vllm(key="k")) as server:
        client = ProviderClient(http.fetch, SystemClock(), load_kinds())
        assert isinstance(await client.poll(server.provider(), None, LIMITS, 10), PollAnswer)
        assert all(request.headers["authorization"] == "Bearer k" for request in server.traffic.requests)


def test_a_provider_can_be_remembered_weakly():
    assert hash(provider()) == hash(provider())
    assert Provider.__weakref__
