"""records.bib under pdfTeX with BibTeX and biber, and as other readers read it: real records and hostile ones.

All 20,000 real records: python tests/bench/bibtex.py
"""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware

from enrich.tex.to_unicode import readable
from feeds.exports.bib_preamble import bib_preamble
from feeds.exports.bibtex import bib_title
from feeds.exports.cells import one_line
from feeds.exports.csl import csl_name
from tests.feeds.exports.test_citations import plain
from tests.support.citing import with_biber, with_bibtex, write_bib
from tests.support.judged import hostile, real
from tests.system.test_readers import need


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, Any]]:
    return [*real(shared, 400), *hostile()]


@pytest.fixture
def folder(tmp_path: Path, records: list[dict[str, Any]]) -> Path:
    write_bib(tmp_path, records)
    return tmp_path


@pytest.mark.parametrize("style", ["plain", "plainnat", "abbrvnat"])
def test_pdftex_sets_every_entry_in_the_styles_of_bibtex(folder: Path, style: str) -> None:
    assert with_bibtex(folder, style) == []


def test_pdftex_sets_every_entry_with_biber(folder: Path) -> None:
    assert with_biber(folder) == []


def test_every_character_of_the_preamble_can_be_set(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    characters = [line.split("{")[1][0] for line in bib_preamble().splitlines() if line.startswith("\\recordsc")]
    write_bib(tmp_path, [records[0] | {"title": f"x{' x'.join(characters)}", "title_tex": ""}])
    assert with_bibtex(tmp_path, "plain") == []
    warned = (tmp_path / "plain.log").read_text(encoding="utf-8", errors="replace")
    assert len(characters) > 700
    assert "a character is not printed" not in warned


def test_without_the_preamble_pdftex_stops(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    write_bib(tmp_path, [records[0] | {"title": "中文 ≤ x", "title_tex": ""}])
    bib = tmp_path / "records.bib"
    bib.write_text(bib.read_text(encoding="utf-8").removesuffix(bib_preamble()), encoding="utf-8")
    assert len(with_bibtex(tmp_path, "plain")) >= 3


def titles_and_names(text: str) -> dict[str, tuple[str, str, str, str]]:
    """What bibtexparser reads: title, authors, DOI and year by key."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    found = {}
    for entry in library.entries:
        fields = {field.key.lower(): unicodedata.normalize("NFC", str(field.value)) for field in entry.fields}
        year = fields.get("year") or fields["date"][:4]
        title = fields.get("title", "")
        found[entry.key] = (title, fields.get("author", ""), fields.get("doi", ""), year)
    return found


def cited_as(title: str, record: dict[str, Any]) -> str:
    """A title as it is read: formulae that were written as TeX are read as TeX is."""
    return readable(title) if bib_title(record).count("$") > bib_title(record).count("\\$") else title


def test_bibtexparser_and_biber_read_the_same_back(folder: Path, records: list[dict[str, Any]]) -> None:
    biber = need(shutil.which("biber"), "biber (apt install biber)")
    options = ["--tool", "--quiet", "--output-encoding=UTF-8", "--output-file=tool.bib"]
    subprocess.run([biber, *options, "records.bib"], cwd=folder, check=True, capture_output=True, timeout=300)
    seen = titles_and_names((folder / "records.bib").read_text(encoding="utf-8"))
    tool = titles_and_names((folder / "tool.bib").read_text(encoding="utf-8"))
    assert set(seen) == set(tool) == {f"arXiv:{record['id']}" for record in records}
    for record in records:
        title, authors, doi, year = seen[f"arXiv:{record['id']}"]
        if "{" not in record["title"]:
            assert cited_as(title, record) == unicodedata.normalize("NFC", one_line(record["title"]))
        assert year == record["published"][:4]
        other = tool[f"arXiv:{record['id']}"]
        assert (other[0], other[2:]) == (title, (doi, year))
        # To biber the name "others" is no name, with or without braces.
        if "others" not in authors:
            assert other[1] == authors


def test_pandoc_reads_the_same_back(folder: Path, records: list[dict[str, Any]]) -> None:
    pandoc = need(shutil.which("pandoc"), "pandoc (apt install pandoc)")
    command = [pandoc, "-f", "bibtex", "-t", "csljson", "records.bib"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    seen = {one["id"]: one for one in json.loads(done.stdout)}
    compared = 0
    for record in records:
        one = seen[f"arXiv:{record['id']}"]
        assert one["issued"]["date-parts"][0][0] == int(record["published"][:4])
        assert one.get("DOI", "") == (record["doi"] or "").translate(
            str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
        )
        # It does not know TeX's names of braces, bars and formulae.
        if set("{}|`$").isdisjoint(bib_title(record).replace("{}", "")):
            assert plain(one.get("title", "")) == plain(one_line(record["title"]))
            compared += 1
        names = [name for name in (csl_name(author["name"]) for author in record["authors"]) if name]
        if set("{|").isdisjoint(json.dumps([author["name"] for author in record["authors"]])):
            assert [whole(name) for name in one.get("author", [])] == [whole(name) for name in names]
    assert compared > len(records) * 0.9


def whole(name: dict[str, str]) -> list[str]:
    """The letters of a name, whether or not it was taken apart."""
    return sorted(plain("".join(name.values())))
