"""Opens out/ for its one publisher: a folder, or a bucket, as the settings say."""

from __future__ import annotations

from pathlib import Path

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.objects.bucket import Bucket
from feeds.objects.object_staging import ObjectStaging
from feeds.output.staging import Staging


def open_out(store: Store, settings: Settings, out: Path | None = None) -> Staging:
    """The staging of the bucket that the settings name, else of a folder: `out`, or theirs. Raises CannotPublish, BadSettings."""
    bucket = bucket_of(settings)
    if bucket is None:
        return Staging((out or settings.out).absolute())
    return ObjectStaging(store, bucket, settings.out)


def bucket_of(settings: Settings) -> Bucket | None:
    """The bucket that is published, None where that is a folder; asks nobody. Raises BadSettings."""
    if settings.bucket is None:
        return None
    return Bucket(settings.bucket, {name: value.get_secret_value() for name, value in settings.site.objects.items()})
