from __future__ import annotations

import pytest

from enrich.documents.formats import encoding_of, format_of
from enrich.documents.kinds import binary_reason


@pytest.mark.parametrize(
    ("name", "head", "media_type", "expected"),
    [
        ("a.txt", "prose", "", "text"),
        ("a.md", "<b>prose</b>", "", "markdown"),
        ("a.BIB", "anything", "", "bib"),
        ("a.csv.gz", "", "", "csv"),
        ("a.gz", "", "", "text"),
        ("a.tsv", "", "", "tsv"),
        ("a.jsonl", "{", "", "jsonl"),
        ("a.opml", "", "", "opml"),
        ("a.xml", '<?xml version="1.0"?>\n<!-- c --><rss version="2.0">', "", "feed"),
        ("a.xml", '<feed xmlns="http://www.w3.org/2005/Atom">', "", "feed"),
        ("a.xml", "<rdf:RDF>", "", "feed"),
        ("a.xml", "<opml>", "", "opml"),
        ("a.txt", "<!DOCTYPE html><p>", "", "html"),
        ("a", '{"a": 1}', "", "json"),
        ("a", '{"a": 1}\n{"b": 2}', "", "jsonl"),
        ("a", '{"a": 1}\n{"b": 2\n{"c": 3}', "", "jsonl"),
        ("a.json", '{"a": 1}\n\n{"b": 2}', "", "jsonl"),
        ("https://x/a", '{"a": 1}\n{"b": 2}', "application/json", "jsonl"),
        ("a.json", '{"a": 1}\n', "", "json"),
        ("a.json", '[\n{"a": 1},\n{"b": 2}\n]', "", "json"),
        ("a.json", '{"a": [\n{"b": {}}\n,\n{"c": 3}\n]}', "", "json"),
        ("a", "[paper](https://x) and more", "", "text"),
        ("a", "[1] A reference", "", "text"),
        ("a", "% comment\n@article{key, title={x}}", "", "bib"),
        ("a", "@jane: hello", "", "text"),
        ("a.txt", "== Notes ==\n* [[A]] and {{stub|x}}", "", "mediawiki"),
        ("a.txt", "== Notes ==\n* [[A]]", "", "text"),
        ("https://x/feed?format=html", "<rss>", "text/html; charset=utf-8", "feed"),
        ("https://x/page", "<p>", "text/html", "html"),
        ("https://x/page", "a,b", "text/csv", "csv"),
        ("https://x/a.bib?raw=1", "anything", "text/plain", "bib"),
        ("https://x/page", "anything", "application/octet-stream", "text"),
    ],
)
def test_format_is_told_from_name_type_and_content(name: str, head: str, media_type: str, expected: str) -> None:
    assert format_of(name, head, media_type) == expected


@pytest.mark.parametrize(
    ("head", "charset", "expected"),
    [
        (b"plain", "", "utf-8"),
        (b"plain", "no-such-encoding", "utf-8"),
        (b"plain", "base64", "utf-8"),
        (b"plain", "utf-16", "utf-8"),
        (b"plain", "iso-8859-1", "iso8859-1"),
        (b"\xff\xfea\0", "ascii", "utf-16"),
        (b'<meta charset="koi8-r">', "", "koi8-r"),
        (b"the charset=koi8-r is old", "", "utf-8"),
    ],
)
def test_encoding_is_of_the_mark_then_the_server_then_the_document(head: bytes, charset: str, expected: str) -> None:
    assert encoding_of(head, charset) == expected


@pytest.mark.parametrize(
    "head", [b"", b"text\n\t\x0c", "日本語".encode("shift_jis"), b"\x1b[1mbold\x1b[0m", b"\xff\xfea\0"]
)
def test_text_is_not_binary(head: bytes) -> None:
    assert binary_reason(head) is None
