"""Takes back from out/ what a store has published: the sample's files, when documents of the user come."""

from __future__ import annotations

from pathlib import Path

from enrich.store.store import Store
from feeds.output.staging import Staging
from feeds.state.publishing import PublishState


def retract(store: Store, out: Path) -> int:
    """Remove the files that the store published into `out`, all or none; returns how many. Raises CannotPublish."""
    with Staging(out.absolute()) as staging:
        gone = sorted(name for name in PublishState(store.engine).files() if (out / name).is_file())
        try:
            staging.publish((), gone)
        except OSError as wrong:
            raise staging.cannot(wrong) from wrong
        return len(gone)
