"""Processes and threads that tests start: how long one is waited for, and that none outlives its test."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

PATIENCE = 120.0
"""Seconds after which something has gone wrong, however busy the machine is: one that is loaded needs ten times as long."""
_LONGEST = 5 * PATIENCE
"""Seconds after which a process is killed, so that a test that reads what it says comes to an end."""
_LOOK = 0.02
"""Seconds between two looks whether something is so."""


@contextmanager
def started(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that is killed with its block, if it lives on, and its pipes closed.

    A pipe that a failed test leaves open is a ResourceWarning, and with it the failure of whichever test comes later.
    """
    with subprocess.Popen(command, **options) as process:
        end = threading.Timer(_LONGEST, process.kill)
        end.daemon = True
        end.start()
        try:
            yield process
        finally:
            end.cancel()
            process.kill()


def comes_true(is_so: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether something is so within some seconds; it is looked again and again."""
    end, pause = monotonic() + seconds, threading.Event()
    while not is_so():
        if monotonic() > end:
            return False
        pause.wait(_LOOK)
    return True
