"""Documents of the formats that few keep give the papers that they list, and say so when they cannot."""

from __future__ import annotations

import base64
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from enrich.conversion import extras
from enrich.conversion.asciidoc import asciidoc_to_markdown
from enrich.conversion.pandoc import parse_with_pandoc
from enrich.errors import CannotRead
from enrich.readers.damage import damage
from enrich.record import Mention
from tests.support.pdfs import pdf
from tests.support.reading import TODAY, document, mentions, names

PAPER = "Counting Sheep in the Dark"
SOURCES = {
    "a.rst": "Papers\n======\n\n* `Counting Sheep in the Dark <https://arxiv.org/abs/1601.00001>`_, Ann Author\n* Ann Author, Bob Builder. **How Lanterns Help a Shepherd**. 2016\n",
    "a.org": "* Papers\n** TODO Counting Sheep in the Dark :sheep:\n   :PROPERTIES:\n   :ARXIV: 1601.00001\n   :AUTHOR: Ann Author\n   :END:\n"
    "** How Lanterns Help a Shepherd\n   :PROPERTIES:\n   :AUTHOR: Ann Author and Bob Builder\n   :YEAR: 2016\n   :END:\n",
    "a.wiki": '{| class="wikitable"\n! Date !! Paper\n|-\n| 2016 || [https://arxiv.org/abs/1601.00001 Counting Sheep in the Dark]\n|-\n| 2016 || How Lanterns Help a Shepherd\n|}\n',
    "a.typ": "= Papers\n- #link(\"https://arxiv.org/abs/1601.00001\")[Counting Sheep in the Dark], Ann Author\n- Ann Author, Bob Builder. _How Lanterns Help a Shepherd_. 2016\n",
    "a.adoc": "= Papers\n:toc:\n// a comment\n[bibliography]\n== References\n- [[[a]]] link:https://arxiv.org/abs/1601.00001[Counting Sheep in the Dark^] (2016)\n"
    "* Ann Author, Bob Builder. _How Lanterns Help a Shepherd_. 2016.\n",
}  # fmt: skip
MARKDOWN = (
    "# Papers\n\n- [Counting Sheep in the Dark](https://arxiv.org/abs/1601.00001), Ann Author\n"
    "- Ann Author, Bob Builder. *How Lanterns Help a Shepherd*. 2016\n"
)


def packed(form: str, folder: Path) -> bytes:
    """MARKDOWN as a document that is no text."""
    program = extras.pandoc()
    assert program
    target = folder / f"a.{form}"
    subprocess.run([program, "-f", "markdown", "-o", str(target)], input=MARKDOWN.encode(), check=True)
    return target.read_bytes()


def titles(found: list[Mention]) -> list[tuple[str | None, str | None]]:
    return [(one.id, one.item.title if one.item else None) for one in found]


BOTH = [("1601.00001", PAPER), (None, "How Lanterns Help a Shepherd")]


TEMPLATED = {
    "positional": "#entry([Counting Sheep in the Dark], [Ann Author], [arXiv:1601.00001])\n\n#entry[_How Lanterns Help a Shepherd_][Ann Author, Bob Builder][2016]",
    "named": '#pub(title: "Counting Sheep in the Dark", link: "arXiv:1601.00001")\n#pub(title: [How Lanterns Help a Shepherd], authors: [Ann Author, Bob Builder], year: 2016)',
    "its own": "#let pub(who, t) = block[#who. #emph(t).]\n#pub([Ann Author], [Counting Sheep in the Dark]) arXiv:1601.00001\n\n#pub([A. Author, B. Builder], [How Lanterns Help a Shepherd])",
}


@pytest.mark.parametrize("kind", TEMPLATED)
def test_what_functions_of_a_template_are_given_in_typst_is_read(kind: str) -> None:
    head = '#import "@preview/modern-cv:0.7.0": *\n#show: resume.with(\n  author: (name: "Ann"),\n)\n#show link: underline\n= Papers\n'
    assert titles(mentions(head + TEMPLATED[kind], "cv.typ")) == BOTH


@pytest.mark.parametrize("name", SOURCES)
def test_markup_is_read_as_a_tree(name: str) -> None:
    found = mentions(SOURCES[name], name)
    assert titles(found) == BOTH
    assert [one.place.split()[0] for one in found if one.how != "title"] != []


@pytest.mark.parametrize("form", ["docx", "odt", "epub"])
@pytest.mark.parametrize("named", [True, False])
def test_packed_documents_are_read_whatever_their_name(form: str, named: bool, tmp_path: Path) -> None:
    found = mentions(packed(form, tmp_path), f"a.{form}" if named else "upload")
    assert titles(found) == BOTH
    assert names(found[1].item) == ["Ann Author", "Bob Builder"]


PLAN = (
    ("No", "Title", "Who", "Where"),
    ("1", "Counting Sheep in the Dark", "Author et al.", "arXiv:1601.00001"),
    ("2", "How Lanterns Help a Shepherd", "Builder et al.", "2015"),
    ("3", "Guest lecture", "", "HS 2"),
    ("4", "On the Walls of Old Folds", "Doe et al.", ""),
)


@pytest.mark.parametrize("wide", [1000, 1200])
def test_the_columns_of_a_pdf_stay_apart(wide: int) -> None:
    found = mentions(pdf(PLAN, wide=wide), "plan.pdf")
    assert titles(found)[:2] == BOTH
    assert titles(found)[-1] == (None, "On the Walls of Old Folds")
    assert found[1].place == "page 1, line 3, column 6"


def test_what_a_pdf_sets_apart_is_apart() -> None:
    body = pdf(
        ["1. A. Author and B. Builder. Counting Sheep in the Dark.", "Letters on Wool, 2016", "", "Reading group", "", ("Date", "Paper"),
         ("1 May", "How Lanterns Help a Shepherd")],
    )  # fmt: skip
    (first, *_) = mentions(body, "cv.pdf")
    assert first.item
    assert first.item.title == PAPER


def test_a_pdf_is_read_with_the_links_on_it() -> None:
    body = pdf(
        ["References", "[1] A. Author and B. Builder, Counting Sheep in the Dark, arXiv:1601.00001, 2016.",
         "[2] A. Author and C. Doe, How Lanterns Help a Shepherd, 2015.", "Older work", "[preprint]"],
        links=((4, "https://arxiv.org/abs/1501.00002v2"),),
    )  # fmt: skip
    found = mentions(body, "cv.pdf")
    assert {one.id for one in found} == {"1601.00001", "1501.00002", None}
    assert all(one.place.startswith("page 1, line ") for one in found)
    assert "How Lanterns Help a Shepherd" in [one.item.title for one in found if one.item]


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "name", "message"),
    [
        (pdf([""]), "scan.pdf", "without text"),
        (pdf(["a"], encrypted=True), "a.pdf", "encrypted"),
        (b"%PDF-1.4\nbroken", "a.pdf", "damaged"),
        (zipped("a.txt"), "a.zip", "archive"),
        (zipped("xl/workbook.xml"), "a.xlsx", "save it as CSV"),
        (zipped("word/document.xml"), "a.docx", "pandoc cannot read it as docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old Office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "a.png", "picture"),
        (b"Rar!\x1a\x07\x00", "a.rar", "unpack it"),
        (bytes(600), "a.bin", "NUL bytes"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(body: bytes, name: str, message: str) -> None:
    with pytest.raises(CannotRead, match=message):
        mentions(body, name)


@pytest.fixture
def without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    monkeypatch.setattr(extras.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "docutils.core", None)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    extras.pandoc.cache_clear()


@pytest.fixture(autouse=True)
def forget_pandoc() -> object:
    yield
    extras.pandoc.cache_clear()


@pytest.mark.usefixtures("without_extras")
@pytest.mark.parametrize(("name", "body"), [("a.pdf", pdf(["a"])), ("a.docx", zipped("word/document.xml"))])
def test_without_the_extra_a_packed_document_is_named_with_what_to_install(name: str, body: bytes) -> None:
    with pytest.raises(CannotRead, match=r"-e '\.\[documents\]'"):
        mentions(body, name)


@pytest.mark.usefixtures("without_extras")
@pytest.mark.parametrize("name", ["a.rst", "a.org", "a.wiki", "a.typ"])
def test_without_the_extra_markup_is_read_as_text_and_says_so(name: str) -> None:
    (warning,) = damage(document(SOURCES[name], name))
    assert warning.startswith(f"{name}: it was read as plain text")
    assert "-e '.[documents]'" in warning
    assert "1601.00001" in {one.id for one in mentions(SOURCES[name], name)}


def test_with_the_extra_nothing_is_said() -> None:
    assert not damage(document(SOURCES["a.org"], "a.org"))
    assert extras.lacking() == ()


def test_markup_that_pandoc_refuses_is_read_as_text(tmp_path: Path) -> None:
    assert [one.id for one in mentions("#let x = (\narXiv:1601.00001\n", "a.typ")] == ["1601.00001"]


def test_pandoc_reads_no_file_but_what_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "secret.org").write_text("arXiv:1601.00001")
    tree = parse_with_pandoc(f'#+INCLUDE: "{tmp_path}/secret.org"\n\nwords'.encode(), "org", TODAY)
    assert "1601.00001" not in repr(tree.blocks)


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("== A\n:x: y\n// z\n----", "## A\n\n\n"),
        ("* a\n** _b_ *c*", "- a\n   - *b* **c**"),
        (". a", "1. a"),
        ("see footnote:[A, https://a.example/b[c]] <<d>>", "see  (A, [c](https://a.example/b))  "),
        ("|===\n|a |b\n\n|c\n|d\n|===", "\n|a|b|\n|---|---|\n|c|d|\n\n"),
    ],
)
def test_asciidoc_as_markdown(source: str, markdown: str) -> None:
    assert asciidoc_to_markdown(source) == markdown


def test_a_file_attached_to_a_mail_is_read_or_named() -> None:
    def mail(attached: bytes) -> str:
        body = base64.encodebytes(attached).decode()
        return (
            'From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="q"\n\n'
            "--q\nContent-Type: text/plain\n\nSee arXiv:1501.00001\n--q\nContent-Type: application/pdf\n"
            f'Content-Disposition: attachment; filename="a.pdf"\nContent-Transfer-Encoding: base64\n\n{body}\n--q--\n'
        )

    assert {one.id for one in mentions(mail(pdf(["arXiv:1601.00001"])), "a.eml")} == {"1501.00001", "1601.00001"}
    assert [one.id for one in mentions(mail(pdf([""])), "a.eml")] == ["1501.00001"]
    (warning,) = damage(document(mail(pdf([""])), "a.eml"))
    assert "without text" in warning


@pytest.mark.parametrize(
    "piece", ["footnote:[", "footnote:[[a]", "_a ", "*a ", "[[[", "https://a[", "<<", ":a", "|===\n|a\n"]
)
def test_hostile_asciidoc_takes_linear_time(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.thread_time()
        asciidoc_to_markdown(piece * times)
        return time.thread_time() - start

    assert min(seconds(32_000) for _ in range(2)) < 24 * max(min(seconds(4_000) for _ in range(2)), 0.005)


@pytest.mark.parametrize("mark", ["* ", "", ".. [Bar13] ", "#. "])
def test_an_initial_at_the_beginning_of_a_line_is_no_number(mark: str) -> None:
    (found,) = mentions(f"Papers\n======\n\n{mark}W. Johnson, A. Doe. *Counting Sheep in the Dark*. 2016.\n", "a.rst")
    assert (found.text, names(found.item)) == (PAPER, ["W. Johnson", "A. Doe"])


def test_bold_face_that_goes_on_without_indentation_is_one_title() -> None:
    text = "Papers\n======\n\n* Ann Author, Bob Builder.\n  **Counting Sheep\nin the\nDark**.\n  (`code <https://github.com/a/b>`__)\n* Ann Author. *How Lanterns Help a Shepherd*. 2016\n"
    found = mentions(text, "a.rst")
    assert titles(found) == [(None, PAPER), (None, "How Lanterns Help a Shepherd")]
    assert found[0].item
    assert found[0].item.code == ("https://github.com/a/b",)


def test_headings_of_org_mode_with_a_state_are_tasks() -> None:
    body = "* Inbox\n** TODO Counting sheep in random barns\n   asked by Ann\n** DONE [#A] Learning stable grasps from touch :robots:\n"
    body += "** Optimal codes for noisy relays\n* Errands\n** TODO Send the travel form to Mrs. Roe\n"
    assert [one.text for one in mentions(body, "a.org")] == [
        "Counting sheep in random barns",
        "Learning stable grasps from touch",
        "Optimal codes for noisy relays",
    ]
