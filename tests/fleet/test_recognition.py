"""Simulated servers differ where recognition has to look: imitations, unknown paths, keys, headers."""

import pytest

from aggregator.data.provider import AuthMethod, ProviderKind
from scripts.fleet.fleet_server import FleetServer
from scripts.fleet.kinds import KINDS
from scripts.fleet.koboldcpp import koboldcpp
from scripts.fleet.litellm import litellm
from scripts.fleet.llamacpp import llamacpp, llamacpp_router
from scripts.fleet.llamaswap import llamaswap
from scripts.fleet.openai_like import generic
from scripts.fleet.vllm import vllm
from scripts.fleet.wire_files import wire_json


def simulated(kind):
    return FleetServer(KINDS[ProviderKind(kind)]())


@pytest.mark.parametrize("kind", ["ollama", "localai", "dmr", "lemonade", "koboldcpp"])
async def test_several_kinds_have_the_tags_of_ollama(kind, ask):
    async with simulated(kind) as server:
        assert (await ask(server, "/api/tags", from_origin=True)).json["models"][0]["name"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("ollama", "Ollama is running"), ("dmr", "Docker Model Runner is running"), ("nexa", "Nexa SDK is running")],
)
async def test_only_the_real_one_says_so_at_its_root(kind, text, ask):
    async with simulated(kind) as server:
        assert (await ask(server, "/", from_origin=True)).text == text


@pytest.mark.parametrize("kind", ["localai", "koboldcpp", "lemonade", "lmstudio", "llamacpp", "generic"])
async def test_nobody_else_says_that_ollama_is_running(kind, ask):
    async with simulated(kind) as server:
        assert "Ollama is running" not in (await ask(server, "/")).text


async def test_tabbyapi_poses_as_koboldcpp_with_two_keys(ask):
    async with simulated("tabbyapi") as tabby, simulated("koboldcpp") as kobold:
        assert (await ask(tabby, "/api/extra/version")).json == {"result": "KoboldCpp", "version": "1.74"}
        assert (await ask(kobold, "/api/extra/version")).json["llm"] is True
        for server, name in ((tabby, "TabbyAPI"), (kobold, "KoboldCpp")):
            assert (await ask(server, "/.well-known/serviceinfo")).json["software"]["name"] == name


async def test_tabbyapi_has_props_but_not_the_header_of_llamacpp(ask):
    async with simulated("tabbyapi") as tabby, simulated("llamacpp") as real:
        imitated, true = await ask(tabby, "/props"), await ask(real, "/props")
        assert "default_generation_settings" in imitated.json
        assert "default_generation_settings" in true.json
        assert (imitated.headers["Server"], true.headers["Server"]) == ("uvicorn", "llama.cpp")


async def test_lemonade_has_another_list_where_lmstudio_has_its_own(ask):
    async with simulated("lemonade") as lemonade, simulated("lmstudio") as lmstudio:
        assert "recipe" in (await ask(lemonade, "/api/v1/models")).json["data"][0]
        assert "key" in (await ask(lmstudio, "/api/v1/models")).json["models"][0]


async def test_lmstudio_answers_200_on_unknown_paths(ask):
    async with simulated("lmstudio") as server:
        answer = await ask(server, "/api/tags")
        assert (answer.status, answer.json) == (200, wire_json("lmstudio/unknown_path_200.json"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("ollama", "404 page not found"),
        ("vllm", '{"detail": "Not Found"}'),
        ("mlxlm", "Not Found"),
        ("tgi", ""),
        ("openrouter", "<!DOCTYPE html><title>404</title>"),
    ],
)
async def test_unknown_paths_show_the_framework(kind, body, ask):
    async with simulated(kind) as server:
        answer = await ask(server, "/no/such/path")
        assert (answer.status, answer.text) == (404, body)


async def test_gemini_wraps_errors_into_an_array(ask):
    async with simulated("gemini") as server:
        assert (await ask(server, "/v1/models")).json[0]["error"]["code"] == 404
        assert (await ask(server, "/models", with_key=False)).json[0]["error"]


@pytest.mark.parametrize(
    "kind", ["openai", "anthropic", "litellm", "tabbyapi", "gpustack", "mistral", "groq", "gemini"]
)
async def test_kinds_that_need_a_key_refuse_without_it(kind, ask):
    path = "/models" if kind == "gemini" else "/v1/models"
    async with simulated(kind) as server:
        version = {"anthropic-version": "2023-06-01"}
        assert (await ask(server, path, with_key=False, headers=version)).status == 401
        assert (await ask(server, path, headers=version)).status == 200
        assert server.provider().auth.method.needs_key


async def test_anthropic_takes_its_own_header_only(ask):
    async with simulated("anthropic") as server:
        headers = {"anthropic-version": "2023-06-01", "Authorization": f"Bearer {server.auth.key.reveal()}"}
        answer = await ask(server, "/v1/models", with_key=False, headers=headers)
        assert (answer.status, answer.json) == (401, wire_json("anthropic/error_401.json"))
        assert server.auth.method is AuthMethod.X_API_KEY


async def test_llamacpp_lists_without_a_key_but_keeps_its_props(ask):
    async with FleetServer(llamacpp(key="k")) as server:
        assert (await ask(server, "/v1/models", with_key=False)).status == 200
        refused = await ask(server, "/props", with_key=False)
        assert (refused.status, refused.json) == (401, wire_json("llamacpp/unauthorized_401.json"))
        assert (await ask(server, "/props", with_key=False, headers={"X-Api-Key": "k"})).status == 200


async def test_vllm_wants_its_key_below_v1_only(ask):
    async with FleetServer(vllm(key="k")) as server:
        assert (await ask(server, "/v1/models", with_key=False)).status == 401
        assert (await ask(server, "/version", with_key=False)).status == 200


async def test_koboldcpp_hides_the_name_from_those_without_its_password(ask):
    async with FleetServer(koboldcpp(password="k")) as server:
        hidden = await ask(server, "/v1/models", with_key=False)
        assert (hidden.status, hidden.json["data"][0]["id"]) == (200, "koboldcpp/protected-model")
        shown = await ask(server, "/v1/models", headers={"Authorization": "Bearer k"})
        assert [shown.json["data"][0]["id"]] == server.model_names


async def test_litellm_may_keep_model_info_from_plain_keys(ask):
    async with FleetServer(litellm(info_forbidden=True)) as server:
        assert (await ask(server, "/v1/model/info")).status == 403
        assert (await ask(server, "/v1/models")).status == 200


async def test_a_model_name_can_be_the_key_to_that_model(ask):
    async with FleetServer(generic(["org/one"], method=AuthMethod.MODEL_NAME)) as server:
        assert (await ask(server, "/v1/models")).status == 200
        assert (await ask(server, "/v1/models/org/one")).status == 401
        assert (await ask(server, "/v1/models/org/one", headers={"Authorization": "Bearer org/one"})).status == 200
        assert server.provider().auth.method is AuthMethod.MODEL_NAME


async def test_a_loading_llamacpp_answers_503_to_everything(ask):
    async with FleetServer(llamacpp(loading=True)) as server:
        for path in ("/v1/models", "/health", "/props"):
            answer = await ask(server, path)
            assert (answer.status, answer.json) == (503, wire_json("llamacpp/loading_503.json"))


async def test_asking_a_router_for_a_models_props_loads_the_model(ask):
    async with FleetServer(llamacpp_router()) as server:
        await ask(server, "/props")
        await ask(server, "/props?model=Qwen3-8B-Q4_K_M&autoload=false")
        await ask(server, "/props?model=ggml-org/gemma-3-4b-it-GGUF:Q4_K_M")
        assert not server.loaded
        await ask(server, "/props?model=Qwen3-8B-Q4_K_M")
        assert server.loaded == ["Qwen3-8B-Q4_K_M"]


async def test_a_path_below_upstream_starts_a_model(ask):
    async with FleetServer(llamaswap()) as server:
        await ask(server, "/running")
        assert not server.loaded
        await ask(server, "/upstream/qwen3-8b/props")
        assert server.loaded == ["qwen3-8b/props"]


async def test_inference_is_noted_as_loading_on_every_kind(ask):
    async with simulated("ollama") as server:
        await ask(server, "/v1/embeddings", "POST", json={})
        assert server.loaded == ["/v1/embeddings"]
