"""Puts the files about runs into out/, beside those that are published from records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from feeds.output.missing import OutputSnapshot
from feeds.output.staging import Staging, is_same, write_staged


def write_run_files(out: Path, files: Mapping[str, bytes]) -> None:
    """Write those files about runs (status.json and the like) that differ, each whole; raises CannotPublish."""
    with Staging(out.absolute()) as staging:
        watch = OutputSnapshot(staging.folder, staging.out)
        differs = watch.token is None or watch.folders_differ()
        try:
            others = [path for path, data in files.items() if not is_same(staging.out, path, data)]
            for path in others:
                write_staged(staging.stage, path, files[path])
            staging.publish(others, ())
            if not differs and watch.token is not None:
                watch.note(watch.token)
        except OSError as wrong:
            raise staging.cannot(wrong) from wrong
