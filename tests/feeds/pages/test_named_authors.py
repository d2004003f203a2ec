"""Facts about who is named beside the first, the last and the collaboration of very many authors."""

from __future__ import annotations

import json

import feedparser
import pytest

from enrich.record import Author
from feeds.formats.xml import FORMATS, EntrySource, frame, render
from feeds.pages.named_authors import left_out, with_authors
from feeds.pages.paper import fragment, names_of
from tests.feeds.pages.test_paper import kept
from tests.support.papers import head, paper

LURE = '<a href="https://arxiv.org/abs/2507.13575">and 3 more</a>, &lt;a href="x"&gt;and 5 more&lt;/a&gt;'
"""Text that looks like the link which counts."""


def entry(*names: str) -> list[bytes]:
    record = paper(authors=tuple(map(Author, names)), abstract=LURE, comment=LURE, title=LURE)
    (rendered,) = render([EntrySource(record, brief=True)])
    return [rendered.rss, rendered.atom, rendered.json, fragment(kept(record))]


def people(*odd: str) -> list[str]:
    return [*(f"Person {n}" for n in range(60)), *odd, *(f"Person {n}" for n in range(60, 120))]


@pytest.mark.parametrize("name", ["Zhe Gan", "R&D <Team>", "דוד לוי", 'A "B" \\ C', "李明", "</author> X"])
def test_who_is_put_in_is_an_author_and_is_counted_no_more(name: str) -> None:
    before = entry(*people(name))
    shown = left_out(before[3], list(names_of(before[3])))
    (name,) = [one for one in shown if not one.startswith("Person ")]
    after = list(map(bytes, with_authors(before, [name])))
    for form, old, new in zip(FORMATS, before, after, strict=False):
        one, other = (json.loads(data) if form == "json" else parsed(data, form) for data in (old, new))
        texts = [item["content_html"] if form == "json" else item.content[0].value for item in (one, other)]
        authors = [[author["name"] for author in item["authors"]] for item in (one, other)]
        assert authors[1] == [*authors[0], name]
        assert ">and 100 more</a></p>" in texts[0]
        assert ">and 99 more</a></p>" in texts[1]
        assert texts[0].partition("</p>")[2] == texts[1].partition("</p>")[2]
        assert one["title"] == other["title"]
        assert one["summary"] == other["summary"]
    assert left_out(after[3], list(names_of(before[3]))) == tuple(one for one in shown if one != name)


def parsed(data: bytes, form: str) -> feedparser.FeedParserDict:
    before, after = frame(head(), form)  # type: ignore[arg-type]
    (found,) = feedparser.parse(before + data + after, sanitize_html=False).entries
    return found


def test_who_is_named_already_is_not_left_out() -> None:
    page = entry(*people())[3]
    assert left_out(page, ["person0", "person119", "nobody"]) == ()
    assert left_out(page, ["person20", "person118"]) == ("Person 20", "Person 118")


def test_an_entry_of_which_nobody_is_left_out_is_as_it_was() -> None:
    before = entry(*people())
    assert with_authors(before, ()) is before
