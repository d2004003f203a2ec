"""feeds/pages/directory.py: every channel is named, and one new author changes one page."""

from __future__ import annotations

import json
import re

import pytest

from enrich.settings import Settings
from feeds.pages.directory import PART, channels_script, directory, keys_of, names_script
from feeds.pages.index_page import SCRIPT, shortened
from feeds.publish.assemble import site_of
from feeds.state.page_counts import ChannelCount
from feeds.state.types import Channel
from feeds.work.processes import Processes
from tests.feeds.pages.test_index_page import FORMATS, feeds_of, hrefs, listed, people

SITE = site_of(Settings(site={"title": "Papers"}))
MANY = listed("author", [f"S{letter}{n:03d} Hu" for letter in "ai" for n in range(PART - 20)])
"""Of one letter, too many for a page."""


def author(name: str, slug: str) -> ChannelCount:
    return ChannelCount(Channel(9999, "author", name, slug, name), 1)


def test_the_directory_names_every_channel_with_every_feed() -> None:
    authors, topics = people(3 * PART * 2), listed("topic", ["vision", "3D"])
    pages = dict(directory(SITE, topics, authors).files)
    texts = [data for path, data in pages.items() if path.endswith(".html")]
    wanted = {f"authors/{one.channel.slug}" for one in authors} | {f"topics/{one.channel.slug}" for one in topics}
    assert set().union(*map(feeds_of, texts)) == {f"{path}.{form}" for path in wanted for form in FORMATS}
    assert {f"{path}.html" for path in wanted} <= set().union(*map(hrefs, texts))


def test_a_letter_of_many_leads_to_its_parts_and_they_lead_back() -> None:
    pages = dict(directory(SITE, (), MANY).files)
    assert {"authors-sa.html", "authors-si.html"} <= hrefs(pages["authors-s.html"])
    assert "authors-s.html" in hrefs(pages["authors-sa.html"])
    assert "authors-s.opml" not in hrefs(pages["authors-s.html"])
    assert "authors-sa.opml" in hrefs(pages["authors-sa.html"])


def test_one_new_author_changes_one_page_and_the_names_of_the_words() -> None:
    before = dict(directory(SITE, (), MANY).files)
    new = author("Sa Pereira", "sa-pereira")
    whole = dict(directory(SITE, (), [*MANY, new]).files)
    some = directory(SITE, (), [*MANY, new], known=before, changed=[new.channel])
    assert {path for path in whole if whole[path] != before.get(path)} == {
        *("authors-sa.html", "authors-sa.opml", "static/channels-sa.js", "static/channels-pe.js", SCRIPT)
    }
    assert {**{path: before[path] for path in some.others}, **dict(some.files)} == whole
    assert "authors-si.html" in some.others


def test_a_part_that_becomes_too_large_is_divided_and_nothing_else_changes() -> None:
    before = dict(directory(SITE, (), MANY).files)
    new = [author(f"Sa{n} Z", f"sa-x{n}") for n in range(30)]
    some = directory(SITE, (), [*MANY, *new], known=before, changed=[one.channel for one in new])
    pages = dict(some.files)
    assert {**{path: before[path] for path in some.others}, **pages} == dict(directory(SITE, (), [*MANY, *new]).files)
    assert {"authors-sa-.html", "authors-sa0.html"} <= hrefs(pages["authors-s.html"])


def test_a_new_letter_is_on_every_page() -> None:
    before = dict(directory(SITE, (), MANY).files)
    new = author("Ada", "ada")
    some = directory(SITE, (), [*MANY, new], known=before, changed=[new.channel])
    assert {**{path: before[path] for path in some.others}, **dict(some.files)} == dict(
        directory(SITE, (), [*MANY, new]).files
    )


def test_several_processes_make_the_same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.pages.directory.AT_ONCE", 2)
    here = directory(SITE, (), [*MANY, *people(PART)])
    shared = directory(SITE, (), [*MANY, *people(PART)], work_through=Processes(2).work_through)
    assert (dict(shared.files), shared.others) == (dict(here.files), here.others)


def test_addresses_without_a_letter_stand_together() -> None:
    authors = listed("author", [f"{n:04d} team" for n in range(PART + 5)])
    pages = dict(directory(SITE, (), authors).files)
    parts = {path for path in hrefs(pages["authors-0-9.html"]) if path.startswith("authors-0-9-")}
    assert parts
    named = set().union(*(hrefs(pages[path]) for path in parts))
    assert {f"authors/{one.channel.slug}.html" for one in authors} <= named


def test_the_names_know_the_slug_of_everybody() -> None:
    names = ["Zhe Gan", "José Núñez", "李明", "A.-B. O'Neill", "Jean-Luc", "con", "\u2028 x", "</script>", "Zhe Gan"]
    authors = listed("author", names)
    text = names_script("zh", authors).decode()
    found = json.loads(text.removeprefix("window.paperwireNames(").removesuffix(");\n").partition(",")[2])["authors"]
    slugs = {
        (one, re.sub("[^a-z0-9]+", "-", one.lower()).strip("-")) if isinstance(one, str) else tuple(one)
        for one in found
    }
    assert slugs == {(shortened(one.channel.name), one.channel.slug) for one in authors}


def test_the_script_names_topics_and_the_files_of_names() -> None:
    text = channels_script(listed("topic", ["Machine Learning (cs.LG)"]), ["zh", "ga"]).decode()
    assert json.loads(text.rpartition("window.paperwireList=")[2].removesuffix(";\n")) == {
        "topics": ["Machine Learning (cs.LG)"],
        "keys": "ga zh",
    }


@pytest.mark.parametrize(
    ("name", "slug", "keys"),
    [
        ("Zhe Gan", "zhe-gan", {"zh", "ga"}),
        ("Łukasz Ørsted", "lukasz-orsted", {"lu", "or"}),
        ("李明", "li-ming", {"li", "mi", "other"}),
        ("J. O'Neill", "j-o-neill", {"ne"}),
        ("Anne_Marie B2 de-la  X", "anne-marie-b2-de-la-x", {"an", "ma", "b2", "de", "la"}),
        ("J. K.", "j-k", {"j", "k"}),
        ("X", "x", {"x"}),
        ("Иван", "ivan", {"other", "iv"}),
    ],
)
def test_a_name_is_in_the_file_of_each_of_its_words(name: str, slug: str, keys: set[str]) -> None:
    assert keys_of(author(name, slug).channel) == keys
