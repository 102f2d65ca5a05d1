"""LoopLag: how late the loop is to do what it was told to do; the first thing to look at when all is slow."""

import asyncio
from collections import deque

TICK_SECONDS = 1.0
REMEMBERED_TICKS = 60


class LoopLag:
    """Sleeps and sees how much too long it slept."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=REMEMBERED_TICKS)

    @property
    def worst_seconds(self) -> float:
        """The longest within the last minute."""
        return max(self._lags, default=0.0)

    async def watch(self) -> None:
        """Measure for as long as the service runs."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self._lags.append(max(loop.time() - due, 0.0))
