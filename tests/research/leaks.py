"""What still lies in the containers of an object and of its parts."""

from collections.abc import Sized

PARTS = "aggregator.research"


def left_over(thing, path=""):
    """Everything of length in it, by its path; empty when nothing leaked."""
    found = {}
    for name, value in vars(thing).items():
        here = f"{path}.{name}"
        if isinstance(value, Sized) and not isinstance(value, str) and len(value):
            found[here] = value
        if type(value).__module__.startswith(PARTS) and hasattr(value, "__dict__"):
            found |= left_over(value, here)
    return found
