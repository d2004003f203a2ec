"""The `paperwire` command, also as `python -m feeds`: to be interrupted while the program is still loading is no error."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Load the program and run the command line."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        from feeds.cli.commands import call

        status = call()
    except KeyboardInterrupt:
        sys.stderr.write("paperwire: stopped before anything was done\n")
        status = 130
    sys.exit(status)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
