"""Signals that come before the service listens to them: nothing runs yet, so there is nothing to stop or to read."""

import signal
import sys
from types import FrameType


def listen_early() -> None:
    """SIGTERM and SIGINT end the process with 0; SIGHUP and SIGUSR1 ask for what is only about to begin."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    for number in (signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, signal.SIG_IGN)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
