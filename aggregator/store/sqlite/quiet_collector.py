"""The garbage collector keeps still while hundreds of thousands of objects come into being."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_collector() -> Iterator[None]:
    """No collections inside; what is alive at the end is never looked through again.

    A collection stops all threads, the loop's too, and takes longer the more there is: with 100,000 details most of a
    second. What a store loads has no cycles, and most of it stays until the end.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()
