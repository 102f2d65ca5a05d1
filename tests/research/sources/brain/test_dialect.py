"""How a request becomes simpler until the server understands it."""

import json

import pytest

from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.research.sources.brain.dialect import Dialect
from aggregator.research.sources.brain.ladder import Rung
from tests.research.sources.brain.scripted_brain import ScriptedFetch, ask, batch, brain, entry, reply, says, wire

FOUND = says([entry(1, "a", family="alpha")])


def refused(message, status=400):
    return reply({"error": {"message": message}}, status)


def form_of(body):
    return body.get("response_format", {}).get("type")


async def test_it_starts_with_the_strict_schema_and_all_parameters():
    fetch = ScriptedFetch(FOUND)

    await ask(fetch, "a")

    body = fetch.bodies[0]
    assert set(body) == set(json.loads(wire("brain/request_json_schema.json")))
    assert (body["model"], body["temperature"], body["stream"], body["max_tokens"]) == ("qwen3:8b", 0.2, False, 2400)
    wrapped = body["response_format"]["json_schema"]
    assert set(wrapped) == {"name", "strict", "schema"}
    assert wrapped["strict"] is True


@pytest.mark.parametrize("rung", [Rung.JSON_SCHEMA, Rung.JSON_OBJECT, Rung.PLAIN])
def test_the_request_of_each_rung_has_the_known_form(rung):
    example = json.loads(wire(f"brain/request_{rung.name.lower()}.json"))
    body = Dialect(rung).request("brain", [], 0, 1024)

    assert set(body) == set(example)
    assert form_of(body) == form_of(example)


@pytest.mark.parametrize(
    "refusal",
    [
        reply(wire("openai/chat_error_json_schema.json"), 400),
        reply(wire("openai/chat_error_json_word.json"), 400),
        reply(wire("llamacpp/chat_error_response_format.json"), 400),
        reply(wire("lmstudio/chat_error_json_object.json"), 400),
        reply(wire("litellm/error_unsupported_params.json"), 400),
        refused("Failed to parse grammar"),
        refused("Invalid schema for response_format 'model_details'"),
        refused("This response_format type is unavailable now"),
        refused("text.format is not known here", 501),
        reply({"detail": [{"loc": ["body", "response_format", "type"], "msg": "Input should be 'text'"}]}, 422),
        reply(b"json_schema is not supported", 501),
        reply({"error": {"message": "Invalid parameter", "param": "response_format"}}, 400),
        reply({"error": {"message": "response_format not supported", "code": 400}}, 200),
    ],
)
async def test_a_refused_form_goes_down_one_rung_at_once_and_is_remembered(refusal):
    fetch = ScriptedFetch(refusal, refusal, FOUND)
    source = brain(fetch)

    assert await source.research(batch("a"))
    assert await source.research(batch("a"))

    assert [form_of(body) for body in fetch.bodies] == ["json_schema", "json_object", None, None]


async def test_on_the_last_rung_a_refusal_fails_the_batch():
    fetch = ScriptedFetch(refused("bad schema"))

    with pytest.raises(ResearchError, match="HTTP 400: bad schema"):
        await ask(fetch, "a")
    assert len(fetch.requests) == 3


@pytest.mark.parametrize(
    "path",
    [
        *("llamacpp/chat_error_context.json", "openai/chat_error_context.json", "vllm/chat_error_context.json"),
        *("lmstudio/chat_error_context.json", "ollama/chat_error_context.json", "litellm/error_context.json"),
    ],
)
async def test_a_prompt_that_is_too_long_is_no_reason_to_ask_more_simply(path):
    fetch = ScriptedFetch(reply(wire(path), 400), FOUND)
    source = brain(fetch)

    with pytest.raises(ResearchError, match="HTTP 400: ") as caught:
        await source.research(batch("a"))
    assert not isinstance(caught.value, SourceUnavailable)
    await source.research(batch("a"))
    assert [form_of(body) for body in fetch.bodies] == ["json_schema", "json_schema"]


@pytest.mark.parametrize("message", ["context length exceeded by schema", "Incorrect API key for json_schema"])
async def test_words_of_the_ladder_in_other_errors_do_not_count(message):
    fetch = ScriptedFetch(refused(message))

    with pytest.raises(ResearchError):
        await ask(fetch, "a")
    assert len(fetch.requests) == 1


async def test_a_server_error_does_not_lower_the_rung():
    fetch = ScriptedFetch(refused("schema crashed", 500))

    with pytest.raises(ResearchError):
        await ask(fetch, "a")
    assert len(fetch.requests) == 1


async def test_the_newer_name_of_the_limit_is_tried_and_remembered_and_then_no_limit():
    refusal = reply(wire("openai/chat_error_max_tokens.json"), 400)
    fetch = ScriptedFetch(refusal, FOUND, FOUND, refusal, FOUND)
    source = brain(fetch)

    for _ in range(3):
        await source.research(batch("a"))

    limits = [[name for name in body if name.startswith("max_")] for body in fetch.bodies]
    assert limits == [["max_tokens"], *[["max_completion_tokens"]] * 3, []]
    assert {form_of(body) for body in fetch.bodies} == {"json_schema"}


async def test_a_refused_temperature_is_left_out_from_then_on():
    fetch = ScriptedFetch(refused("Unsupported value: 'temperature' does not support 0.2 with this model."), FOUND)
    source = brain(fetch)

    await source.research(batch("a"))
    await source.research(batch("a"))

    assert ["temperature" in body for body in fetch.bodies] == [True, False, False]


async def test_a_server_that_refuses_everything_is_asked_six_times_at_most():
    fetch = ScriptedFetch(refused("max_tokens, temperature and response_format"))

    with pytest.raises(ResearchError):
        await ask(fetch, "a")
    assert len(fetch.requests) == 6


async def test_a_schema_that_is_silently_ignored_is_survived():
    fetch = ScriptedFetch(says("Well: [{'x'}] " + '{"name": "a", "family": "alpha", "extra": [1]}'))

    assert await ask(fetch, "a") == {"a": {"family": "alpha"}}


def test_what_two_calls_learn_side_by_side_adds_up():
    assert Dialect(Rung.PLAIN).combined_with(Dialect(limit_step=1, with_temperature=False)) == Dialect(
        Rung.PLAIN, 1, with_temperature=False
    )
