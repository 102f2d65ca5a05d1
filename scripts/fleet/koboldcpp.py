"""KoboldCpp: its own `/api`, an imitation of Ollama's, and a hidden model name instead of a 401."""

from typing import Any

from aiohttp import web

from scripts.fleet.application import new_application
from scripts.fleet.guard import Guard
from scripts.fleet.known_models import known
from scripts.fleet.ollama_imitation import imitated_tags
from scripts.fleet.simulated_model import SimulatedModel

_VERSION = "1.97"


def koboldcpp(model: SimulatedModel | None = None, *, password: str = "") -> web.Application:
    """A server with one model; without the password it is called `koboldcpp/protected-model`."""
    served = model or known("mistral-nemo:12b")[0]
    gate = Guard(password)
    context = min(served.context_length, 8192)

    def name_for(request: web.Request) -> str:
        shown = f"{served.stem}-{served.quantization}" if gate.admits(request) else "protected-model"
        return f"koboldcpp/{shown}"

    def body(request: web.Request) -> Any:
        name = name_for(request)
        card = {"id": name, "object": "model", "created": 1, "owned_by": "koboldcpp", "permission": []}
        return {
            "/v1/models": {"object": "list", "data": [card | {"root": "koboldcpp"}]},
            "/api/v1/model": {"result": name},
            "/api/v1/info/version": {"result": "1.2.5"},
            "/api/v1/config/max_context_length": {"value": context},
            "/api/extra/true_max_context_length": {"value": context},
            "/api/extra/version": _version(protected=bool(password)),
            "/api/tags": imitated_tags([name], family="koboldcpp"),
            "/sdapi/v1/sd-models": [],
            "/.well-known/serviceinfo": {"version": "0.2", "software": {"name": "KoboldCpp", "version": _VERSION}},
        }.get(request.path)

    async def answer(request: web.Request) -> web.StreamResponse:
        found = body(request)
        if request.method != "GET" or found is None:
            raise web.HTTPNotFound
        return web.json_response(found)

    names = [f"koboldcpp/{served.stem}-{served.quantization}"]
    app = new_application(unknown=_not_found, names=lambda: names, server="KoboldCppServer 1")
    app.router.add_route("*", "/{path:.+}", answer)
    return app


def _version(*, protected: bool) -> dict[str, Any]:
    flags = dict.fromkeys(("txt2img", "vision", "audio", "transcribe", "multiplayer", "websearch", "tts"), False)
    return {"result": "KoboldCpp", "version": _VERSION, "protected": protected, "llm": True, **flags}


def _not_found(_request: web.Request, _status: int) -> web.Response:
    body = {"detail": {"msg": "Error: Not found.", "type": "not_found"}}
    return web.json_response(body, status=404)
