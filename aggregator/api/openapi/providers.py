"""`/api/providers` and `/api/refresh` described."""

from typing import Final

from aggregator.api.openapi.words import HEADERS, answer, operation, parameter, ref

PLAIN = "There are no parameters here."
LIST: Final = operation(
    "list_providers",
    "How each provider is doing.",
    {"200": answer("The providers.", ref("ProviderList"), **HEADERS)},
    tag="providers",
    failures={"400": PLAIN},
    kept=True,
)
ONE: Final = operation(
    "get_provider",
    "How one provider is doing.",
    {"200": answer("The provider.", ref("Provider"), **HEADERS)},
    tag="providers",
    parameters=(parameter("name", "The provider's name.", {"type": "string", "minLength": 1}, "path"),),
    failures={"400": PLAIN, "404": "There is no provider of that name."},
    kept=True,
)
REFRESH: Final = operation(
    "refresh",
    "Poll one provider now, or all of them.",
    {"202": answer("It will be done.", ref("Accepted"))},
    tag="providers",
    body={
        "type": "object",
        "properties": {"provider": {"type": ["string", "null"], "description": "Its name; without it all."}},
        "additionalProperties": False,
    },
    failures={
        "400": "The body is not what it should be.",
        "403": "A page of a foreign Origin sent it.",
        "404": "There is no provider of that name.",
        "408": "The body did not arrive in time.",
        "413": "The body is too large.",
        "415": "The body is encoded.",
        "503": "The service does not answer itself.",
    },
)
