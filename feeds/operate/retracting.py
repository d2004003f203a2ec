"""Takes back from out/ what a store has published: the sample's files, when documents of the user come."""

from __future__ import annotations

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.objects.open_out import open_out
from feeds.state.publishing import PublishState


def retract(store: Store, settings: Settings) -> int:
    """Remove what the store published into the out/ of the settings, all or none; returns how many. Raises CannotPublish."""
    with open_out(store, settings) as staging:
        gone = sorted(staging.present(PublishState(store.engine).files()))
        try:
            staging.publish((), gone)
        except OSError as wrong:
            raise staging.cannot(wrong) from wrong
        return len(gone)
