"""A publication in two worker processes, however few papers there are: `python -m tests.support.publishing URL OUT`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish import publish, update_members

PIECE = 10
"""Papers, and channels, that a worker gets at a time."""


def main(url: str, out: str) -> None:
    """Publish, and say on standard output how many files there are then."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    update_members.PIECE = publish.PIECE = PIECE
    with Store(url) as store:
        report = publish.publish(store, Settings(), Path(out), processes=2, say=lambda line: None)
    sys.stdout.write(f"{report.files_total}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
