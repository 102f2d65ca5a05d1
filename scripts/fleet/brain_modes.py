"""What the simulated brain answers in each mode, apart from those that break the connection."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from aiohttp import web

from scripts.fleet.brain_knowledge import describe
from scripts.fleet.brain_request import BrainRequest
from scripts.fleet.wire_files import wire_json

Entry = dict[str, Any]
Answer = Callable[[BrainRequest], web.Response]
_LETTERS_PER_TOKEN = 4
_POISON = "poison:"


def entries_for(request: BrainRequest) -> list[Entry]:
    """An entry for each model that is asked about, in its fields; what is not known is null."""
    entries = []
    for model in request.models:
        known = describe(str(model["name"])) | {"key": model.get("key"), "name": model["name"]}
        entries.append({field: known.get(field) for field in request.fields})
    return entries


def chat_reply(request: BrainRequest, content: Any, *, finish: str = "stop", **message: Any) -> web.Response:
    """A chat completion with this content and the tokens that it took."""
    tokens_in = request.prompt_letters // _LETTERS_PER_TOKEN + 1
    tokens_out = len(content or "") // _LETTERS_PER_TOKEN + 1
    message = {"role": "assistant", "content": content} | message
    body = {
        "id": "chatcmpl-simulated",
        "object": "chat.completion",
        "created": 1_770_001_700,
        "model": request.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }
    return web.json_response(body)


def error_reply(status: int, error: Any, **headers: str) -> web.Response:
    """An error in OpenAI's form (or as a bare text, when `error` is one)."""
    return web.json_response({"error": error}, status=status, headers=headers)


def answer_in(mode: str, request: BrainRequest) -> web.Response:
    """The answer of one mode."""
    if mode.startswith(_POISON):
        poison = mode.removeprefix(_POISON)
        poisoned = any(poison in name for name in request.names)
        return _failed(request) if poisoned else _ok(request)
    return MODES[mode](request)


def is_mode(mode: str) -> bool:
    """Whether there is such a mode."""
    return mode in MODES or (mode.startswith(_POISON) and mode != _POISON)


def _json(entries: list[Entry]) -> str:
    return json.dumps({"models": entries}, ensure_ascii=False)


def _ok(request: BrainRequest) -> web.Response:
    return chat_reply(request, _json(entries_for(request)))


def _failed(_request: BrainRequest) -> web.Response:
    return error_reply(500, {"message": "simulated failure", "type": "server_error", "param": None, "code": None})


def _wrapped(before: str, after: str = "") -> Answer:
    return lambda request: chat_reply(request, f"{before}{_json(entries_for(request))}{after}")


def _changed(change: Callable[[list[Entry]], list[Entry]]) -> Answer:
    return lambda request: chat_reply(request, _json(change(entries_for(request))))


def _constant(status: int, error: Any, **headers: str) -> Answer:
    return lambda _request: error_reply(status, error, **headers)


def _cut(request: BrainRequest) -> web.Response:
    text = _json(entries_for(request))
    return chat_reply(request, text[: len(text) * 2 // 3], finish="length")


def _swallowed_by_thinking(request: BrainRequest) -> web.Response:
    return chat_reply(request, None, finish="length", reasoning_content="all tokens went to thinking")


def _without_choices(request: BrainRequest) -> web.Response:
    body = {"id": "c", "object": "chat.completion", "created": 1_770_001_700, "model": request.model, "choices": []}
    return web.json_response(body)


def _html(_request: BrainRequest) -> web.Response:
    return web.Response(text="<!DOCTYPE html><title>Bad gateway</title>", content_type="text/html")


def _wrong(entry: Entry) -> Entry:
    wrong = {"summary": 42, "types": "llm, probably", "family": ["a"], "context_length": "lots", "parameters": True}
    return {field: wrong.get(field, value) for field, value in entry.items()}


def _renamed(entry: Entry) -> Entry:
    changed = {"key": f"unknown-{entry.get('key')}", "name": f"invented-{entry.get('name')}"}
    return entry | {field: value for field, value in changed.items() if field in entry}


def _contradicted(entries: list[Entry]) -> list[Entry]:
    return entries + [entry | {"summary": "A second, different sentence."} for entry in entries]


def _refuses(formats: tuple[str, ...], error: Any) -> Answer:
    return lambda request: error_reply(400, error) if request.response_format in formats else _ok(request)


def _example(file: str) -> Any:
    return wire_json(file)["error"]


def _llamacpp_refusal() -> Any:
    # The server names the type it was given; its own example has another one.
    error = _example("llamacpp/chat_error_response_format.json")
    return error | {"message": error["message"].replace("got: foo", "got: json_schema")}


_UNAUTHORIZED = {"message": "Incorrect API key provided.", "type": "invalid_request_error", "code": "invalid_api_key"}
_RATE_LIMIT = {"message": "Rate limit reached", "type": "requests", "param": None, "code": "rate_limit_exceeded"}
_THOUGHT = '<think>\nmaybe {"models": [{"key": "wrong"}]}\n'

MODES: Final[Mapping[str, Answer]] = MappingProxyType(
    {
        "ok": _ok,
        "http_500": _failed,
        "http_401": _constant(401, _UNAUTHORIZED),
        "http_429": _constant(429, _RATE_LIMIT, **{"Retry-After": "1"}),
        "html": _html,
        "empty_choices": _without_choices,
        "prose": lambda request: chat_reply(request, "I'm sorry, but I can't say anything about these models."),
        "fenced": _wrapped("Here is what I know:\n\n```json\n", "\n```\n"),
        "think": _wrapped(f"{_THOUGHT}</think>\n\n"),
        "think_unclosed": _wrapped(_THOUGHT),
        "length": _cut,
        "wrong_types": _changed(lambda entries: [_wrong(entry) for entry in entries]),
        "unknown_ids": _changed(lambda entries: [_renamed(entry) for entry in entries]),
        "missing_some": _changed(lambda entries: entries[1::2]),
        "duplicate_entries": _changed(_contradicted),
        "content_null_reasoning": _swallowed_by_thinking,
        "refuses_json_schema": _refuses(("json_schema",), _example("openai/chat_error_json_schema.json")),
        "refuses_json_schema_llamacpp": _refuses(("json_schema",), _llamacpp_refusal()),
        "refuses_json_object": _refuses(("json_object",), _example("lmstudio/chat_error_json_object.json")),
        "refuses_response_format": _refuses(
            ("json_schema", "json_object", "text"), _example("litellm/error_unsupported_params.json")
        ),
    }
)
