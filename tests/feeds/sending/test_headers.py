"""Facts about the headers that depend on what a file is."""

from __future__ import annotations

import pytest

from feeds.media_types import MEDIA_TYPES
from feeds.sending.headers import is_compressible, own_lines, uncached


@pytest.mark.parametrize(("path", "expected"), [("a.atom", True), ("a.jsonl", True), ("a.gz", False), ("a.png", False)])
def test_what_is_compressed_already_is_not_compressed_again(path: str, expected: bool) -> None:
    assert is_compressible(path) == expected


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
