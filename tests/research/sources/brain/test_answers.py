"""Which answers of a brain are believed, and about which model."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.data.batch import Batch, Question
from aggregator.data.detail_fields import check_value
from aggregator.data.fact import Fact
from aggregator.data.model_detail import ModelDetail
from aggregator.data.subject import Subject
from aggregator.errors import ResearchError, SourceUnavailable
from aggregator.http_client import Reply
from aggregator.research.sources.brain.answer_schema import SAYABLE_FIELDS
from tests.research.sources.brain.scripted_brain import NOW, ScriptedFetch, ask, batch, brain, entry, reply, says, wire

A = entry(1, "a", family="alpha")
B = entry(2, "b", family="beta")
BOTH = {"a": {"family": "alpha"}, "b": {"family": "beta"}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=10,
)


def without(entry_, *fields):
    return {field: value for field, value in entry_.items() if field not in fields}


async def test_each_value_is_a_fact_of_the_brain_of_now():
    found = await brain(ScriptedFetch(says({"models": [A]}))).research(batch("a"))

    assert found == {Subject("a"): ModelDetail({"family": Fact("alpha", "brain", int(NOW))})}


@pytest.mark.parametrize(
    "content",
    [
        {"models": [A, B]},
        {"enriched": [B, A]},
        {"note": "here they are", "count": 2, "results": [A, B]},
        {"result": {"models": [A, B]}},
        [A, B],
        [{"models": [A]}, {"models": [B]}],
        {"m1": without(A, "key", "name"), "m2": without(B, "key")},
        {"a": without(A, "key", "name"), "b": without(B, "name")},
        {"models": {"m1": A, "m2": B}},
        [without(A, "key"), without(B, "name")],
        [A, B, entry(1, "a", family="second")],
        f"```json\n{json.dumps([A, B])}\n```",
        f"```\n{json.dumps([A, B])}\n```",
        f"Sure! As of [1] {{roughly}}:\n{json.dumps([A, B])}\nAnything else?",
        f"<think>\nmaybe {json.dumps([entry(1, 'a', family='wrong')])}\n</think>{json.dumps([A, B])}",
        f"so {json.dumps([entry(1, 'a', family='wrong')])}\n</think>\n{json.dumps([A, B])}",
        f"<|channel|>analysis<|message|>{{}}<|end|><|channel|>final<|message|>{json.dumps([A, B])}<|return|>",
        f"{json.dumps(A)}\n{json.dumps(B)}",
        f'{{"models": [{json.dumps(A)}, {json.dumps(B)}, {{"key": "m3", "na',
    ],
)
async def test_an_answer_is_understood_in_many_shapes(content):
    assert await ask(ScriptedFetch(says(content)), "a", "b") == BOTH


@pytest.mark.parametrize("content", [A, [A], without(A, "key"), without(A, "key", "name"), [without(A, "key", "name")]])
async def test_a_single_object_answers_for_a_single_model(content):
    assert await ask(ScriptedFetch(says(content)), "a") == {"a": {"family": "alpha"}}


async def test_content_may_come_in_parts():
    parts = [{"type": "thinking", "thinking": "[]"}, {"type": "text", "text": '[{"key": "m1",'}, ' "family": "alpha"}]']
    whole = reply({"choices": [{"message": {"content": parts}, "finish_reason": "stop"}]})

    assert await ask(ScriptedFetch(whole), "a") == {"a": {"family": "alpha"}}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("brain/reply_think_block.json", {"family": "qwen3", "types": ("llm",), "context_length": 40960}),
        ("brain/reply_close_think_only.json", {"family": "deepseek"}),
        ("llamacpp/chat_ok_reasoning.json", {"family": "qwen3"}),
        ("ollama/chat_ok_reasoning.json", {"family": "qwen3"}),
        ("vllm/chat_ok_reasoning.json", {"family": "qwen3"}),
    ],
)
async def test_the_replies_of_real_servers_are_read(path, values):
    assert await ask(ScriptedFetch(reply(wire(path))), "qwen3:8b") == {"qwen3:8b": values}


async def test_a_tag_of_thinking_inside_a_name_does_no_harm():
    names = ("x</think>", "y<think>")
    answer = [entry(1, names[0], family="x"), entry(2, names[1], family="y")]

    assert await ask(ScriptedFetch(says(answer)), *names) == {names[0]: {"family": "x"}, names[1]: {"family": "y"}}


@pytest.mark.parametrize(
    "wrong",
    [
        entry(2, "a", family="crossed"),
        entry(1, "a", family="alpha") | {"key": "m2"},
        entry(3, "b", family="unknown key"),
        {"key": 2, "name": "b", "family": "no text"},
        {"key": ["m2"], "name": {}, "family": "no text"},
        {"m2": entry(1, "b", family="two keys")},
        {"family": "whose?"},
        {"name": "B", "family": "not quite the name"},
        "m2",
        None,
    ],
)
async def test_an_entry_that_is_not_surely_about_a_model_is_refused(wrong):
    assert await ask(ScriptedFetch(says([A, wrong])), "a", "b") == {"a": {"family": "alpha"}}


async def test_two_models_of_one_name_are_told_apart_by_their_keys_alone():
    questions = tuple(Question(Subject("a", digest), "a") for digest in ("1", "2"))
    answer = [{"name": "a", "family": "which?"}, entry(2, "a", family="second")]

    found = await brain(ScriptedFetch(says(answer))).research(Batch(1, "brain", questions))

    assert {topic.digest: detail.values() for topic, detail in found.items()} == {"2": {"family": "second"}}


async def test_a_model_the_brain_does_not_know_is_answered_with_nothing():
    unknown = entry(1, "a", **dict.fromkeys(SAYABLE_FIELDS), known={"family": "x"})

    assert await ask(ScriptedFetch(says([unknown, entry(2, "b", types=[], family="unknown")])), "a", "b") == {
        "a": {},
        "b": {},
    }


async def test_an_entry_with_nothing_but_nonsense_counts_as_missing():
    nonsense = entry(1, "a", context_length="1TB", evil={"x": 1})

    assert await ask(ScriptedFetch(says([nonsense, B])), "a", "b") == {"b": {"family": "beta"}}


async def test_wrong_types_cost_their_field_only():
    said = entry(1, "a", types="llm, chat", summary=["x"], parameters="8B", size_bytes=1, homepage="http://x", evil={})

    assert await ask(ScriptedFetch(says([said])), "a") == {"a": {"parameters": 8_000_000_000}}


async def test_active_parameters_beyond_all_parameters_are_dropped():
    said = entry(1, "a", parameters="8B", active_parameters="30B")

    assert await ask(ScriptedFetch(says([said])), "a") == {"a": {"parameters": 8_000_000_000}}


async def test_an_echo_of_what_the_brain_was_told_is_not_its_own_word():
    known = ModelDetail.said_by("server", 1, {"family": "alpha", "types": ("llm",)})
    answer = says([entry(1, "a", family="alpha", types=["llm"], license="MIT")])

    found = await brain(ScriptedFetch(answer)).research(batch("a", known=known))

    assert [detail.values() for detail in found.values()] == [{"license": "MIT"}]


async def test_the_brain_may_disagree_with_what_it_was_told():
    known = ModelDetail.said_by("server", 1, {"context_length": 32_768, "types": ("llm",)})
    answer = says([entry(1, "a", context_length=8_192, types=["embedding"])])

    found = await brain(ScriptedFetch(answer)).research(batch("a", known=known))

    assert [detail.values() for detail in found.values()] == [{"context_length": 8_192, "types": ("embedding",)}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("I am sorry, I can't help with that.", "no JSON in the answer, which begins: I am sorry"),
        ("<think>let me see", "still thinking"),
        ("<|channel|>analysis<|message|>hm", "still thinking"),
        ("", "answered with nothing"),
        ("<html><body>busy</body></html>", "no JSON"),
        ("[]", "no entry"),
        ('"a"', "no entry"),
        ("{}", "no entry"),
        ('{"models": [{"key": "m1", "name": "a", "fam', "no JSON|no entry"),
        ("[" * 100_000, "no JSON"),
        ("[] " * 200_000, "far too long"),
    ],
)
async def test_an_answer_without_anything_usable_fails_the_batch(content, reason):
    with pytest.raises(ResearchError, match=reason) as caught:
        await ask(ScriptedFetch(says(content)), "a")
    assert not isinstance(caught.value, SourceUnavailable)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"<html>login</html>",
        b'{"choices": []}',
        b'{"choices": null}',
        b'{"choices": [null]}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"text": "{}"}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_a_reply_that_is_no_completion_fails_the_batch(body):
    with pytest.raises(ResearchError, match=r"not JSON|no chat completion") as caught:
        await ask(ScriptedFetch(reply(body)), "a")
    assert not isinstance(caught.value, SourceUnavailable)


async def test_nan_a_byte_order_mark_and_broken_characters_in_the_reply_are_survived():
    body = (
        b'\xef\xbb\xbf{"created": NaN, "id": "\xff", "choices": [{"message": {"content": "{\\"family\\": \\"x\\"}"}}]}'
    )

    assert await ask(ScriptedFetch(reply(body)), "a") == {"a": {"family": "x"}}


async def test_an_empty_batch_costs_nothing():
    fetch = ScriptedFetch(says([]))

    assert await ask(fetch) == {}
    assert fetch.requests == []


@given(
    st.sampled_from([200, 201, 204, 301, 400, 422, 500, 503, 999]), st.binary() | JSON.map(json.dumps).map(str.encode)
)
async def test_whatever_comes_back_only_the_two_errors_of_a_source_are_raised(status, body):
    fetch = ScriptedFetch(Reply(status, {"retry-after": "soon"}, body))
    with contextlib.suppress(ResearchError):
        await ask(fetch, "a", "b")


@given(st.text() | JSON)
async def test_whatever_the_brain_says_it_is_checked(content):
    try:
        found = await ask(ScriptedFetch(says(content)), "a", "b")
    except ResearchError:
        return
    for values in found.values():
        for field, value in values.items():
            assert field in SAYABLE_FIELDS
            check_value(field, value)


@given(st.dictionaries(st.sampled_from(("name", "known", "m2", "b", *SAYABLE_FIELDS)), JSON))
async def test_nothing_said_about_one_model_changes_another(said):
    for content in ([{**said, "key": "m1"}, B], [B, {**said, "key": "m1"}], {"m1": {**said, "key": "m1"}, "m2": B}):
        found = await ask(ScriptedFetch(says(content)), "a", "b")

        assert found["b"] == {"family": "beta"}
