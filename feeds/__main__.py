"""The `paperwire` command, also as `python -m feeds`: to be interrupted while the program is still loading is no error.

Before anything of `enrich` is loaded it is made sure that this is ours: another package has that name.
"""

from __future__ import annotations

import signal
import sys

from feeds.installation import conflict

WRONG = 2
"""Exit status: nothing can be done in this installation."""


def main() -> None:
    """Load the program and run the command line."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        status = _complain(wrong) if (wrong := conflict()) else _run()
    except KeyboardInterrupt:
        sys.stderr.write("paperwire: stopped before anything was done\n")
        status = 130
    sys.exit(status)


def _run() -> int:
    from feeds.cli.commands import call

    return call()


def _complain(wrong: str) -> int:
    sys.stderr.write(f"paperwire: {wrong}\n")
    return WRONG


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
