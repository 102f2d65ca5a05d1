"""Health, metrics, the page and this very description, described."""

from typing import Final

from aggregator.api.openapi.words import answer, operation, parameter, ref

TEXT = {"type": "string"}
ALIVE: Final = operation(
    "healthz",
    "The process is alive.",
    {"200": answer("It is.", ref("Alive"))},
    tag="health",
    wants_key=False,
)
READY: Final = operation(
    "readyz",
    "The lists are worth reading.",
    {"200": answer("They are.", ref("Ready")), "503": answer("Not yet, for these reasons.", ref("Ready"))},
    tag="health",
    wants_key=False,
)
METRICS: Final = operation(
    "metrics",
    "What Prometheus reads.",
    {"200": answer("The metrics.", TEXT, "text/plain")},
    tag="health",
)
PAGE: Final = operation(
    "page",
    "The page for people.",
    {"200": answer("The page.", TEXT, "text/html")},
    tag="page",
    failures={"404": "It is not installed."},
    kept=True,
    wants_key=False,
)
STATIC: Final = operation(
    "static_file",
    "A file of the page.",
    {"200": {"description": "The file.", "content": {"*/*": {}}}},
    tag="page",
    parameters=(parameter("file", "Its path.", {"type": "string", "minLength": 1}, "path"),),
    failures={"404": "There is no such file."},
    kept=True,
    wants_key=False,
)
DESCRIPTION: Final = operation(
    "openapi",
    "This description.",
    {"200": answer("It.", {"type": "object"})},
    tag="health",
    kept=True,
)
