from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.references.within import take_references
from tests.support.growth import processor_seconds
from tests.support.reading import TODAY, document, mentions, names

ENTRY = "@inproceedings{holm2022,\n  title={Lintels of the North},\n  author={Holm, Nina},\n  year={2022}\n}"
QUOTED = ENTRY.replace("\n", "\n> > ")


@pytest.mark.parametrize(
    "text",
    [
        f"Please cite:\n\n```bibtex\n{ENTRY}\n```\n",
        f"Please cite:\n\n~~~\n{ENTRY.removesuffix('}')}~~~\n\nMore text.\n",
        f"Please cite:\n\n    {ENTRY.replace(chr(10), chr(10) + '    ')}\n",
        f"Please cite {' '.join(ENTRY.split())} and nothing else.",
        f"> > {QUOTED}\n\nBest, N.",
        f"% {ENTRY.replace(chr(10), chr(10) + '% ')}\n",
        f"Contact me@example.org {{soon}}.\n\n{ENTRY}\n\n@article is a word.",
        f"\\begin{{filecontents}}{{refs.bib}}\n{ENTRY}\n\\end{{filecontents}}\n",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_an_entry_inside_a_text_is_read(text: str, name: str) -> None:
    (found,) = mentions(text, name)
    assert (found.text, names(found.item)) == ("Lintels of the North", ["Nina Holm"])
    line = text[: text.index("@inproc")].count("\n") + 1
    assert found.place == f"line {line}, @inproceedings{{holm2022}}"


def test_an_entry_on_a_page_is_read() -> None:
    for body in (f"<pre>{ENTRY}</pre>", f"<pre><code>{ENTRY}</code></pre>", f"<p>{ENTRY}</p>"):
        (found,) = mentions(f"<html><body><h1>Us</h1><p>Please cite:</p>{body}</body></html>", "a.html")
        assert (found.text, names(found.item)) == ("Lintels of the North", ["Nina Holm"])


def test_strings_that_stand_in_a_text_are_filled_in() -> None:
    (found,) = mentions(
        'Cite\n\n@string{ics = "Proc. of ICSE"}\n@misc{k, title={Lintels of the North}, booktitle=ics}\n', "a.md"
    )
    assert found.item
    assert found.item.venue == "Proc. of ICSE"


def test_what_stands_around_an_entry_stays_where_it_was() -> None:
    found = mentions(f"See arXiv:2101.00001.\n\n{ENTRY}\n\nSee arXiv:2101.00002.\n")
    assert [(one.id, one.place) for one in found if one.id] == [
        ("2101.00001", "line 1, column 5"),
        ("2101.00002", "line 9, column 5"),
    ]


@pytest.mark.parametrize(
    ("matter", "titles"),
    [
        ("---\ntitle: Lintels of the North\nauthors: [Nina Holm]\nvenue: ICSE\n---\n", ["Lintels of the North"]),
        ("---\r\ntitle: Lintels of the North\r\ncollection: publications\r\n---\r\n", ["Lintels of the North"]),
        (
            '+++\ntitle = "Lintels of the North"\npublication_types = ["1"]\nauthors = ["Nina Holm"]\n+++\n',
            ["Lintels of the North"],
        ),
        (
            "---\ntitle: Lintels of the North\nauthors: [Nina Holm, Ann Author]\nyear: 2014\nstatus: 🟡\n---\n",
            ["Lintels of the North"],
        ),
        (
            "---\ntitle: Lintels of the North\ncreators: Nina Holm\nitemType: journalArticle\n---\n",
            ["Lintels of the North"],
        ),
        (
            "title:: @Lintels of the North\nauthors:: [[Nina Holm]]\nitem-type:: [[journalArticle]]\n",
            ["Lintels of the North"],
        ),
        ("title:: Lintels and Other Stones\ntags:: home\n", []),
        ("---\ntitle: What I did this week\nauthor: Nina Holm\ndate: 2020-01-01\nlayout: post\n---\n", []),
        ("---\ntitle: My reading of the week\npapers:\n- title: Lintels of the North\n---\n", ["Lintels of the North"]),
        ("---\n\nA paragraph of a text.\n\n---\n", []),
    ],
)
def test_front_matter_is_of_a_paper_or_of_a_post(matter: str, titles: list[str]) -> None:
    found = mentions(f"{matter}\nSome text on arXiv:2101.00001.\n", "a.md")
    assert [one.text for one in found if one.how == "title"] == titles
    assert [one.id for one in found if one.id] == ["2101.00001"]


@given(st.text('@{}()=,"\n>`-+ ab:', max_size=80))
def test_no_character_is_moved(text: str) -> None:
    taken, rest = take_references(text, document("x"), TODAY, str)
    assert len(rest) == len(text)
    assert [len(line) for line in rest.split("\n")] == [len(line) for line in text.split("\n")]
    assert taken or text == rest or "@" in text or text[:1] in "-+"


@pytest.mark.parametrize(
    "unit",
    [
        "@misc{a, b={",
        "@misc{a, b={}}",
        "@string{a={b}}",
        "> @misc{a,\n> b={\n",
        "@misc{\n",
        "---\n",
        "{",
        "@misc{" + " " * 50,
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(
            lambda n: take_references(unit * (size // len(unit)) + str(n), document("x"), TODAY, str)
        )

    seconds(1_000)
    assert seconds(200_000) < 20 * max(seconds(20_000), 0.02)
