"""The description is true: every route is in it, every answer is as described, and schemathesis finds nothing."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from aggregator.data.provider_status import ModelState
from aggregator.data.research_progress import ParkedModel, ResearchProgress
from aggregator.data.research_status import ResearchState, ResearchStatus
from tests.factories import detail
from tests.fakes.catalogue import NOON, row
from tests.fakes.http_service import HttpService, serving

HERE = Path(__file__).parent
PATHS = (
    *("/api/models", "/api/models?provenance=1", "/api/models/desk/a", "/v1/models", "/v1/models/a", "/api/providers"),
    *("/api/providers/desk", "/api/research", "/api/changes", "/healthz", "/readyz", "/api/models?type=x"),
    *("/api/models/desk/none", "/v1/models/none", "/api/changes?since=99", "/openapi.json"),
)


def fill(service: HttpService) -> None:
    said = detail("server", types=["llm"], context_length=4096), detail("brain", family="qwen", summary="A model")
    parked = ResearchStatus(ResearchState.PARKED, 6, "it broke", NOON)
    service.catalogue.put(
        row("a", "desk", *said),
        row("b/c", "desk", research=parked, state=ModelState.UNREACHABLE, last_seen=NOON),
    )
    service.catalogue.progress = ResearchProgress(1, 2, 3, 1, 0.5, 7, 8, (ParkedModel("desk", "b/c", parked),))


async def test_every_route_is_described_and_nothing_else():
    async with serving() as service:
        document = await service.json("/openapi.json")
        OpenAPIV31SpecValidator(document).validate()
        described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
        assert described == {(route.method, route.path) for route in service.edge.routes}
        names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", PATHS)
async def test_answers_are_as_described(path):
    async with serving() as service:
        fill(service)
        document = await service.json("/openapi.json")
        response = await service.get(path)
        resource, _parameters = service.edge.server._router.find(path.partition("?")[0])
    described = document["paths"][resource.path]["get"]["responses"][str(response.status)]["content"]
    schema = described[response.headers["Content-Type"]]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(response.json())


@contextmanager
def running_service() -> Iterator[str]:
    """The service on a loop of its own, because schemathesis blocks."""
    ready, over, url = threading.Event(), asyncio.Event(), []

    async def serve() -> None:
        async with serving() as service:
            fill(service)
            url.append(service.url)
            loops.append(asyncio.get_running_loop())
            ready.set()
            await over.wait()

    loops: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield url[0]
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join(10)


def test_schemathesis_with_all_checks_finds_nothing(tmp_path):
    with running_service() as url:
        # The event stream is left out, because it has no end.
        options = ("--checks", "all", "--max-examples", "25", "--exclude-path", "/api/events", "--no-color")
        options += ("--seed", os.environ.get("SCHEMATHESIS_SEED", "1"))  # a check that fails must do so again
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml"),
                *("run", f"{url}/openapi.json", *options),
            ],
            env={
                **os.environ,
                "PYTHONPATH": str(HERE.parents[1]),
                "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks",
            },
            cwd=tmp_path,  # it writes down what it found
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
