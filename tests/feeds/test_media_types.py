"""Facts about media types, and for how long files may be kept."""

from __future__ import annotations

import pytest

from feeds.media_types import CSL_JSON, FEED_JSON, OPML, SCHEMA, caching, media_type


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("all.atom", "application/atom+xml"),
        ("topics/a.rss", "application/rss+xml"),
        ("all.json", FEED_JSON),
        ("status.json", "application/json"),
        ("dumps/records.json", "application/json"),
        ("dumps/records.csl.json", CSL_JSON),
        ("dumps/record.schema.json", SCHEMA),
        ("dumps/records.jsonl.gz", "application/gzip"),
        ("opml.xml", OPML),
        ("topics/a.opml", OPML),
        ("other.xml", "application/xml; charset=utf-8"),
        ("A.HTML", "text/html; charset=utf-8"),
        ("README", "application/octet-stream"),
        ("dumps/x.bin", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_of_its_name_and_place(path: str, media: str) -> None:
    assert media_type(path) == media


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status.html", "public, max-age=30"),
        ("ops.atom", "public, max-age=30"),
        ("static/style.css", "public, max-age=3600, stale-while-revalidate=86400"),
        ("all.atom", "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"),
    ],
)
def test_files_are_kept_as_long_as_nothing_is_expected_to_change(path: str, value: str) -> None:
    assert caching(path, 60) == value
