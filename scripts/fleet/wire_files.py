"""The example bodies in wire/, read fresh at each use so that nobody changes them for others."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "wire"


def wire_text(file: str) -> str:
    """The body as text, such as `ollama/root.txt`."""
    return (FOLDER / file).read_text(encoding="utf-8")


def wire_json(file: str) -> Any:
    """The body as a JSON value that the caller may change."""
    return json.loads(wire_text(file))
