"""The server as clients meet it: files, search, records, health; hostile and slow clients included."""

import gzip
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
import feedparser
import psutil  # type: ignore[import-untyped]
import pytest

from enrich.record import Author
from feeds.search.search_index import Search
from feeds.sending.conditional import http_date
from feeds.sending.static_files import SMALL, Files
from tests.support.keeping import START
from tests.support.papers import MARKUP, paper
from tests.support.serving import Site, serving

PAPERS = (
    *(
        paper(id=f"2501.{n:05d}", title=f"Distillation of model number {n}", authors=(Author(f"Jane {n} Doe"),))
        for n in range(1, 61)
    ),
    paper(id="hep-th/9901001", title="Old strings", categories=("hep-th",), primary_category="hep-th"),
    paper(id="2507.00001", title=MARKUP.encode("utf-8", "ignore").decode(), abstract="x<y & <script>alert(1)</script>"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), PAPERS) as one:
        for file in one.out.rglob("*"):
            os.utime(file, (1_700_000_000, 1_700_000_000))
        yield one


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
        "/.publishing/entries.pack",
        "/../.out.publishing/entries.pack",
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


def test_a_replaced_file_is_never_read_half_old_half_new(tmp_path: Path) -> None:
    files = Files(tmp_path)
    (tmp_path / "a.atom").write_bytes(b"a" * 5000)
    known = files.at_once("a.atom")
    assert known is not None
    (tmp_path / "b").write_bytes(b"b" * 5000)
    (tmp_path / "b").rename(tmp_path / "a.atom")
    assert files._make_body(known, "gzip") is None
    fresh = files.at_once("a.atom")
    assert fresh is not None
    assert fresh.held.digest != known.held.digest
    assert files._bytes == 5000
    assert files.body_at_once(fresh, "") == b"b" * 5000


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.sending.static_files.MEMORY", 10_000)
    monkeypatch.setattr("feeds.sending.static_files.HELD", 5)
    files = Files(tmp_path)
    for n in range(20):
        (tmp_path / f"{n}.atom").write_bytes(bytes(4000))
        assert files.at_once(f"{n}.atom") is not None
    assert files._bytes <= 10_000
    assert len(files._known) == 5


# ---------------------------------------------------------------- search, records, OPML


def test_a_search_is_a_feed_of_the_published_entries(site: Site) -> None:
    published = (site.out / "all.atom").read_bytes()
    body = site.get("/search.atom?q=%22model+number%22+distil*")[2]
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert len(feed.entries) == 50
    entry = body[body.index(b"<entry>") : body.index(b"</entry>") + 8]
    assert entry in published
    assert feed.feed.links[0].href == "https://feeds.example.org/search.atom?q=%22model+number%22+distil%2A"
    rss = feedparser.parse(site.get("/search.rss?q=strings")[2])
    assert [item.id for item in rss.entries] == ["https://arxiv.org/abs/hep-th/9901001"]
    found = json.loads(site.get("/search.json?author=jane+7+doe")[2])
    assert [item["id"] for item in found["items"]] == ["https://arxiv.org/abs/2501.00007"]


def test_the_address_of_a_search_has_one_form(site: Site) -> None:
    one = site.get("/search.atom?category=cs.LG&q=++model&author=Jane+9+Doe")
    other = site.get("/search.atom?author=Jane%209%20Doe&q=model&category=cs.LG&since=")
    assert one[2] == other[2]
    assert one[1]["etag"] == other[1]["etag"]
    self_link = feedparser.parse(one[2]).feed.links[0].href
    assert site.get(self_link.removeprefix("https://feeds.example.org"))[2] == one[2]


def test_a_search_page_shows_form_papers_and_feeds(site: Site) -> None:
    page = site.get("/search.html?q=strings&category=hep-th")[2].decode()
    assert 'href="search.atom?q=strings&amp;category=hep-th"' in page
    assert "Old strings" in page
    assert 'value="strings"' in page
    assert "<script>" not in site.get(f"/search.html?q={quote('<script>alert(1)</script>')}")[2].decode()
    assert site.get("/search.html")[0] == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("q=", 400),
        ("q=***", 400),
        ("q=-model", 400),
        ("question=x", 400),
        ("q=a&q=b", 400),
        ("since=yesterday", 400),
        ("q=" + "a" * 501, 400),
        ("q=" + "a+" * 40, 400),
        ("x=" * 3000, 400),
        ("author=---", 400),
        ("category=.", 400),
        ("since=2020-01-01", 200),
        ("since=9999-01-01", 200),
        ("q=model&since=2020-01-01T00:00:00%2B02:00", 200),
    ],
)
def test_a_bad_question_is_400_and_says_what_is_allowed(site: Site, query: str, status: int) -> None:
    assert site.get(f"/search.atom?{query}")[0] == status
    assert site.get(f"/search.html?{query}")[0] == (200 if query in ("", "q=") else status)


@pytest.mark.parametrize(
    "q",
    [
        'a"b',
        '"',
        '""',
        "NEAR(a b)",
        "a AND",
        "OR OR",
        "title:x",
        "a*b*",
        "^a",
        "{title}:x",
        "'); DROP TABLE records; --",
        "a\x00b",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "模型",
        "ß ﬁ İ",
        'a -"b c" d',
        "\\",
        "%",
        "(((((",
        "+ - * /",
        "COL : x",
    ],
)
def test_no_syntax_in_a_question_does_harm(site: Site, q: str) -> None:
    assert site.get(f"/search.atom?author=doe&q={quote(q)}")[0] in (200, 400)


def test_a_record_is_served_as_the_dumps_have_it(site: Site) -> None:
    lines = (site.out / "dumps" / "records.jsonl").read_bytes().splitlines()
    rows = {json.loads(line)["id"]: line for line in lines}
    for name in ("2501.00007", "hep-th/9901001"):
        assert site.get(f"/records/{name}.json")[2].strip() == rows[name]
    assert site.get("/records/hep-th%2F9901001.json")[2].strip() == rows["hep-th/9901001"]


def test_an_opml_of_a_chosen_few(site: Site) -> None:
    status, _, body = site.get("/opml?topics=hep-th,cs-lg&authors=jane-7-doe")
    assert status == 200
    assert body.count(b"xmlUrl=") == 3
    assert b"https://feeds.example.org/authors/jane-7-doe.atom" in body
    assert site.get("/opml?topics=nothing")[0] == 404
    assert site.get("/opml")[0] == 400
    assert site.get("/opml?topic=x")[0] == 400


# ---------------------------------------------------------------- health


def test_before_the_first_run_the_server_lives_but_is_not_ready(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        assert site.get("/healthz")[0] == 200
        status, _, body = site.get("/readyz")
        assert status == 503
        assert "no run has ended well yet" in json.loads(body)["reasons"]
        assert site.get("/all.atom")[0] == 404
        assert site.get("/metrics")[0] == 200


def test_metrics_tell_of_runs_records_and_answers(site: Site) -> None:
    told = site.get("/metrics")[2].decode()
    assert 'paperwire_runs_total{command="run",status="ok"} 1.0' in told
    assert f"paperwire_records {len(PAPERS)}.0" in told
    assert f'paperwire_mentions{{outcome="found"}} {len(PAPERS)}.0' in told
    assert "paperwire_last_good_run_age_seconds " in told
    assert 'paperwire_http_responses_total{status="200"}' in told


def test_requests_are_told_by_source_status_and_time(tmp_path: Path) -> None:
    sources = [
        {"name": "lab", "feed": "https://lab.example/feed"},
        {"name": "own", "feed": "https://own.example/feed", "public": False},
    ]
    with serving(tmp_path, sources=sources) as site:
        run = site.store.runs.start("run", START)
        asked = {
            "own.example": {"statuses": {"200": 2}, "seconds": 1.0},
            "elsewhere.example": {"statuses": {"200": 1}, "seconds": 1.0},
            "api": {"statuses": {"200": 3, "503": 1}, "seconds": 2.5},
            "lab.example": {"statuses": {"304": 1}, "seconds": 0.5},
        }
        site.store.runs.finish(run, "open", {"requests": 4, "asked": asked}, (), START)
        older = site.store.runs.start("run", START)
        site.store.runs.finish(older, "failed", {"requests": 7}, (), START)
        told = site.get("/metrics")[2].decode()
    assert 'paperwire_requests_total{source="api",status="503"} 1.0' in told
    assert 'paperwire_requests_total{source="lab.example",status="304"} 1.0' in told
    assert 'paperwire_requests_total{source="elsewhere",status="200"} 3.0' in told
    assert "own.example" not in told
    assert 'paperwire_requests_total{source="unknown",status="unknown"} 7.0' in told
    assert 'paperwire_request_seconds_sum{source="api"} 2.5' in told
    assert 'paperwire_request_seconds_count{source="api"} 4.0' in told
    assert 'paperwire_runs_total{command="run",status="failed"} 1.0' in told


# ---------------------------------------------------------------- slow and huge


def test_two_hundred_slow_clients_hold_nobody_up_and_cost_little(site: Site) -> None:
    slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"GET /all.atom HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        site.get("/all.atom")
        before = psutil.Process().memory_info().rss
        for letter in (b"a", b"b", b"c"):
            for one in slow:
                with suppress(OSError):  # an address may have so many half-sent requests, and no more
                    one.sendall(letter)
            for _ in range(50):
                assert site.get("/all.atom")[0] == 200
                assert site.get("/search.atom?q=model")[0] == 200
        assert psutil.Process().memory_info().rss - before < 20_000_000
    finally:
        for one in slow:
            one.close()


def test_a_request_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.connections.protocol.REQUEST_SECONDS", 0.1)
    monkeypatch.setattr("feeds.connections.protocol.IDLE_SECONDS", 0.1)
    monkeypatch.setattr("feeds.serve.server.SWEEP", 0.05)
    with serving(tmp_path, PAPERS[:1]) as site:
        assert site.raw(b"GET /all.atom HTTP/1.1\r\nHost: x\r\n").startswith(b"HTTP/1.1 408")
        assert site.raw(b"POST /all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nabc")
        assert site.raw(b"") == b""
        assert site.raw(b"GET /all.atom HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_an_answer_that_nobody_takes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.connections.protocol.STALL_SECONDS", 0.2)
    monkeypatch.setattr("feeds.serve.server.SWEEP", 0.05)
    with serving(tmp_path, PAPERS[:1]) as site:
        (site.out / "large.bin").write_bytes(bytes(64 << 20))
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", site.port))
            client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            waited = threading.Event()
            for _ in range(100):
                if not site.made.server_state.connections:
                    break
                waited.wait(0.1)
            assert not site.made.server_state.connections


@pytest.mark.parametrize(
    "data",
    [
        b"GET /all.atom HTTP/1.1\r\nHost: x\r\nX-Huge: " + b"a" * 200_000,
        b"GET /" + b"a" * 200_000,
        b"GET /all.atom HTTP/1.1\r\n" + b"X: y\r\n" * 40_000,
    ],
)
def test_a_huge_head_is_refused(site: Site, data: bytes) -> None:
    try:
        answer = site.raw(data)
    except ConnectionError:
        answer = b""
    assert answer[:12] in (b"", b"HTTP/1.1 431", b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"GET all.atom HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /all.atom HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /all.atom HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /all.atom HTTP/1.1\r\nHost : x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_closed(site: Site, data: bytes) -> None:
    answer = site.raw(data + b"")
    assert answer.startswith(b"HTTP/1.1 400") or b" 200 " not in answer.partition(b"\r\n")[0]


def test_several_requests_in_one_piece_are_answered_in_order(site: Site) -> None:
    one = b"GET /all.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = site.raw(one * 3 + last)
    assert answer.count(b"HTTP/1.1 304") == 3
    assert answer.endswith(b"ok\n")


def test_a_request_in_crumbs_is_answered_like_a_whole_one(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"GET /all.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":
            client.sendall(bytes([byte]))
        parts = []
        while part := client.recv(65536):
            parts.append(part)
    assert b"".join(parts).endswith((site.out / "all.atom").read_bytes())


def test_what_cannot_be_found_yet_is_not_told_as_if_there_were_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("feeds.search.search_index.Search.catch_up", lambda _: 0)
        with serving(tmp_path, PAPERS[:2]) as one:
            status, headers, body = one.get("/search.json?q=distillation")
            assert (status, headers["retry-after"], headers["cache-control"]) == (503, "60", "no-store")
            assert b"ask again" in body
            patched.undo()
            Search(one.store.engine).catch_up()
            patched.setattr("feeds.search.search_index.Search.catch_up", lambda _: 0)
            status, headers, body = one.get("/search.json?q=distillation")
            assert (status, len(json.loads(body)["items"])) == (200, 2)
            assert "max-age=900" in headers["cache-control"]
            one.publish(PAPERS[2:3])
            status, headers, body = one.get("/search.json?q=distillation")
            assert (status, len(json.loads(body)["items"])) == (200, 2)
            assert "max-age=60" in headers["cache-control"]
