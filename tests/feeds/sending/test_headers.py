"""Facts about media types, and the headers that depend on what a file is."""

from __future__ import annotations

import pytest

from feeds.sending.headers import (
    CSL_JSON,
    FEED_JSON,
    MEDIA_TYPES,
    OPML,
    SCHEMA,
    caching,
    is_compressible,
    media_type,
    own_lines,
    uncached,
)


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


@pytest.mark.parametrize(("path", "expected"), [("a.atom", True), ("a.jsonl", True), ("a.gz", False), ("a.png", False)])
def test_what_is_compressed_already_is_not_compressed_again(path: str, expected: bool) -> None:
    assert is_compressible(path) == expected


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


def test_pages_are_closed_and_everything_else_is_open_to_any_program() -> None:
    page, feed = dict(own_lines(MEDIA_TYPES["html"])), dict(own_lines(MEDIA_TYPES["atom"]))
    assert page["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in page
    assert feed["access-control-allow-origin"] == "*"
    assert "content-security-policy" not in feed
    assert page["x-content-type-options"] == feed["x-content-type-options"] == "nosniff"


def test_what_is_true_at_this_moment_alone_is_kept_by_nobody() -> None:
    assert dict(uncached("application/json")).items() >= {
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    }
