"""The words that descriptions are made of."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

PROBLEM = "application/problem+json"
TIME: Schema = {"type": "string", "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TEXT: Schema = {"type": "string"}
MAYBE_TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
HEADERS: Mapping[str, Any] = {
    "ETag": {"description": "Stands for these bytes.", "schema": TEXT},
    "X-Stale": {"description": "1 where an older answer goes out because an actor is silent.", "schema": TEXT},
}
SEQ_HEADER: Mapping[str, Any] = {
    "X-Catalogue-Seq": {"description": "The newest change in this answer.", "schema": {"type": "string"}}
}


def ref(name: str) -> Schema:
    """A schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_object(properties: Mapping[str, Schema], optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object with exactly these members."""
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
        **more,
    }


def list_of(schema: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": schema}


def parameter(name: str, description: str, schema: Schema, place: str = "query") -> Mapping[str, Any]:
    """A parameter; one in the path is always there."""
    return {
        "name": name,
        "in": place,
        "description": description,
        "required": place == "path",
        "schema": schema,
    }


def answer(
    description: str, schema: Schema, content_type: str = "application/json", **headers: Any
) -> Mapping[str, Any]:
    """One response with a body."""
    return {"description": description, "content": {content_type: {"schema": schema}}, "headers": headers}


def operation(
    name: str,
    summary: str,
    good: Mapping[str, Any],
    *,
    tag: str,
    parameters: tuple[Mapping[str, Any], ...] = (),
    failures: Mapping[str, str] | None = None,
    body: Schema | None = None,
    kept: bool = False,
    wants_key: bool = True,
) -> Mapping[str, Any]:
    """One operation. `kept` answers are 304 where the client has them already."""
    problem = ref("OpenAiError") if tag == "openai" else ref("Problem")
    content_type = "application/json" if tag == "openai" else PROBLEM
    known = {"421": "The Host name is not this service's.", **(failures or {})}
    if wants_key:
        known["401"] = "The key is missing or wrong."
    responses = {**good, **{status: answer(text, problem, content_type) for status, text in known.items()}}
    if kept:
        responses["304"] = {"description": "The client has these bytes already."}
    described: dict[str, Any] = {"operationId": name, "summary": summary, "tags": [tag], "responses": responses}
    if parameters:
        described["parameters"] = list(parameters)
    if body is not None:
        described["requestBody"] = {
            "required": bool(body.get("required")),
            "content": {"application/json": {"schema": body}},
        }
    if not wants_key:
        described["security"] = []
    return described
