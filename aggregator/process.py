"""What the service asks of its process: signals, open files, and an end that does not wait."""

import asyncio
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from types import FrameType

import structlog

log = structlog.get_logger("aggregator.process")


def listen_to_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None], reload: Callable[[], None]) -> None:
    """SIGTERM and SIGINT call `stop`, a second one ends the process at once; SIGHUP calls `reload`."""
    asked = False

    def asked_to_stop() -> None:
        nonlocal asked
        if asked:
            os._exit(1)
        asked = True
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_stop)
    loop.add_signal_handler(signal.SIGHUP, reload)
    signal.signal(signal.SIGUSR1, _asked_for_stacks)  # not through the loop: the loop may be what hangs


def _asked_for_stacks(_number: int, _frame: FrameType | None) -> None:
    # On a thread of its own: the main thread may have been stopped while it holds the lock of the log.
    threading.Thread(target=_log_stacks, name="thread-stacks", daemon=True).start()


def _log_stacks() -> None:
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():
        stack = "".join(traceback.format_stack(frame))
        log.warning("thread_stack", thread=names.get(ident, str(ident)), stack=stack)


def allow_many_connections() -> None:
    """Raise the limit of open files as far as the system lets us: each provider takes one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(_soft, wanted), hard))
    except (OSError, ValueError):
        log.debug("open_files_limit_kept", limit=_soft)


def favour_the_loop() -> None:
    """Let the loop have its turn within half a millisecond while actors compute; Python's own 5 ms add up."""
    sys.setswitchinterval(0.0005)


def exit_after(seconds: float, code: int) -> None:
    """End the process after a while, whatever still hangs (a worker thread on a dead disk, say)."""
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
