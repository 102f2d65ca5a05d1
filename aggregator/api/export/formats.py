"""All formats by their names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from aggregator.api.export.continue_dev import continue_dev
from aggregator.api.export.csv_table import csv_table
from aggregator.api.export.litellm import litellm
from aggregator.api.export.models_dev import models_dev
from aggregator.api.export.opencode import opencode
from aggregator.api.export.openrouter import openrouter
from aggregator.data.snapshot import Row

YAML: Final = "application/yaml"


@attrs.frozen
class Format:
    """How rows are written, and as what."""

    write: Callable[[Sequence[Row]], bytes]
    content_type: str = "application/json"


FORMATS: Final[Mapping[str, Format]] = {
    "models.dev": Format(models_dev),
    "litellm": Format(litellm, YAML),
    "opencode": Format(opencode),
    "continue": Format(continue_dev, YAML),
    "openrouter": Format(openrouter),
    "csv": Format(csv_table, "text/csv; charset=utf-8"),
}
