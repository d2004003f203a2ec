"""Puts the files about runs into out/, beside those that are published from records."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.output.staging import Staging, is_same, write_staged

RUN_FILES = ("status.", "ops.")
"""How their names begin."""


def write_run_files(staging: Staging, files: Mapping[str, bytes]) -> None:
    """Write those files about runs (status.json and the like) that differ, each whole, and close; raises CannotPublish."""
    with staging:
        watch = staging.snapshot(is_publication=False)
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
