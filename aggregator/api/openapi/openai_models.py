"""`/v1/models` described."""

from typing import Final

from aggregator.api.openapi.words import HEADERS, answer, operation, parameter, ref

LIST: Final = operation(
    "list_openai_models",
    "All models as OpenAI's clients read them.",
    {"200": answer("The models.", ref("OpenAiList"), **HEADERS)},
    tag="openai",
    kept=True,
)
ONE: Final = operation(
    "get_openai_model",
    "One model by its id; where several providers have it, one that is available.",
    {"200": answer("The model.", ref("OpenAiModel"), **HEADERS)},
    tag="openai",
    parameters=(
        parameter(
            "id", "The id; it may hold slashes, plain or percent-encoded.", {"type": "string", "minLength": 1}, "path"
        ),
    ),
    failures={"404": "There is no model of that id."},
    kept=True,
)
