"""Body: the JSON object that a POST carries, read strictly and within its time."""

import asyncio
from collections.abc import Mapping

import orjson
from aiohttp import web

from aggregator.api.problem import ProblemError

BODY_SECONDS = 10.0
Texts = Mapping[str, str | None]


async def json_object(
    request: web.BaseRequest, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> Texts:
    """The body's JSON object of texts; ProblemError names what is wrong with anything else."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError(415, "Send the body as it is, without Content-Encoding.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _bytes(request)
    except TimeoutError:
        raise ProblemError(408, f"The body did not arrive within {BODY_SECONDS:g} s.") from None
    try:
        document = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError:
        raise ProblemError(400, "The body is not JSON.") from None
    if not isinstance(document, dict):
        raise ProblemError(400, "The body must be a JSON object.")
    _check(document, required, optional)
    return document


def refuse_large(request: web.BaseRequest) -> None:
    """Whatever is asked for: a body that says it is too large is not waited for. Raises HTTPRequestEntityTooLarge."""
    if (request.content_length or 0) > request.client_max_size:
        raise web.HTTPRequestEntityTooLarge(request.client_max_size, request.content_length or 0)


async def _bytes(request: web.BaseRequest) -> bytes:
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return await request.read()


def _check(document: Mapping[str, object], required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    allowed = required + optional
    for name, value in document.items():
        if name not in allowed:
            raise ProblemError(400, f"Unknown key; allowed: {', '.join(allowed)}.", parameter=name)
        if not isinstance(value, str) and not (value is None and name in optional):
            raise ProblemError(400, f"{name} must be a text.", parameter=name)
    for name in required:
        if name not in document:
            raise ProblemError(400, f"{name} is missing.", parameter=name)
