"""`/api/changes` and `/api/events` described."""

from typing import Final

from aggregator.api.openapi.words import HEADERS, answer, operation, parameter, ref

SINCE: Final = parameter(
    "since",
    "The number of the last change that is known already.",
    {"type": "integer", "minimum": 0, "maximum": 10**15},
)
FAILURES: Final = {
    "400": "A parameter is unknown or wrong.",
    "410": "The journal does not go back to there; `last` is the newest number.",
    "503": "Nothing is remembered yet, or there are too many streams.",
}
LIST: Final = operation(
    "list_changes",
    "The changes after a number, oldest first.",
    {"200": answer("The changes.", ref("ChangeList"), ETag=HEADERS["ETag"])},
    tag="changes",
    parameters=(
        SINCE,
        parameter("limit", "At most so many; 100 without it.", {"type": "integer", "minimum": 1, "maximum": 1_000}),
    ),
    failures=FAILURES,
    kept=True,
)
EVENTS: Final = operation(
    "stream_events",
    "The same as Server-Sent Events, from now on or after a number; `id` is the number, `event` the type.",
    {
        "200": answer(
            "Events without end, and a comment where nothing happens.", {"type": "string"}, "text/event-stream"
        )
    },
    tag="changes",
    parameters=(
        SINCE,
        parameter("Last-Event-ID", "As browsers send it; goes before `since`.", {"type": "string"}, "header"),
    ),
    failures=FAILURES,
)
