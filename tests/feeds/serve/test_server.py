"""The server as clients meet it: every kind of file and address, and nothing else."""

from __future__ import annotations

import gzip
import os
import threading
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from feeds.sending.conditional import http_date
from feeds.sending.static_files import SMALL
from tests.support.serving import PAPERS, Site, serving


@pytest.mark.parametrize(
    ("address", "media"),
    [
        ("/", "text/html"),
        ("/all.html", "text/html"),
        ("/all.rss", "application/rss+xml"),
        ("/all.atom", "application/atom+xml"),
        ("/all.json", "application/feed+json"),
        ("/opml.xml", "text/x-opml"),
        ("/opml-authors.xml", "text/x-opml"),
        ("/topics/hep-th.opml", "text/x-opml"),
        ("/dumps/records.json", "application/json"),
        ("/dumps/records.jsonl", "application/x-ndjson"),
        ("/dumps/records.csv", "text/csv"),
        ("/dumps/records.bib", "application/x-bibtex"),
        ("/dumps/records.ris", "application/x-research-info-systems"),
        ("/dumps/records.csl.json", "application/vnd.citationstyles.csl+json"),
        ("/dumps/record.schema.json", "application/schema+json"),
        ("/static/style.css", "text/css"),
        ("/static/filter.js", "text/javascript"),
        ("/search.rss?q=model", "application/rss+xml"),
        ("/search.json?q=model", "application/feed+json"),
        ("/search.html?q=model", "text/html"),
        ("/records/hep-th/9901001.json", "application/json"),
        ("/opml?topics=hep-th", "text/x-opml"),
    ],
)
@pytest.mark.parametrize("odd", [{}, {"Connection": "close"}])
def test_every_answer_has_its_type_validators_and_conditions(
    site: Site, address: str, media: str, odd: dict[str, str]
) -> None:
    status, headers, body = site.get(address, **odd)
    assert (status, headers["content-type"].partition(";")[0]) == (200, media)
    assert int(headers["content-length"]) == len(body) > 0
    assert headers["x-content-type-options"] == "nosniff"
    assert "max-age=" in headers["cache-control"]
    assert headers["etag"].startswith('"')
    head = site.get(address, "HEAD", **odd)
    assert head[2] == b""
    assert head[1] | {"date": ""} == headers | {"date": ""}
    again = site.get(address, If_None_Match=headers["etag"], **odd)
    assert (again[0], again[1]["etag"], again[2]) == (304, headers["etag"], b"")
    if "last-modified" in headers:
        assert site.get(address, If_Modified_Since=http_date(4_000_000_000), **odd)[0] == 304
        assert site.get(address, If_None_Match='"x"', If_Modified_Since=http_date(4_000_000_000), **odd)[0] == 200


@pytest.mark.parametrize("odd", [{}, {"Connection": "close"}])
@pytest.mark.parametrize("address", ["/all.atom", "/search.atom?q=model"])
def test_squeezed_answers_hold_the_same_bytes_under_another_tag(site: Site, address: str, odd: dict[str, str]) -> None:
    _, plain, body = site.get(address, **odd)
    tags = {plain["etag"]}
    for encoding, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        for _ in range(2):
            status, headers, data = site.get(address, Accept_Encoding=encoding, **odd)
            assert (status, headers["content-encoding"], headers["vary"]) == (200, encoding, "Accept-Encoding")
            assert len(data) == int(headers["content-length"]) < len(body)
            assert unpack(data) == body
        tags.add(headers["etag"])
    assert len(tags) == 3


@pytest.mark.parametrize("odd", [{}, {"Connection": "close"}])
def test_parts_of_dumps_make_the_whole(site: Site, odd: dict[str, str]) -> None:
    _, whole, body = site.get("/dumps/records.jsonl", **odd)
    assert whole["accept-ranges"] == "bytes"
    status, headers, first = site.get("/dumps/records.jsonl", Range="bytes=0-999", If_Range=whole["etag"], **odd)
    assert (status, headers["content-range"], len(first)) == (206, f"bytes 0-999/{len(body)}", 1000)
    assert first + site.get("/dumps/records.jsonl", Range="bytes=1000-", **odd)[2] == body
    status, headers, _ = site.get("/dumps/records.jsonl", Range=f"bytes={len(body)}-", **odd)
    assert (status, headers["content-range"]) == (416, f"bytes */{len(body)}")
    assert site.get("/dumps/records.jsonl", Range="bytes=0-9", If_Range='"old"', **odd)[2] == body


def test_large_files_are_sent_in_pieces_and_in_parts(site: Site) -> None:
    data = os.urandom(SMALL * 3 + 17)
    (site.out / "dumps" / "large.bin").write_bytes(data)
    status, headers, body = site.get("/dumps/large.bin", Accept_Encoding="gzip")
    assert (status, body == data) == (200, True)
    assert site.get("/dumps/large.bin", Range="bytes=1000000-2999999")[2] == data[1000000:3000000]
    assert site.get("/dumps/large.bin", If_None_Match=headers["etag"])[0] == 304
    assert site.get("/dumps/large.bin", "HEAD")[1]["content-length"] == str(len(data))


def test_anything_may_read_feeds_and_dumps_and_pages_are_kept_to_themselves(site: Site) -> None:
    for address in ("/all.atom", "/dumps/records.json", "/search.json?q=model", "/records/2501.00001.json"):
        assert site.get(address)[1]["access-control-allow-origin"] == "*"
    page = site.get("/all.html")[1]
    assert "access-control-allow-origin" not in page
    assert "default-src 'none'" in page["content-security-policy"]
    assert "unsafe" not in page["content-security-policy"]
    status, headers, _ = site.get(
        "/all.atom", "OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET"
    )
    assert (status, headers["access-control-allow-origin"]) == (204, "*")
    assert "If-None-Match" in headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_can_be_changed(site: Site, method: str) -> None:
    assert site.get("/all.atom", method)[0] == 405


@pytest.mark.parametrize(
    "address",
    [
        "/../paperwire.db",
        "/..%2fpaperwire.db",
        "/%2e%2e/paperwire.db",
        "/%2e%2e%2fpaperwire.db",
        "/topics/../../paperwire.db",
        "/topics/..%5c..%5cpaperwire.db",
        "/static/%2e%2e/%2e%2e/paperwire.db",
        "/%252e%252e/paperwire.db",
        "/.publishing/entries/0123456789abcdef/0",
        "/../.out.publishing/entries/0123456789abcdef/0",
        "//etc/passwd",
        "///etc/passwd",
        "/etc/passwd",
        "/all.atom%00",
        "/all.atom%00.html",
        "/all.atom/",
        "/topics",
        "/topics/",
        "/link.txt",
        "/folder/passwd",
        "/pipe",
        "/.hidden",
        "/a" * 300,
        "/" + "a" * 4000,
        "/%ff%fe",
        "/all.atom%0d%0aset-cookie:x",
        "/records/../all.json",
        "/records/%2e%2e%2f%2e%2e%2fpaperwire.json",
        "/records/2501.99999.json",
        "/records/2501.00001v1.json",
    ],
)
def test_nothing_outside_is_reached(site: Site, address: str) -> None:
    for name, target in (("link.txt", "/etc/passwd"), ("folder", "/etc")):
        if not (site.out / name).is_symlink():
            (site.out / name).symlink_to(target)
    if not (site.out / "pipe").exists():
        os.mkfifo(site.out / "pipe")
        (site.out / ".hidden").write_text("hidden")
    answer = site.raw(f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
    assert b"root:" not in answer
    assert b"set-cookie" not in answer.lower()
    quick = site.raw(f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    assert b"root:" not in quick
    assert quick.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))


def test_escaped_names_are_the_same_file(site: Site) -> None:
    assert site.get("/%61ll.atom")[2] == site.get("/all.atom")[2] == site.get("/all.atom?x=1")[2]


def test_what_is_published_is_served_at_once_and_whole(tmp_path: Path) -> None:
    with serving(tmp_path, PAPERS[:3]) as site:
        before = site.get("/all.atom")
        stop, wrong = threading.Event(), []

        def poll() -> None:
            while not stop.is_set():
                status, headers, body = site.get("/all.atom", Accept_Encoding="identity")
                if status != 200 or len(body) != int(headers["content-length"]) or not body.endswith(b"</feed>"):
                    wrong.append((status, len(body)))

        threads = [threading.Thread(target=poll) for _ in range(3)]
        for thread in threads:
            thread.start()
        for n in range(3, 12):
            site.publish(PAPERS[n : n + 1], document=f"{n}.txt")
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        after = site.get("/all.atom", If_None_Match=before[1]["etag"])
        assert after[0] == 200
        assert after[2] == (site.out / "all.atom").read_bytes() != before[2]
