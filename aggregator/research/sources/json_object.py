"""A foreign body that should be a JSON object."""

from collections.abc import Mapping
from typing import Any

import orjson


def json_object(body: bytes) -> Mapping[str, Any] | None:
    """The object; None when the body is anything else."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None
