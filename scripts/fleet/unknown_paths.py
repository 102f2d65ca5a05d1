"""What servers say on a path that they don't have: one function a web framework."""

from aiohttp import web

_FASTAPI = {404: "Not Found", 405: "Method Not Allowed"}


def fastapi(_request: web.Request, status: int) -> web.Response:
    """FastAPI: vLLM, SGLang, LiteLLM, TabbyAPI, Xinference, GPUStack."""
    return web.json_response({"detail": _FASTAPI[status]}, status=status)


def go(_request: web.Request, _status: int) -> web.Response:
    """Go's gin and net/http: Ollama, llama-swap, Nexa, Docker Model Runner."""
    return web.Response(text="404 page not found", status=404)


def nothing(_request: web.Request, status: int) -> web.Response:
    """Rust's axum: an empty body (TGI, TEI)."""
    return web.Response(status=status)


def plain(_request: web.Request, _status: int) -> web.Response:
    """A plain text (mlx-lm)."""
    return web.Response(text="Not Found", status=404)


def html(_request: web.Request, _status: int) -> web.Response:
    """A page for people (OpenRouter's web site)."""
    return web.Response(text="<!DOCTYPE html><title>404</title>", status=404, content_type="text/html")


def openai(request: web.Request, _status: int) -> web.Response:
    """OpenAI's error object, which most clouds copy."""
    error = {
        "message": f"Invalid URL ({request.method} {request.path})",
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
    return web.json_response({"error": error}, status=404)


def openai_model(name: str) -> web.Response:
    """OpenAI's words for a model that it does not have."""
    error = {
        "message": f"The model '{name}' does not exist",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_found",
    }
    return web.json_response({"error": error}, status=404)
