"""Papers that arXiv does not have, in every form in which papers are published."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import bibtexparser
import feedparser
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from enrich.options.channels import FeedsSettings
from enrich.record import Outcome, PublishableRecord, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.exports.bibtex import bib_entry, bib_key
from feeds.exports.csl import csl_record
from feeds.exports.ris import ris_record
from feeds.exports.tabular import csv_record
from feeds.feed import EntrySource
from feeds.formats.content import entry_of
from feeds.formats.json_feed import item
from feeds.formats.record_json import record_json
from feeds.operate.verification import differences
from feeds.pages.paper import fragment, page_path
from feeds.papers.citation_tags import linked_data, meta_tags
from feeds.publish.publish import publish
from feeds.search.query import Question
from feeds.search.search_index import Search
from feeds.search.wanted import wanted
from tests.support.beyond import DOI, ODD_DOIS, beyond
from tests.support.keeping import change, keep
from tests.support.papers import paper
from tests.support.serving import serving

ADDRESS = f"https://doi.org/{DOI}"
SCHEMA = Draft202012Validator(
    json.loads(resources.files("feeds.formats").joinpath("schema/record.schema.json").read_bytes())
)
CHANGE = Draft202012Validator(
    {"$ref": "urn:paperwire:record:2#/$defs/change"},
    registry=Registry().with_resource("urn:paperwire:record:2", DRAFT202012.create_resource(SCHEMA.schema)),
)
ARXIV = re.compile(r"arxiv\.org|arXiv:", re.IGNORECASE)


def kept(record: Record) -> PublishableRecord:
    return PublishableRecord(record, Outcome.FOUND, 1, datetime(2026, 1, 6, tzinfo=UTC), 1)


def dumped(record: Record) -> dict[str, Any]:
    one = kept(record)
    slugs = [None] * len(record.authors)
    return record_json(record, topics=(), mentions=(), slugs=slugs, outcome=one.outcome, first_seen=one.first_seen)


def test_its_entry_has_the_address_of_its_doi_for_an_id_and_no_pdf() -> None:
    entry = entry_of(EntrySource(beyond()))
    assert (entry.id, entry.url, entry.pdf) == (ADDRESS, ADDRESS, None)
    assert not ARXIV.search(entry.html)
    shown = json.loads(item(entry))
    assert "_arxiv" not in shown
    assert shown["_paperwire"]["id"] == f"doi:{DOI}"


def test_its_entry_keeps_the_id_when_arxiv_has_the_paper() -> None:
    entry = entry_of(EntrySource(paper(entry_id=f"doi:{DOI}")))
    assert (entry.id, entry.url) == (ADDRESS, "https://arxiv.org/abs/2507.13575")
    assert entry.pdf == "https://arxiv.org/pdf/2507.13575"
    whole = dumped(paper(entry_id=f"doi:{DOI}"))
    assert whole["entry_id"] == ADDRESS
    assert not [*SCHEMA.iter_errors(whole)]


@pytest.mark.parametrize("doi", [DOI, *ODD_DOIS])
def test_it_is_dumped_as_the_schema_wants_it(doi: str) -> None:
    whole = dumped(beyond(doi))
    assert [error.message for error in SCHEMA.iter_errors(whole)] == []
    assert (whole["links"]["pdf"], whole["links"]["html"], whole["abstract"]) == (None, None, "")
    assert whole["provenance"]["title"]["source"] == "crossref"


@pytest.mark.parametrize("doi", [DOI, *ODD_DOIS])
def test_it_can_be_cited(doi: str) -> None:
    whole = dumped(beyond(doi))
    entries = bibtexparser.parse_string(bib_entry(whole)).entries
    assert [(one.key, one.fields_dict.get("eprint")) for one in entries] == [(bib_key(whole["id"]), None)]
    item = json.loads(csl_record(whole))
    assert (item["container-title"], item.get("publisher")) == ("Journal of Articles", None)
    assert "T2  - Journal of Articles" in ris_record(whole)
    assert "\nPB  - arXiv" not in ris_record(whole)
    assert csv_record(whole).startswith('"doi:10.')


def test_no_two_have_one_key() -> None:
    assert len({bib_key(f"doi:10.1000/{sign}") for sign in "{}~#%,<>()[]_."}) == 14


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_reference_managers_read_a_doi_and_no_arxiv_id() -> None:
    parser = _Tags()
    parser.feed(meta_tags(beyond()))
    tags = [(one["name"], one["content"]) for _, one in parser.tags]
    assert ("citation_doi", DOI) in tags
    assert ("citation_journal_title", "Journal of Articles") in tags
    assert not [
        name for name, text in tags if name in {"citation_arxiv_id", "citation_pdf_url"} or ARXIV.search(text or "")
    ]
    assert not ARXIV.search(linked_data(beyond(), "https://feeds.example.org/x", {}))


@pytest.mark.parametrize("doi", ODD_DOIS)
def test_nothing_of_a_doi_is_markup_or_leads_out_of_its_folder(doi: str) -> None:
    record = beyond(doi)
    parser = _Tags()
    parser.feed(fragment(kept(record)).decode())
    assert "script" not in {tag for tag, _ in parser.tags}
    path = PurePosixPath(page_path(record.id))
    assert (path.parts[:2], len(path.parts), path.name.isascii()) == (("papers", "doi"), 3, True)
    assert re.fullmatch(r"[a-z0-9._-]{14,120}", path.name), "no name that some file system changes"


def test_they_are_published_beside_those_of_arxiv(tmp_path: Path) -> None:
    records = [paper(), *(beyond(doi) for doi in (DOI, *ODD_DOIS))]
    settings = Settings(folder=tmp_path)
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, records)
        publish(store, settings, tmp_path / "out", processes=1)
        ids = {
            json.loads(line)["id"] for line in (tmp_path / "out/dumps/records.jsonl").read_text("utf-8").splitlines()
        }
        assert ids == {one.id for one in records}
        for form in ("rss", "atom"):
            feed = feedparser.parse((tmp_path / f"out/all.{form}").read_bytes())
            assert not feed.bozo
            assert len({one.id for one in feed.entries}) == len(records)
            assert ADDRESS in {one.id for one in feed.entries}
        assert {page_path(one.id) for one in records} <= {
            path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out/papers").rglob("*.html")
        }
        whole = (tmp_path / "out" / page_path(f"doi:{DOI}")).read_text("utf-8")
        assert "Journal of Articles" in whole
        assert not ARXIV.search(whole.partition("<main")[2].partition("</main")[0])
        assert differences(store, settings) == []


def entries(out: Path, form: str = "atom", name: str = "all") -> dict[str, str]:
    """Entry id -> where it leads, in the order of the feed."""
    return {one.id: one.link for one in feedparser.parse((out / f"{name}.{form}").read_bytes()).entries}


def test_when_arxiv_has_it_after_all_everything_follows_and_its_entry_stays(tmp_path: Path) -> None:
    settings, out = Settings(folder=tmp_path), tmp_path / "out"
    known = beyond(title="Feeds that stay where they are")
    preprint = paper(title=known.title, title_tex=known.title, authors=known.authors, dois=(DOI,))
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [known, paper(id="2507.00001", title="Another")])
        publish(store, settings, out, processes=1)
        before = entries(out)
        change(store, [preprint])
        publish(store, settings, out, processes=1)
        after = entries(out)
        assert {*after} == {*before}
        assert (before[ADDRESS], after[ADDRESS]) == (ADDRESS, "https://arxiv.org/abs/2507.13575")
        for form in ("rss", "json"):
            assert ADDRESS.encode() in (out / f"all.{form}").read_bytes()
        lines = (out / "dumps/records.jsonl").read_text("utf-8").splitlines()
        assert [json.loads(line).get("entry_id") for line in lines] == [None, ADDRESS]
        changes = [
            json.loads(line) for file in (out / "dumps/changes").iterdir() for line in file.read_bytes().splitlines()
        ]
        assert {known.id, "2507.13575"} <= {one["id"] for one in changes}
        assert [error.message for one in changes for error in CHANGE.iter_errors(one)] == []
        assert [one["change"] for one in changes if one["id"] == known.id] == ["removed"]
        old = (out / page_path(known.id)).read_text("utf-8")
        assert 'url=../../papers/2507.13575.html"' in old
        assert (out / "papers/2507.13575.html").is_file()
        search = Search(store.engine)
        search.catch_up()
        assert search.find(wanted(Question("stay")), 10) == ["2507.13575"]
        assert differences(store, settings) == []
        assert publish(store, settings, out, processes=1).files_written == 0


def test_a_page_that_leads_on_is_made_again_when_it_is_lost(tmp_path: Path) -> None:
    settings, out = Settings(folder=tmp_path), tmp_path / "out"
    known = beyond()
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [known])
        change(store, [paper(title=known.title, authors=known.authors, dois=(DOI,))])
        publish(store, settings, out, processes=1)
        page = out / page_path(known.id)
        whole = page.read_bytes()
        page.unlink()
        publish(store, settings, out, processes=1)
        assert page.read_bytes() == whole
        publish(store, settings, out, processes=1, rebuild=True)
        assert page.read_bytes() == whole
        assert entries(out) == {ADDRESS: "https://arxiv.org/abs/2507.13575"}


def test_a_record_is_served_by_its_doi_and_after_arxiv_has_it_by_both_ids(tmp_path: Path) -> None:
    odd = beyond(ODD_DOIS[0])
    with serving(tmp_path, [beyond(), odd]) as site:
        assert json.loads(site.get(f"/records/doi:{DOI.upper()}.json")[2])["id"] == f"doi:{DOI}"
        assert json.loads(site.get(f"/records/{quote(odd.id, safe='')}.json")[2])["id"] == odd.id
        assert site.get("/records/doi:10.1000/none.json")[0] == 404
        assert site.get("/records/doi:nothing.json")[0] == 404
        with Store(f"sqlite:///{tmp_path}/paperwire.db") as store:
            change(store, [paper(title=beyond().title, authors=beyond().authors, dois=(DOI,))])
            publish(store, Settings(folder=tmp_path), tmp_path / "out", processes=1)
        assert json.loads(site.get(f"/records/doi:{DOI}.json")[2])["id"] == "2507.13575"


def test_an_entry_in_an_old_archive_stays_there(tmp_path: Path, either: str) -> None:
    settings, out = Settings(folder=tmp_path, feeds=FeedsSettings(entries=3)), tmp_path / "out"
    known = beyond(title="An entry that readers have had for long")
    with Store(either) as store:
        keep(store, [paper(id=f"2506.{n:05d}", title=f"Older {n}") for n in range(1, 6)])
        keep(store, [known])
        for run in range(4):
            keep(store, [paper(id=f"2507.{run}{n:04d}", title=f"Newer {run} {n}") for n in range(3)])
        publish(store, settings, out, processes=1)
        before = {name: [*entries(out, name=name)] for name in ("all", *(f"all.archive-{n}" for n in range(1, 6)))}
        assert ADDRESS not in before["all"]
        change(store, [paper(title=known.title, authors=known.authors, dois=(DOI,))])
        publish(store, settings, out, processes=1)
        after = {name: [*entries(out, name=name)] for name in before}
        assert {name: sorted(ids) for name, ids in after.items()} == {name: sorted(ids) for name, ids in before.items()}
        assert differences(store, settings) == []
        assert publish(store, settings, out, processes=1).files_written == 0


def test_of_two_entries_that_were_published_the_first_one_stays(tmp_path: Path) -> None:
    settings, out = Settings(folder=tmp_path, feeds=FeedsSettings(entries=3)), tmp_path / "out"
    known = beyond(title="A paper that was published twice before anybody knew")
    preprint = paper(title=known.title, authors=known.authors, dois=())
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [known])
        keep(store, [paper(id=f"2507.{n:05d}", title=f"Newer {n}") for n in range(1, 8)])
        keep(store, [preprint])
        publish(store, settings, out, processes=1)
        change(store, [replace(preprint, dois=(DOI,), version=3)])
        publish(store, settings, out, processes=1)
        every = [
            one for file in out.glob("all*.atom") for one in entries(out, name=file.stem) if "events" not in file.name
        ]
        assert every.count(ADDRESS) == 1
        assert "https://arxiv.org/abs/2507.13575" not in every
        assert len(every) == 8
        assert differences(store, settings) == []
        assert publish(store, settings, out, processes=1).files_written == 0
