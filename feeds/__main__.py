"""The `paperwire` command, also as `python -m feeds`: being interrupted while the program is still loading is not an error.

Before anything of `enrich` is loaded, this checks that it is ours: another package has that name.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from time import monotonic

from feeds.installation import conflict

WRONG = 2
"""Exit status: nothing can be done in this installation."""
TOGETHER = 1.0
"""Seconds: Linux says for each thread of a parent by itself that it ended, and one of these signals would interrupt what
the first has begun to put away."""
COLLECTING = 200_000
"""New objects between two collections of garbage. With Python's own figure a tenth of the time to start goes into looking
through modules that stay.
"""
_last = -TOGETHER


def main() -> None:
    """Load the program and run the command line."""
    signal.signal(signal.SIGTERM, stop)
    gc.set_threshold(COLLECTING, *gc.get_threshold()[1:])
    # pydantic would look through everything that is installed for plugins of its own.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        status = _complain(wrong) if (wrong := conflict()) else _run()
    except KeyboardInterrupt:
        sys.stderr.write("paperwire: stopped before anything was done\n")
        status = 130
    _flush()
    # Python would look once more through all that is loaded, a tenth of the time of a short command, though the process ends.
    gc.freeze()
    sys.exit(status)


def _run() -> int:
    from feeds.cli.commands import call

    try:
        return call()
    except SystemExit as ended:
        # typer makes one of it that whoever reads a pipe has enough, which is no failure.
        if isinstance(ended.__context__, BrokenPipeError):
            return 0
        raise


def _flush() -> None:
    """Hand over what is left to print; whoever closed the other end of a pipe, such as `head`, wants no more of it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would try again at its end, and complain (https://docs.python.org/3/library/signal.html#note-on-sigpipe).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(wrong: str) -> int:
    sys.stderr.write(f"paperwire: {wrong}\n")
    return WRONG


def stop(*_: object) -> None:
    """Handle SIGTERM: raises KeyboardInterrupt as Ctrl-C does, once for what comes together."""
    global _last
    before, _last = _last, monotonic()
    if _last - before >= TOGETHER:
        raise KeyboardInterrupt


if __name__ == "__main__":
    main()
