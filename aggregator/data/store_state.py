"""StoreState: whether what is learnt can be kept."""

import attrs


@attrs.frozen
class StoreState:
    """`problem` is a phrase for people, None while all is well. `path` None means memory only."""

    path: str | None = None
    writable: bool = True
    problem: str | None = None
    waiting: int = 0
