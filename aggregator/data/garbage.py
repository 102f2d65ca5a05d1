"""Garbage: the collector keeps still while hundreds of thousands of objects come into being that will stay.

A collection stops all threads, the loop's too, and takes longer the more there is to look through: with 100,000 models
most of a second. What is loaded or listed has no cycles: it is freed all the same when nobody refers to it any more.
"""

import contextlib
import gc
from collections.abc import Iterator

MANY = 500


def settle_down(count: int) -> None:
    """After so many values have come into being: when they are many, they are not looked through again."""
    if count >= MANY:
        gc.freeze()


@contextlib.contextmanager
def quiet_collector() -> Iterator[None]:
    """No collections inside; what is alive at the end is never looked through again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()
