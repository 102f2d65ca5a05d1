"""OpenAI's own client lists and retrieves every id of a fleet, hostile ones too, over a real socket."""

import asyncio

import openai
import orjson

from aggregator.data.provider_status import ModelState
from tests.factories import listed
from tests.fakes.catalogue import row
from tests.fakes.http_service import KEY, serving, with_key

HOSTILE = (
    *("qwen3:8b", "hf.co/unsloth/X:Q4_K_M", "google/x@q4_k_m", "Llama 3 8B Instruct", "/Users/me/models/m"),
    *(
        "a%2Fb",
        "%",
        "100%",
        "a?b=c",
        "a#b",
        "~anthropic/claude",
        "sha256:abc",
        "ünïcödé/模型",
        "a//b",
        "a b+c",
        "a/",
        "a&b;c",
    ),
    *('"quoted"', "<script>alert(1)</script>", "C:\\models\\m", "[x](y)", "{name}", "a\u202eb", "😀"),
)
NOT_EVEN_THE_CLIENT_SENDS = ("..", "../models/x.gguf")


async def test_it_lists_and_retrieves_every_id():
    async with serving(with_key()) as service:
        service.catalogue.put(*(row(name) for name in (*HOSTILE, *NOT_EVEN_THE_CLIENT_SENDS)))

        def ask():
            with openai.OpenAI(base_url=f"{service.url}/v1", api_key=KEY, max_retries=0) as client:
                names = [model.id for model in client.models.list()]
                return names, [client.models.retrieve(name).id for name in HOSTILE]

        names, retrieved = await asyncio.to_thread(ask)
        dots = await service.json("/v1/models/..%2Fmodels%2Fx.gguf", Authorization=f"Bearer {KEY}")
    assert sorted(names) == sorted((*HOSTILE, *NOT_EVEN_THE_CLIENT_SENDS))
    assert retrieved == list(HOSTILE)
    assert dots["id"] == "../models/x.gguf"


async def test_slashes_may_come_plain_or_encoded():
    async with serving() as service:
        service.catalogue.put(row("org/a b:é"))
        for path in ("org/a%20b:%C3%A9", "org%2Fa%20b%3A%C3%A9", "org%2fa%20b:%c3%a9"):
            assert (await service.json(f"/v1/models/{path}"))["id"] == "org/a b:é"


async def test_where_several_have_it_an_available_one_answers_and_all_are_named():
    async with serving() as service:
        gone = {"state": ModelState.UNREACHABLE, "last_seen": 1.0}
        service.catalogue.put(row("m", "attic", **gone), row("m", "cellar"), row("m", "desk"))
        model = await service.json("/v1/models/m?anything=1")
    assert model["aggregator"]["provider"] == "cellar"
    assert model["aggregator"]["providers"] == ["cellar", "desk", "attic"]


async def test_the_providers_own_entry_comes_verbatim_with_one_key_more():
    async with serving() as service:
        entry = listed("m", object="model", created=7, owned_by="x", aggregator="theirs", meta={"n": [1, None]}).entry
        service.catalogue.put(row("m", entry=entry))
        (model,) = (await service.json("/v1/models"))["data"]
    theirs = orjson.loads(entry)
    assert {**model, "aggregator": "theirs"} == theirs
    assert set(model["aggregator"]) == {"url", "port", "provider", "state", "details"}


async def test_an_unknown_id_is_the_clients_not_found_error():
    async with serving() as service:

        def ask():
            with openai.OpenAI(base_url=f"{service.url}/v1", api_key="none", max_retries=0) as client:
                try:
                    client.models.retrieve("nobody/has/it")
                except openai.NotFoundError as error:
                    return error.code
            return None

        assert await asyncio.to_thread(ask) == "model_not_found"
