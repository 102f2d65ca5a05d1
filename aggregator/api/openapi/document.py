"""The document: every route with its description, put together from the routes themselves."""

from collections.abc import Iterable
from typing import Any

import orjson

from aggregator import __version__
from aggregator.api.openapi.schemas import SCHEMAS
from aggregator.api.router import Route

TAGS = {
    "models": "The catalogue.",
    "openai": "The catalogue for OpenAI's clients.",
    "providers": "The servers behind it.",
    "research": "How details are found.",
    "changes": "What changed, without a gap.",
    "export": "Files for other programs.",
    "health": "For those who operate it.",
    "page": "For people.",
}


def openapi_document(routes: Iterable[Route]) -> bytes:
    """OpenAPI 3.1 in JSON."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = dict(route.operation)
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "LLM aggregator",
                "version": __version__,
                "summary": "One live catalogue of every model of every LLM server.",
                "description": (
                    "HEAD works wherever GET does. Lists carry a strong ETag and come compressed on request. "
                    "Errors are problem details (RFC 9457), under /v1 OpenAI's error object. "
                    "Event streams resume by Last-Event-ID."
                ),
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
            "security": [{}, {"key": []}],
            "paths": paths,
            "components": {
                "schemas": SCHEMAS,
                "securitySchemes": {
                    "key": {"type": "http", "scheme": "bearer", "description": "server.api_key, where one is set."}
                },
            },
        }
    )
