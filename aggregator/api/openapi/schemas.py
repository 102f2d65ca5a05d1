"""The schemas of everything that is answered."""

from collections.abc import Mapping

from aggregator.api.openapi.words import COUNT, MAYBE_TIME, TEXT, TIME, Schema, list_of, one_object, ref
from aggregator.data.change import ChangeType
from aggregator.data.detail_fields import FIELDS
from aggregator.data.provider import ProviderKind
from aggregator.data.provider_status import ModelState, ProviderState
from aggregator.data.research_status import ResearchState

PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65_535}
MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
LATENCY: Schema = {"type": ["number", "null"], "minimum": 0}

_DETAILS = {name: dict(field.schema) for name, field in FIELDS.items()}
_ROW: Mapping[str, Schema] = {
    "url": TEXT,
    "port": PORT,
    "name": TEXT,
    "provider": TEXT,
    "base_url": TEXT,
    "state": {"type": "string", "enum": [state.value for state in ModelState]},
    "first_seen": TIME,
    "last_seen": TIME,
    "research": ref("ResearchStatus"),
}
_RESEARCH: Mapping[str, Schema] = {
    "state": {"type": "string", "enum": [state.value for state in ResearchState]},
    "attempts": COUNT,
    "last_error": TEXT,
    "next_try": TIME,
}
_MAY_BE_ABSENT = ("last_seen",)


def _of_details(schema_of: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(schema_of), "additionalProperties": False}


def _claim(schema: Schema) -> Schema:
    return list_of(one_object({"source": TEXT, "value": {"anyOf": [schema, {"type": "null"}]}, "as_of": TIME}))


SCHEMAS: Mapping[str, Schema] = {
    "Details": _of_details(_DETAILS),
    "Facts": _of_details(
        {name: one_object({"value": schema, "source": TEXT, "as_of": TIME}) for name, schema in _DETAILS.items()}
    ),
    "Claims": _of_details({name: _claim(schema) for name, schema in _DETAILS.items()}),
    "ResearchStatus": one_object(_RESEARCH, optional=("last_error", "next_try")),
    "Model": one_object({**_ROW, "details": {"anyOf": [ref("Details"), ref("Facts")]}}, _MAY_BE_ABSENT),
    "ModelWithClaims": one_object({**_ROW, "details": ref("Facts"), "claims": ref("Claims")}, _MAY_BE_ABSENT),
    "ModelList": one_object(
        {"version": TEXT, "as_of": TIME, "total": COUNT, "next": MAYBE_TEXT, "models": list_of(ref("Model"))}
    ),
    "OpenAiModel": {
        "type": "object",
        "description": "The provider's own entry, with one key more.",
        "properties": {
            "id": TEXT,
            "object": {"const": "model"},
            "created": {"type": "integer"},
            "owned_by": TEXT,
            "aggregator": one_object(
                {
                    "url": TEXT,
                    "port": PORT,
                    "provider": TEXT,
                    "state": _ROW["state"],
                    "details": ref("Details"),
                    "providers": list_of(TEXT),
                },
                optional=("providers",),
            ),
        },
        "required": ["id", "object", "created", "owned_by", "aggregator"],
    },
    "OpenAiList": one_object({"object": {"const": "list"}, "data": list_of(ref("OpenAiModel"))}),
    "OpenAiError": one_object(
        {"error": one_object({"message": TEXT, "type": TEXT, "param": MAYBE_TEXT, "code": MAYBE_TEXT})}
    ),
    "Provider": one_object(
        {
            "name": TEXT,
            "url": TEXT,
            "port": PORT,
            "base_url": TEXT,
            "kind": {"type": "string", "enum": [kind.value for kind in ProviderKind]},
            "state": {"type": "string", "enum": [state.value for state in ProviderState]},
            "since": TIME,
            "models": COUNT,
            "skipped": COUNT,
            "last_ok": MAYBE_TIME,
            "last_error": {
                "anyOf": [{"type": "null"}, one_object({"kind": TEXT, "message": TEXT, "at": TIME})],
            },
            "consecutive_failures": COUNT,
            "next_poll_at": MAYBE_TIME,
            "latency_ms": LATENCY,
            "polls": list_of(LATENCY),
        },
        description="polls: the latencies of the last polls, the oldest first, null where one failed.",
    ),
    "ProviderList": one_object({"providers": list_of(ref("Provider"))}),
    "Research": one_object(
        {
            **dict.fromkeys(("queued", "loading", "done", "parked"), COUNT),
            "oldest_seconds": {"type": ["number", "null"], "minimum": 0},
            "batches": one_object({"ok": COUNT, "failed": COUNT}),
            "brain": one_object(dict.fromkeys(("calls", "failed", "tokens_in", "tokens_out"), COUNT)),
            "parked_models": list_of(
                one_object({"provider": TEXT, "name": TEXT, **_RESEARCH}, optional=("last_error", "next_try"))
            ),
        }
    ),
    "Change": one_object(
        {
            "seq": {"type": "integer", "minimum": 1},
            "at": TIME,
            "type": {"type": "string", "enum": [kind.value for kind in ChangeType]},
            "provider": MAYBE_TEXT,
            "name": MAYBE_TEXT,
            "before": {"type": ["object", "null"]},
            "after": {"type": ["object", "null"]},
        },
        description="before and after hold the keys that changed, or the whole row, or nothing where there is no row.",
    ),
    "ChangeList": one_object({"changes": list_of(ref("Change")), "last": COUNT}),
    "Accepted": one_object({"status": {"const": "accepted"}}),
    "Alive": one_object({"status": {"const": "ok"}}),
    "Ready": one_object(
        {
            "status": {"type": "string", "enum": ["ready", "not ready"]},
            "reasons": list_of(TEXT),
            "config": one_object({"ok": {"type": "boolean"}, "problems": list_of(TEXT), "last_success_at": TIME}),
            "store": one_object({"ok": {"type": "boolean"}, "problem": MAYBE_TEXT, "waiting": COUNT}),
        }
    ),
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"const": "about:blank"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "parameter": {"type": "string", "description": "The parameter, header or key that is wrong."},
            "last": MAYBE_COUNT,
        },
        "required": ["type", "title", "status", "detail"],
    },
}
