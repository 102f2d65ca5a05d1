"""`/api/research` described."""

from typing import Final

from aggregator.api.openapi.words import HEADERS, answer, operation, ref

PROGRESS: Final = operation(
    "get_research",
    "How far the research is, what it cost, and which models it gave up.",
    {"200": answer("The progress.", ref("Research"), **HEADERS)},
    tag="research",
    failures={"400": "There are no parameters here."},
    kept=True,
)
AGAIN: Final = operation(
    "research_again",
    "Research a model again, also one that was given up.",
    {"202": answer("It will be done.", ref("Accepted"))},
    tag="research",
    body={
        "type": "object",
        "properties": {"provider": {"type": "string"}, "name": {"type": "string"}},
        "required": ["provider", "name"],
        "additionalProperties": False,
    },
    failures={
        "400": "The body is not what it should be.",
        "403": "A page of a foreign Origin sent it.",
        "404": "There is no such model.",
        "408": "The body did not arrive in time.",
        "413": "The body is too large.",
        "415": "The body is encoded.",
        "503": "The service does not answer itself.",
    },
)
