"""Ollama's `/api` as other servers imitate it: same shape, but not to be trusted."""

from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web

from scripts.fleet.application import Handler


def imitated_tags(names: Iterable[str], family: str = "") -> Any:
    """`/api/tags` with digests and sizes that mean nothing."""
    details = {"parent_model": "", "format": "gguf", "family": family, "families": None, "parameter_size": ""}
    return {
        "models": [
            {
                "name": name,
                "model": name,
                "modified_at": "2026-01-01T00:00:00Z",
                "size": 0,
                "digest": "",
                "details": details | {"quantization_level": ""},
            }
            for name in names
        ]
    }


def imitated_show(names: Callable[[], Iterable[str]], architecture: str) -> Handler:
    """`/api/show` that puts the name of a backend where Ollama puts the architecture."""

    async def show(request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        name = asked.get("model") or asked.get("name")
        if name not in names():
            return web.json_response({"error": f"model '{name}' not found"}, status=404)
        info = {"general.architecture": architecture, "general.context_length": 4096}
        return web.json_response({"details": {"family": architecture}, "model_info": info, "capabilities": []})

    return show
