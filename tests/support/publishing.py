"""A publication in two worker processes, however few papers there are: `python -m tests.support.publishing URL OUT`.

With the address of a dask scheduler after them, its workers do the work.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from enrich.errors import PaperwireError
from enrich.options.schedule import WorkSettings
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish import publish, update_members
from feeds.work import cluster

PIECE = 10
"""Papers, and channels, that a worker gets at a time."""
PATIENCE = 2.0
"""Seconds for which it waits for a worker where there is none."""


def main(url: str, out: str, address: str | None = None) -> int:
    """Publish, and say on standard output how many files there are then."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    update_members.PIECE = publish.PIECE = PIECE
    cluster.PATIENCE = PATIENCE
    settings, processes = Settings(work=WorkSettings(cluster=address)), None if address else 2
    try:
        with Store(url) as store:
            report = publish.publish(store, settings, Path(out), processes=processes, say=lambda line: None)
    except PaperwireError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{report.files_total}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
