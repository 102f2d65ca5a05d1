"""The simulated brain reads what it is asked, answers sensibly, and fails in every way that is asked of it."""

import asyncio
import json

import aiohttp
import pytest

from aggregator.data.detail_fields import check_value
from scripts.fleet.brain import BRAIN_MODES, CHAT, SimulatedBrain
from scripts.fleet.brain_knowledge import describe
from scripts.fleet.brain_request import BrainRequest
from scripts.fleet.known_models import KNOWN_MODELS

MODELS = [{"key": "m1", "name": "qwen3:8b"}, {"key": "m2", "name": "bge-m3"}, {"key": "m3", "name": "whisper-large-v3"}]


def question(models=MODELS, **more):
    prompt = f"Describe these [all of them], as json:\n{json.dumps(models, indent=1)}\nUse the keys."
    messages = [{"role": "system", "content": 'Like [{"name": "x"}]'}, {"role": "user", "content": prompt}]
    return {"model": "simulated-brain", "messages": messages, **more}


def schema(*fields):
    item = {"type": "object", "properties": {field: {} for field in fields}}
    whole = {"type": "object", "properties": {"models": {"type": "array", "items": item}}}
    return {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": whole}}


@pytest.fixture
def put(ask):
    async def put(brain, models=MODELS, **more):
        return await ask(brain, CHAT, "POST", json=question(models, **more))

    return put


def content(answer):
    return answer.json["choices"][0]["message"]["content"]


def answered(answer):
    return json.loads(content(answer))["models"]


async def test_each_model_gets_a_sentence_and_its_types(put):
    async with SimulatedBrain() as brain:
        answer = await put(brain)
        entries = answered(answer)
        assert [entry["key"] for entry in entries] == ["m1", "m2", "m3"]
        assert [entry["types"] for entry in entries] == [["llm"], ["embedding"], ["asr"]]
        assert all(entry["summary"].endswith(".") for entry in entries)
        assert answer.json["usage"]["prompt_tokens"] > 0
        assert answer.json["usage"]["completion_tokens"] > 0


async def test_a_schema_decides_which_fields_are_written(put):
    async with SimulatedBrain() as brain:
        entries = answered(await put(brain, response_format=schema("key", "summary", "license")))
        assert set(entries[0]) == {"key", "summary", "license"}
        assert entries[0]["license"] is None


@pytest.mark.parametrize("name", KNOWN_MODELS)
def test_the_table_knows_the_type_of_every_simulated_model(name):
    model = KNOWN_MODELS[name]
    for known_as in (model.tag, model.repo):
        assert describe(known_as)["types"] == [model.type]


@pytest.mark.parametrize("name", [*KNOWN_MODELS, "", "???", "[x]"])
def test_the_table_says_only_what_the_details_can_hold(name):
    for field, value in describe(name).items():
        check_value(field, value)


def test_a_request_in_parts_or_without_a_list_is_read():
    parts = [{"type": "text", "text": json.dumps(MODELS)}]
    assert BrainRequest.read({"messages": [{"role": "user", "content": parts}]}).names[0] == "qwen3:8b"
    assert BrainRequest.read({"messages": [{"role": "user", "content": "hello [1, 2"}]}).models == ()
    assert BrainRequest.read({}).models == ()


async def test_it_lists_itself(ask):
    async with SimulatedBrain() as brain:
        assert (await ask(brain, "/v1/models")).json["data"][0]["id"] == brain.model_names[0]


async def test_calls_names_and_concurrency_are_counted(put):
    async with SimulatedBrain() as brain:
        brain.hold()
        calls = [asyncio.ensure_future(put(brain, MODELS[:2])) for _ in range(3)]
        async with asyncio.timeout(10):
            while brain.in_flight < 3:
                await asyncio.sleep(0)
        brain.release()
        await asyncio.gather(*calls)
        assert brain.calls[f"POST {CHAT}"] == len(brain.chats) == brain.most_in_flight == 3
        assert brain.asked == {"qwen3:8b": 3, "bge-m3": 3}
        assert brain.in_flight == 0


@pytest.mark.parametrize(("mode", "status"), [("http_500", 500), ("http_401", 401), ("http_429", 429)])
async def test_a_status_is_answered(mode, status, put):
    async with SimulatedBrain(mode) as brain:
        answer = await put(brain)
        assert answer.status == status
        assert ("Retry-After" in answer.headers) == (status == 429)


async def test_a_hanging_brain_forgets_those_who_gave_up(ask):
    async with SimulatedBrain("hang") as brain:
        with pytest.raises(TimeoutError):
            await ask(brain, CHAT, "POST", json=question(), timeout=aiohttp.ClientTimeout(total=0.1))
        async with asyncio.timeout(10):
            while brain.in_flight:
                await asyncio.sleep(0)


async def test_a_closing_brain_says_nothing(put):
    async with SimulatedBrain("close") as brain:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await put(brain)


async def test_answers_that_are_no_list(put):
    async with SimulatedBrain() as brain:
        brain.mode = "html"
        assert (await put(brain)).text.startswith("<!DOCTYPE")
        brain.mode = "empty_choices"
        assert (await put(brain)).json["choices"] == []
        brain.mode = "prose"
        assert "{" not in content(await put(brain))
        brain.mode = "content_null_reasoning"
        choice = (await put(brain)).json["choices"][0]
        assert (choice["message"]["content"], choice["finish_reason"]) == (None, "length")
        assert choice["message"]["reasoning_content"]


async def test_answers_in_wrappings(put):
    async with SimulatedBrain("fenced") as brain:
        assert json.loads(content(await put(brain)).split("```json")[1].split("```")[0])["models"]
        brain.mode = "think"
        assert json.loads(content(await put(brain)).split("</think>")[1])["models"]
        brain.mode = "think_unclosed"
        text = content(await put(brain))
        assert text.startswith("<think>")
        assert "</think>" not in text


async def test_a_cut_answer_says_length(put):
    async with SimulatedBrain("length") as brain:
        answer = await put(brain)
        assert answer.json["choices"][0]["finish_reason"] == "length"
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            answered(answer)


async def test_lists_that_are_wrong_inside(put):
    async with SimulatedBrain("wrong_types") as brain:
        assert not isinstance(answered(await put(brain))[0]["summary"], str)
        brain.mode = "unknown_ids"
        assert {entry["key"] for entry in answered(await put(brain))}.isdisjoint({"m1", "m2", "m3"})
        brain.mode = "missing_some"
        assert [entry["key"] for entry in answered(await put(brain))] == ["m2"]
        brain.mode = "duplicate_entries"
        assert len(answered(await put(brain))) == 2 * len(MODELS)


async def test_poison_spoils_only_the_batches_it_is_in(put):
    async with SimulatedBrain("poison:whisper") as brain:
        assert (await put(brain)).status == 500
        assert (await put(brain, MODELS[:2])).status == 200


@pytest.mark.parametrize(
    ("mode", "refused", "taken"),
    [
        ("refuses_json_schema", "json_schema", "json_object"),
        ("refuses_json_schema_llamacpp", "json_schema", "json_object"),
        ("refuses_json_object", "json_object", "json_schema"),
        ("refuses_response_format", "json_object", None),
    ],
)
async def test_some_response_formats_are_refused(mode, refused, taken, put):
    async with SimulatedBrain(mode) as brain:
        answer = await put(brain, response_format={"type": refused})
        assert answer.status == 400
        assert "response_format" in answer.text
        assert (await put(brain, **({"response_format": {"type": taken}} if taken else {}))).status == 200


@pytest.mark.parametrize("mode", ["sulk", "poison:", ""])
def test_an_unknown_mode_is_an_error(mode):
    with pytest.raises(ValueError, match="is no mode"):
        SimulatedBrain(mode)


def test_the_modes_are_named():
    assert {"ok", "hang", "length", "refuses_response_format"} <= set(BRAIN_MODES)
