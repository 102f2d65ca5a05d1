"""What a model's own name says, by exact patterns only: a missing field is fine, a wrong one is a fault.

`read_name` is the pure function; each file beside it reads one thing out of the name.
"""

from aggregator.research.sources.name.name_source import NameSource
from aggregator.research.sources.name.read_name import read_name

__all__ = ["NameSource", "read_name"]
