"""`/api/models` described."""

from typing import Final

from aggregator.api.models.order import SORT_FIELDS
from aggregator.api.models.query import LARGEST_NUMBER, MOST_ROWS
from aggregator.api.openapi.words import HEADERS, SEQ_HEADER, Schema, answer, list_of, operation, parameter, ref
from aggregator.data.detail_fields import CAPABILITIES, MODEL_TYPES
from aggregator.data.provider_status import ModelState

NAME: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
FILTERS: Final = (
    parameter("provider", "Any of these providers.", list_of(NAME)),
    parameter(
        "state", "Any of these states.", list_of({"type": "string", "enum": [each.value for each in ModelState]})
    ),
    parameter("type", "Any of these types.", list_of({"type": "string", "enum": list(MODEL_TYPES)})),
    parameter("capability", "Any of these capabilities.", list_of({"type": "string", "enum": list(CAPABILITIES)})),
    parameter("family", "Any of these families, in upper or lower case.", list_of(NAME)),
    parameter("q", "Part of the name or the summary, in upper or lower case.", {"type": "string"}),
    parameter("min_context", "At least so many tokens of context_length.", NUMBER),
    parameter("max_size_bytes", "At most so many size_bytes.", NUMBER),
    parameter("loaded", "1: in memory now; 0: known not to be.", {"type": "string", "enum": ["0", "1"]}),
)
SHAPE: Final = (
    parameter(
        "sort",
        "A field, with - before it for descending. Models without it come last, equal ones by name and provider.",
        {"type": "string", "enum": [*SORT_FIELDS, *(f"-{field}" for field in SORT_FIELDS)]},
    ),
    parameter(
        "limit", "At most so many rows; without it all.", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}
    ),
    parameter(
        "cursor",
        "`next` of the page before; it brings its sort along. Empty: from the beginning.",
        {"type": "string", "format": "cursor"},
    ),
    parameter("provenance", "1: each detail with its value, source and time.", {"type": "string", "enum": ["0", "1"]}),
)
LIST: Final = operation(
    "list_models",
    "All models of all providers, by name, then provider.",
    {"200": answer("The models.", ref("ModelList"), **HEADERS, **SEQ_HEADER)},
    tag="models",
    parameters=FILTERS + SHAPE,
    failures={"400": "A parameter is unknown or wrong."},
    kept=True,
)
ONE: Final = operation(
    "get_model",
    "One model, with the origin of each detail and what every source says of it.",
    {"200": answer("The model.", ref("ModelWithClaims"), **HEADERS, **SEQ_HEADER)},
    tag="models",
    parameters=(
        parameter("provider", "The provider's name.", NAME, "path"),
        parameter("name", "The model's name; it may hold slashes, plain or percent-encoded.", NAME, "path"),
    ),
    failures={"400": "There are no parameters here.", "404": "There is no such model."},
    kept=True,
)
