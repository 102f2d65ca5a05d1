"""Problem: every error that HTTP clients see, in the form that belongs to the path."""

from typing import Any

from aiohttp import web

from aggregator.api.reply import reply

PROBLEM_JSON = "application/problem+json"

TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Request timeout",
    410: "Gone",
    413: "Body too large",
    415: "Unsupported media type",
    421: "Misdirected request",
    500: "Internal error",
    503: "Not available now",
}
OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 500: "server_error"}


class ProblemError(Exception):
    """Raised by handlers; becomes the answer. `more` are further members of the problem object."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.more = more


def problem_response(path: str, error: ProblemError) -> web.Response:
    """RFC 9457 problem details; under /v1 OpenAI's error object."""
    if path == "/v1" or path.startswith("/v1/"):
        return reply({"error": _openai_error(error)}, error.status, error.headers)
    body = {
        "type": "about:blank",
        "title": TITLES.get(error.status, "Error"),
        "status": error.status,
        "detail": error.detail,
        **error.more,
    }
    return reply(body, error.status, error.headers, PROBLEM_JSON)


def _openai_error(error: ProblemError) -> dict[str, Any]:
    return {
        "message": error.detail,
        "type": OPENAI_TYPES.get(error.status, "invalid_request_error"),
        "param": error.more.get("parameter"),
        "code": "model_not_found" if error.status == 404 and error.more.get("model") else None,
    }
