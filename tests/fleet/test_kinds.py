"""Every simulated kind answers its list in the shape of its example file."""

import itertools

import pytest

from aggregator.data.provider import ProviderKind
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.kinds import KINDS
from scripts.fleet.known_models import KNOWN_MODELS, known
from scripts.fleet.litellm import litellm
from scripts.fleet.llamacpp import SINGLE_FORMS, llamacpp, llamacpp_router
from scripts.fleet.llamaswap import llamaswap
from scripts.fleet.lmstudio import lmstudio
from scripts.fleet.localai import localai
from scripts.fleet.ollama import ollama
from scripts.fleet.openrouter import openrouter
from scripts.fleet.self_hosted import gpustack, nim
from scripts.fleet.sglang import sglang
from scripts.fleet.vllm import vllm
from scripts.fleet.wire_files import wire_json

ANTHROPIC = {"anthropic-version": "2023-06-01"}
OWNERS = {
    "llamacpp": "llamacpp",
    "vllm": "vllm",
    "nim": "vllm",
    "sglang": "sglang",
    "llamaswap": "llama-swap",
    "koboldcpp": "koboldcpp",
    "tabbyapi": "tabbyAPI",
    "dmr": "docker",
    "lemonade": "lemonade",
    "xinference": "xinference",
    "gpustack": "gpustack",
    "lmstudio": "organization_owner",
    "litellm": "openai",
    "deepseek": "deepseek",
    "gemini": "google",
    "mistral": "mistralai",
}
EXAMPLES = {
    "ollama": "ollama/v1_models.json",
    "lmstudio": "lmstudio/v1_models.json",
    "localai": "localai/v1_models.json",
    "litellm": "litellm/v1_models.json",
    "openrouter": "openrouter/v1_models.json",
    "openai": "openai/v1_models.json",
}


def entries(body):
    return body if isinstance(body, list) else body["data"]


def clock_from(second):
    return itertools.count(second).__next__


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "tei"])
async def test_every_kind_lists_exactly_the_names_it_says(kind, ask):
    path = "/models" if kind in {"deepseek", "gemini"} else "/v1/models"
    async with FleetServer(KINDS[kind]()) as server:
        answer = await ask(server, path, headers=ANTHROPIC)
        assert answer.status == 200
        assert [entry["id"] for entry in entries(answer.json)] == server.model_names
        assert len(server.model_names) >= 1


def test_every_kind_of_the_vocabulary_is_simulated():
    assert set(KINDS) == set(ProviderKind)


@pytest.mark.parametrize("kind", EXAMPLES)
async def test_without_models_of_its_own_a_server_answers_the_example(kind, ask):
    async with FleetServer(KINDS[ProviderKind(kind)]()) as server:
        assert (await ask(server, "/v1/models")).json == wire_json(EXAMPLES[kind])


@pytest.mark.parametrize(("kind", "owner"), OWNERS.items())
async def test_owned_by_tells_the_kinds_apart(kind, owner, ask):
    path = "/models" if kind in {"deepseek", "gemini"} else "/v1/models"
    async with FleetServer(KINDS[ProviderKind(kind)]()) as server:
        assert {entry["owned_by"] for entry in entries((await ask(server, path)).json)} == {owner}


@pytest.mark.parametrize("kind", ["localai", "mlxlm", "openrouter", "anthropic"])
async def test_some_kinds_tell_no_owner(kind, ask):
    async with FleetServer(KINDS[ProviderKind(kind)]()) as server:
        assert not any(
            "owned_by" in entry for entry in entries((await ask(server, "/v1/models", headers=ANTHROPIC)).json)
        )


COMPOSED = [
    (ollama, "/v1/models", "ollama/v1_models.json", "data"),
    (ollama, "/api/tags", "ollama/api_tags.json", "models"),
    (ollama, "/api/ps", "ollama/api_ps.json", "models"),
    (lmstudio, "/v1/models", "lmstudio/v1_models.json", "data"),
    (llamacpp, "/v1/models", "llamacpp/v1_models_single.json", "data"),
    (llamacpp, "/v1/models", "llamacpp/v1_models_single.json", "models"),
    (vllm, "/v1/models", "vllm/v1_models.json", "data"),
    (sglang, "/v1/models", "sglang/v1_models.json", "data"),
    (localai, "/v1/models", "localai/v1_models.json", "data"),
    (localai, "/v1/models/capabilities", "localai/v1_models_capabilities.json", "data"),
    (llamaswap, "/running", "llamaswap/running.json", "running"),
    (openrouter, "/v1/models", "openrouter/v1_models.json", "data"),
]


@pytest.mark.parametrize(("kind", "path", "example", "key"), COMPOSED)
async def test_composed_entries_have_the_keys_of_the_example(kind, path, example, key, ask):
    async with FleetServer(kind(known("qwen3:8b"))) as server:
        (entry,) = (await ask(server, path)).json[key]
        assert set(entry) == set(wire_json(example)[key][0])


@pytest.mark.parametrize(
    ("kind", "path", "example", "key"),
    [
        (lmstudio, "/api/v0/models", "lmstudio/api_v0_models.json", "data"),
        (lmstudio, "/api/v1/models", "lmstudio/api_v1_models.json", "models"),
        (llamacpp_router, "/v1/models", "llamacpp/models_router.json", "data"),
        (llamaswap, "/v1/models", "llamaswap/v1_models.json", "data"),
        (litellm, "/v1/models", "litellm/v1_models.json", "data"),
        (litellm, "/v1/model/info", "litellm/v1_model_info.json", "data"),
    ],
)
async def test_composed_entries_have_no_key_that_no_example_has(kind, path, example, key, ask):
    async with FleetServer(kind(tuple(KNOWN_MODELS.values()))) as server:
        listed = (await ask(server, path)).json[key]
        assert len(listed) == len(KNOWN_MODELS)
        assert set().union(*listed) <= set().union(*wire_json(example)[key])


@pytest.mark.parametrize("form", SINGLE_FORMS)
async def test_every_age_of_llama_server_can_be_had(form, ask):
    async with FleetServer(llamacpp(form=form, clock=lambda: 7.9)) as server:
        expected = wire_json(f"llamacpp/v1_models_{form}.json")
        expected["data"][0]["created"] = 7
        assert (await ask(server, "/v1/models")).json == expected


@pytest.mark.parametrize("kind", [llamacpp, llamacpp_router, vllm, sglang, llamaswap, nim])
async def test_created_is_the_time_of_the_call(kind, ask):
    async with FleetServer(kind(clock=clock_from(100))) as server:
        first, second = [(await ask(server, "/v1/models")).json["data"][0]["created"] for _ in range(2)]
        assert first < second


async def test_vllm_permissions_are_new_at_every_call(ask):
    async with FleetServer(vllm(clock=lambda: 1.0)) as server:
        first, second = [(await ask(server, "/v1/models")).json["data"][0] for _ in range(2)]
        assert first["permission"][0]["id"] != second["permission"][0]["id"]
        assert {**first, "permission": 0} == {**second, "permission": 0}


async def test_ollama_without_models_says_null(ask):
    async with FleetServer(ollama(())) as server:
        assert (await ask(server, "/v1/models")).json == wire_json("ollama/v1_models_empty.json")


@pytest.mark.parametrize("name", ["qwen3:8b", "nomic-embed-text:latest", "nomic-embed-text", "gpt-oss:120b-cloud"])
async def test_ollama_shows_a_model_without_loading_it(name, ask):
    async with FleetServer(ollama()) as server:
        answer = await ask(server, "/api/show", "POST", json={"model": name})
        assert answer.status == 200
        assert answer.json["model_info"]["general.architecture"]
        assert not server.loaded


async def test_ollama_does_not_know_every_model(ask):
    async with FleetServer(ollama()) as server:
        answer = await ask(server, "/api/show", "POST", json={"model": "nope"})
        assert (answer.status, answer.json) == (404, wire_json("ollama/api_show_notfound.json"))
        assert (await ask(server, "/api/show", "POST", data=b"not json")).status == 400


async def test_what_ollama_composes_fits_together(ask):
    async with FleetServer(ollama(known("qwen3:8b", "bge-m3"))) as server:
        listed = {entry["id"] for entry in (await ask(server, "/v1/models")).json["data"]}
        tags = {entry["name"] for entry in (await ask(server, "/api/tags")).json["models"]}
        assert listed == tags == {"qwen3:8b", "bge-m3:latest"}
        for name in listed:
            assert (await ask(server, "/api/show", "POST", json={"model": name})).status == 200


async def test_an_older_ollama_tells_less(ask):
    async with FleetServer(ollama(old=True)) as server:
        assert (await ask(server, "/api/tags")).json == wire_json("ollama/api_tags_old.json")


async def test_an_older_lmstudio_has_one_native_list(ask):
    async with FleetServer(lmstudio(old=True)) as server:
        assert "data" in (await ask(server, "/api/v0/models")).json
        assert "error" in (await ask(server, "/api/v1/models")).json


async def test_an_older_gpustack_manages_where_others_list(ask):
    async with FleetServer(gpustack(old=True)) as server:
        assert "items" in (await ask(server, "/v1/models")).json
        assert (await ask(server, "/v1-openai/models")).json["data"]


async def test_anthropic_lists_in_pages(ask):
    async with FleetServer(KINDS[ProviderKind.ANTHROPIC]()) as server:
        first = await ask(server, "/v1/models?limit=2", headers=ANTHROPIC)
        assert first.json == wire_json("anthropic/v1_models_page1.json")
        rest = await ask(server, f"/v1/models?limit=2&after_id={first.json['last_id']}", headers=ANTHROPIC)
        assert rest.json == wire_json("anthropic/v1_models_page2.json")
        assert (await ask(server, "/v1/models")).status == 400
        assert (await ask(server, "/v1/models?limit=1001", headers=ANTHROPIC)).status == 400


async def test_text_embeddings_inference_lists_only_in_its_info(ask):
    async with FleetServer(KINDS[ProviderKind.TEI]()) as server:
        listed = await ask(server, "/v1/models")
        assert (listed.status, listed.text) == (404, "")
        assert (await ask(server, "/info")).json["model_id"] == server.model_names[0]


async def test_together_answers_a_bare_array(ask):
    async with FleetServer(KINDS[ProviderKind.TOGETHER]()) as server:
        assert isinstance((await ask(server, "/v1/models")).json, list)
