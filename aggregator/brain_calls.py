"""BrainCalls: what the brain was asked since the start, and what it cost; counted on the loop, read by anybody."""

import attrs


@attrs.define
class BrainCalls:
    """`failed` are those of the `calls` that brought nothing usable; tokens as the server counted them."""

    calls: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
