"""data.html: every dump that is published is listed with what it is, and the command to read it works."""

from __future__ import annotations

import contextlib
import functools
import http.server
import io
import threading
from pathlib import Path
from typing import Any

from lxml import html

from enrich.options.site import SiteSettings
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.dumps.manifest import FULL, is_changes_name, read_manifest
from feeds.pages.data_page import NEWEST, WHOLE, ListedFile, data_page
from feeds.publish.publish import publish
from tests.support.keeping import change, keep
from tests.support.papers import paper

PAPERS = [paper(id=f"2507.{number:05}", title=f"Paper <{number}>") for number in range(1, 13)]


def publish_papers(folder: Path, **settings: Any) -> Path:
    with Store(f"sqlite:///{folder}/papers.db") as store:
        keep(store, PAPERS)
        publish(store, Settings(**settings), folder / "out", processes=1)
    return folder / "out"


def rows(data: bytes, anchor: str) -> dict[str, list[str]]:
    """Cells by the name of a file."""
    root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    found = root.xpath(f"//section[@aria-labelledby='{anchor}']//tbody/tr")
    return {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in found}


def test_every_file_of_the_manifest_is_listed_with_its_size(tmp_path: Path) -> None:
    out = publish_papers(tmp_path)
    page = (out / "data.html").read_bytes()
    listed = rows(page, "whole") | rows(page, "months")
    manifest = read_manifest(out / "dumps")
    assert set(listed) == {file.name for file in manifest.files if not is_changes_name(file.name)}
    assert listed["records.csv"][1:] == [f"{(out / 'dumps/records.csv').stat().st_size / 1000:.1f} kB", "12"]
    assert "12 records" in html.document_fromstring(page).text_content()
    for link in html.document_fromstring(page).xpath("//main//a/@href"):
        assert (out / link).is_file(), link


def test_every_dump_that_there_can_be_is_described() -> None:
    assert set(WHOLE) == {*FULL, "people.json", "people.jsonl"}


def test_the_page_follows_the_dumps(tmp_path: Path) -> None:
    out = publish_papers(tmp_path)
    before = (out / "data.html").read_bytes()
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        publish(store, Settings(), out, processes=1)
        assert (out / "data.html").read_bytes() == before
        change(store, [paper(id="2507.00001", title="A much longer title than it had before", version=2)])
        publish(store, Settings(), out, processes=1)
        after = rows((out / "data.html").read_bytes(), "whole")
        assert after["records.csv"] != rows(before, "whole")["records.csv"]
        (out / "data.html").unlink()
        publish(store, Settings(), out, processes=1)
        assert rows((out / "data.html").read_bytes(), "whole") == after


def test_of_many_months_the_newest_are_listed_and_how_many_there_are_is_said() -> None:
    files = [ListedFile(f"records/{year}-01.jsonl.gz", 2_000_000, 1) for year in range(2000, 2025)]
    page = data_page("Papers", "https://papers.example.org", files, weekly=True)
    assert list(rows(page, "months"))[:2] == ["records/2024-01.jsonl.gz", "records/2023-01.jsonl.gz"]
    assert len(rows(page, "months")) == NEWEST
    text = html.document_fromstring(page).text_content()
    assert "The newest 12 of 25 files" in text
    assert "written once a week" in text


def test_what_reads_the_data_in_python_works_as_it_stands(tmp_path: Path) -> None:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path / "out"))
    ) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        out = publish_papers(tmp_path, site=SiteSettings(base_url=base))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (code,) = html.fromstring((out / "data.html").read_bytes()).xpath("//pre[@aria-label='In Python']")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code.text_content(), "data.html", "exec"), {})
        server.shutdown()
    lines = printed.getvalue().splitlines()
    assert len(lines) == 10
    assert all("Paper <" in line for line in lines)
