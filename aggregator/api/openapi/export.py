"""`/api/export/{format}` described."""

from typing import Final

from aggregator.api.openapi.words import HEADERS, operation, parameter

CONTENT: Final = {
    "application/json": {"schema": {"type": "object"}},
    "application/yaml": {"schema": {"type": "object"}},
    "text/csv": {"schema": {"type": "string"}},
}
ONE: Final = operation(
    "export",
    "The models that are available now, in a shape that another program reads.",
    {"200": {"description": "The file.", "content": CONTENT, "headers": HEADERS}},
    tag="export",
    parameters=(
        parameter(
            "format",
            "The program.",
            {"type": "string", "enum": ["models.dev", "litellm", "opencode", "continue", "openrouter", "csv"]},
            "path",
        ),
    ),
    failures={"400": "There are no parameters here.", "404": "There is no such format."},
    kept=True,
)
