"""Facts about all pages that publishing makes: what they say, what they link to, what they do not do."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

from enrich.options.channels import AuthorsSettings, FeedsSettings, Topic
from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.record import Author, Record, Version
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.operate.status import status_files
from feeds.output.run_files import write_run_files
from feeds.output.staging import Staging
from feeds.publish.publish import publish
from feeds.state.publishing import PublishState
from tests.feeds.publish.test_publish import without_surrogates
from tests.support.keeping import START, change, keep
from tests.support.papers import HOSTILE, PUBLISHED, paper

FORMATS = ("rss", "atom", "json")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def plain(number: int, **fields: Any) -> Record:
    when = PUBLISHED + timedelta(hours=number)
    ordinary: dict[str, Any] = {
        "id": f"2507.{number:05d}",
        "version": 1,
        "title": f"Paper {number}",
        "authors": (Author("Ada Lovelace"), Author(f"Author {number % 7}")),
        "published": when,
        "updated": when,
        "versions": (Version(1, when),),
    }
    return paper(**(ordinary | fields))


def settings(**fields: Any) -> Settings:
    """Papers of hundreds of authors give all of them pages; those of thousands are a crowd's."""
    ordinary = {"sources": (Source(name="inbox", files=("*.txt",)),), "authors": AuthorsSettings(crowd=1000)}
    return Settings(**(ordinary | fields))


def go(store: Store, out: Path, given: Settings | None = None) -> None:
    given = given or settings()
    publish(store, given, out, processes=1)
    write_run_files(Staging(out), status_files(store, given, START))


def pages(out: Path) -> dict[str, Any]:
    return {
        path.relative_to(out).as_posix(): lxml.html.document_fromstring(path.read_text())
        for path in out.rglob("*.html")
    }


def page(out: Path, path: str) -> Any:
    return pages(out)[f"{path}.html"]


def links(of: Any) -> dict[str, str]:
    return {a.text_content(): a.get("href") for a in of.iter("a")}


def shown(of: Any) -> list[str]:
    """Ids of the papers on a page."""
    return [article.get("id") for article in of.iter("article")]


def data(out: Path) -> dict[str, bytes]:
    """Every page but that which tells of runs."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*.html")
        if path.name != "status.html"
    }


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of every kind: hostile papers, more papers than a page holds, a long directory."""
    folder = tmp_path_factory.mktemp("everything")
    with Store(f"sqlite:///{folder}/papers.db") as store:
        return _everything(store, folder / "out")


def _everything(store: Store, out: Path) -> Path:
    keep(store, [plain(100 + n, authors=(Author("Ada Lovelace"), Author(f"Author {n}"))) for n in range(120)])
    keep(store, [plain(500, authors=tuple(Author(f"Zeno {n} of Elea") for n in range(500)))])
    keep(store, map(without_surrogates, HOSTILE), source="<b>lab</b>", document="../a & b.txt")
    go(store, out, settings(feeds=FeedsSettings(entries=10)))
    return out


# ---------------------------------------------------------------- every page


def test_every_link_of_a_page_to_another_leads_somewhere(everything: Path) -> None:
    found = pages(everything)
    there = {path.relative_to(everything).as_posix() for path in everything.rglob("*")}
    assert len(found) > 600
    for path, one in found.items():
        for element in one.iter("a", "link", "script"):
            address = urlsplit(element.get("href") or element.get("src"))
            if address.scheme or not address.path:
                continue
            # Hosts show 404.html at any depth, so that its links begin at the site's own address.
            assert address.path.startswith("/") == (path == "404.html"), path
            target = os.path.normpath(Path(path).parent / unquote(address.path).lstrip("/"))
            assert target in there, f"{path}: {address.path}"
            if address.fragment:
                assert found[target].get_element_by_id(address.fragment) is not None


def test_no_page_asks_another_host_or_holds_a_script_or_style_of_its_own(everything: Path) -> None:
    for path, one in pages(everything).items():
        for element in one.iter("link", "script", "img", "iframe", "form"):
            address = element.get("href") or element.get("src") or ""
            if element.get("rel") == "canonical":
                continue  # nobody asks for it
            assert not urlsplit(address).scheme, path
            assert not urlsplit(address).netloc, path
        assert not list(one.iter("style", "iframe", "object", "embed", "base"))
        # JSON-LD is data, which no browser runs and no policy forbids.
        scripts = [script for script in one.iter("script") if script.get("type") != "application/ld+json"]
        assert not [script for script in scripts if not script.get("src")]
        for element in one.iter():
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")], path


def test_every_page_thanks_arxiv_and_claims_no_endorsement(everything: Path) -> None:
    for one in pages(everything).values():
        footer = one.find(".//footer").text_content()
        assert "Thank you to arXiv for use of its open access interoperability." in footer
        assert "arXiv does not endorse them" in footer


def test_every_page_has_what_a_screen_reader_needs(everything: Path) -> None:
    for path, one in pages(everything).items():
        assert one.get("lang") == "en", path
        assert one.findtext(".//title"), path
        assert [element.get("content") for element in one.iter("meta") if element.get("name") == "viewport"]
        levels = [int(element.tag[1]) for element in one.iter("h1", "h2", "h3", "h4")]
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        labels = {element.get("for") for element in one.iter("label")}
        assert all(element.get("id") in labels for element in one.iter("input")), path
        ids = [element.get("id") for element in one.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), path
        assert all(a.text_content().strip() for a in one.iter("a")), path


def test_every_channel_page_leads_programs_to_its_feeds(everything: Path) -> None:
    for path, one in pages(everything).items():
        if not re.match(r"(all|topics/|authors/)", path):
            continue
        found = {link.get("href"): link.get("type") for link in one.iter("link") if link.get("rel") == "alternate"}
        own = Path(path).stem
        assert found[f"{own}.rss"] == "application/rss+xml"
        assert found[f"{own}.atom"] == "application/atom+xml"
        assert found[f"{own}.json"] == "application/feed+json"


def test_every_feed_leads_to_a_page_that_is_there(everything: Path) -> None:
    base = f"{settings().public_url}/"
    for path in everything.rglob("*.json"):
        json_feed = json.loads(path.read_bytes())
        if path.parent.name != "dumps" and "home_page_url" in json_feed:
            assert json_feed["home_page_url"].startswith(base)
            assert (everything / json_feed["home_page_url"].removeprefix(base)).is_file(), path


# ---------------------------------------------------------------- channels


def test_a_page_shows_what_its_feed_shows(everything: Path) -> None:
    for path in ("all", "topics/cs-lg", "authors/ada-lovelace"):
        feed = json.loads((everything / f"{path}.json").read_bytes())
        assert shown(page(everything, path)) == [item["id"].partition("/abs/")[2] for item in feed["items"]]


def test_a_walk_through_older_pages_meets_every_paper_once(everything: Path) -> None:
    found = pages(everything)
    path, met = "all.html", []
    while path:
        met += shown(found[path])
        path = links(found[path]).get("Older papers", "")
    records = json.loads((everything / "dumps" / "records.json").read_bytes())["records"]
    assert sorted(met) == sorted(record["id"] for record in records)


def test_a_page_of_older_papers_leads_back(everything: Path) -> None:
    assert links(page(everything, "authors/ada-lovelace.archive-1"))["Newest papers"] == "ada-lovelace.html"


def test_a_page_counts_the_papers_that_only_archives_hold(everything: Path) -> None:
    one = page(everything, "authors/ada-lovelace")
    assert "120 papers" in one.text_content()
    assert "120, most in Jul 2025 (120)." in one.find(".//figcaption").text_content()


def test_authors_lead_to_their_pages_and_categories_to_their_topics(everything: Path) -> None:
    found = {a.get("href") for a in page(everything, "topics/cs-lg").iter("a")}
    assert {"../authors/ada-lovelace.html", "../topics/cs-lg.html", "../topics/stat-ml.html"} <= found


def test_categories_lead_to_their_topics_where_these_are_or_go_on_and_nowhere_else(store: Store, out: Path) -> None:
    def led_to() -> list[str]:
        return [href for href in links(page(out, "all")).values() if href.startswith("topics/")]

    keep(store, [plain(1)])
    topics = (Topic(slug="feeds", keywords=("paper",)),)
    go(store, out, settings(topics=topics))
    assert not led_to()
    go(store, out)
    assert led_to() == ["topics/cs-lg.html", "topics/stat-ml.html"]
    go(store, out, settings(topics=topics))
    assert led_to() == ["topics/cs-lg.html", "topics/stat-ml.html"]
    go(store, out, settings(topics=topics, feeds=FeedsSettings(retired={"cs-lg": ""})))
    assert led_to() == ["topics/stat-ml.html"]


def test_an_author_page_says_by_which_name_and_document_a_paper_is_there(store: Store, out: Path) -> None:
    keep(store, [plain(1, authors=(Author("Zhe Gan"),)), plain(2, authors=(Author("Z. Gan"),))], document="list.txt")
    go(
        store,
        out,
        settings(site=SiteSettings(show_documents=True), authors=AuthorsSettings(aliases={"Zhe Gan": ("Z. Gan",)})),
    )
    why = {
        article.get("id"): article.find_class("why")[0].text_content()
        for article in page(out, "authors/zhe-gan").iter("article")
    }
    named = "Named in list.txt 1.0, line {}, column 1 (source inbox, by its arXiv id)."
    assert why["2507.00001"] == f"Here because “Zhe Gan” is one of its authors. {named.format(1)}"
    assert why["2507.00002"] == (
        f"Here because “Z. Gan”, which the settings call an alias of Zhe Gan, is one of its authors. {named.format(2)}"
    )


def test_an_alias_leads_to_the_page_of_whom_it_stands_for(store: Store, out: Path) -> None:
    keep(store, [plain(2, authors=(Author("Z. Gan"),))])
    go(store, out, settings(authors=AuthorsSettings(aliases={"Zhe Gan": ("Z. Gan",)})))
    assert links(page(out, "all"))["Z. Gan"] == "authors/zhe-gan.html"


def test_an_author_with_too_few_papers_is_no_link_until_there_are_enough(store: Store, out: Path) -> None:
    given = settings(authors=AuthorsSettings(min_papers=2))
    keep(store, [plain(1, authors=(Author("Ada"), Author("Bob"))), plain(2, authors=(Author("Ada"),))])
    go(store, out, given)
    assert links(page(out, "all"))["Ada"] == "authors/ada.html"
    assert "Bob" not in links(page(out, "authors/ada"))
    keep(store, [plain(3, authors=(Author("Bob"),))], document="other.txt")
    go(store, out, given)
    assert links(page(out, "authors/ada"))["Bob"] == "../authors/bob.html"


def test_an_author_of_no_paper_any_more_has_no_page(store: Store, out: Path) -> None:
    keep(store, [plain(1, authors=(Author("Ada"), Author("Bbo")))])
    go(store, out)
    assert (out / "authors" / "bbo.html").exists()
    change(store, [plain(1, authors=(Author("Ada"), Author("Bob")), version=2, updated=PUBLISHED + timedelta(days=9))])
    go(store, out)
    assert not (out / "authors" / "bbo.html").exists()
    assert links(page(out, "all"))["Bob"] == "authors/bob.html"


# ---------------------------------------------------------------- index


def test_the_newest_papers_are_those_of_a_week_and_the_day_of_the_newest_is_named(store: Store, out: Path) -> None:
    keep(store, [plain(0), plain(24 * 7 - 1), plain(24 * 7), plain(24 * 14)])
    go(store, out)
    week = [a.text for a in page(out, "index").xpath("//h2[@id='week']/following-sibling::ul//a")]
    assert week == [f"Paper {24 * 14}", "arXiv"]
    assert "The newest paper is of 31 July 2025; 1 paper since 24 July 2025." in page(out, "index").text_content()


def test_a_larger_number_of_authors_moves_them_into_a_directory_and_back(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    assert not (out / "authors-a.html").exists()
    keep(store, [plain(2, authors=tuple(Author(f"Zeno {n} of Elea") for n in range(600)))], document="other")
    go(store, out)
    assert (out / "authors-zeno-1.html").exists()
    assert (out / "static" / "channels.js").exists()
    assert (out / "static" / "channels-el.js").exists()
    few = plain(2, authors=(Author("Ada Lovelace"),), version=2, updated=PUBLISHED + timedelta(days=9))
    change(store, [few])
    go(store, out)
    assert not (out / "authors-z.html").exists()
    assert not list((out / "static").glob("channels*.js"))


def test_a_directory_that_grew_has_the_bytes_of_one_that_is_made_at_once(
    store: Store, out: Path, tmp_path: Path
) -> None:
    keep(store, [plain(2, authors=tuple(Author(f"Zeno {n} of Elea") for n in range(600)))])
    go(store, out)
    page = out / "authors-zeno-1.html"
    before = {path: path.stat().st_ino for path in out.glob("authors-*.html")}
    keep(store, [plain(3, authors=(Author("Zeno 17 the Younger"),))], document="other")
    go(store, out)
    assert [path for path, number in before.items() if path.stat().st_ino != number] == [page]
    publish(store, settings(), tmp_path / "anew", processes=1, moving=True)
    for path in [*out.glob("authors*.*"), *out.glob("static/*")]:
        assert (tmp_path / "anew" / path.relative_to(out)).read_bytes() == path.read_bytes(), path


def test_a_directory_of_another_layout_is_made_again_with_the_next_paper(store: Store, out: Path) -> None:
    keep(store, [plain(2, authors=tuple(Author(f"Zeno {n} of Elea") for n in range(600)))])
    go(store, out)
    page, published = out / "authors-zeno-1.html", PublishState(store.engine)
    before = page.read_bytes()
    page.write_bytes(b"laid out otherwise")
    published.set_values({"authors": published.values()["authors"] | {"directory": True}})
    keep(store, [plain(3, authors=(Author("Zeno 17 of Elea"),))], document="other")
    go(store, out)
    assert page.read_bytes() == before


def test_the_busiest_authors_are_counted_anew_when_no_author_comes(store: Store, out: Path) -> None:
    keep(store, [plain(1, authors=tuple(Author(f"Zeno {n} of Elea") for n in range(600)))])
    go(store, out)
    keep(store, [plain(2, authors=(Author("Zeno 345 of Elea"),))], document="other")
    go(store, out)
    first = page(out, "index").xpath("//section[@aria-labelledby='authors']//li/a[contains(@href, 'authors/')]")[0]
    assert (first.text, first.getnext().text) == ("Zeno 345 of Elea", "2 papers")


# ---------------------------------------------------------------- what changes, and when


def test_the_same_records_give_the_same_pages_whenever_they_came(store: Store, tmp_path: Path) -> None:
    keep(store, [plain(n) for n in range(30)])
    go(store, tmp_path / "one")
    change(store, [replace(plain(3), title="Another title")])
    go(store, tmp_path / "one")
    change(store, [plain(3)])
    go(store, tmp_path / "one")
    publish(store, settings(), tmp_path / "two", processes=2, moving=True)
    assert data(tmp_path / "one") == data(tmp_path / "two")


def test_a_changed_paper_changes_only_pages_that_show_it(store: Store, out: Path) -> None:
    keep(store, [plain(n, categories=("cs.LG",) if n else ("math.AG",)) for n in range(14)])
    go(store, out)
    before = data(out)
    change(store, [replace(plain(3, categories=("cs.LG",)), title="Another title")])
    go(store, out)
    changed = {path for path, content in data(out).items() if before[path] != content}
    assert changed - {"data.html"} == {
        "all.html", "index.html", "topics/inbox.html", "topics/cs-lg.html", "authors/ada-lovelace.html",
        "authors/author-3.html", "papers/2507.00003.html",
    }  # fmt: skip


def test_another_mention_shows_on_the_pages_of_the_paper(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out)
    keep(store, [plain(1)], source="other", document="second.txt")
    go(store, out)
    page_text = page(out, "authors/ada-lovelace").text_content()
    assert (
        "Named in a document (source inbox, by its arXiv id); a document (source other, by its arXiv id)." in page_text
    )
    go(store, out, settings(site=SiteSettings(show_documents=True)))
    assert "second.txt" in page(out, "authors/ada-lovelace").text_content()


def test_without_pages_there_are_none_and_then_there_are(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    publish(store, settings(), out, processes=1, extras=())
    assert not list(out.rglob("*.html"))
    go(store, out)
    assert shown(page(out, "authors/ada-lovelace")) == ["2507.00001"]


def test_only_the_wanted_formats_are_offered(store: Store, out: Path) -> None:
    keep(store, [plain(1)])
    go(store, out, settings(feeds=FeedsSettings(formats=("atom",)), site=SiteSettings(title="A & B <i>")))
    for path in ("index", "all", "authors/ada-lovelace"):
        text = (out / f"{path}.html").read_text()
        assert ".atom" in text
        assert f"{Path(path).name}.rss" not in text
    assert page(out, "index").findtext(".//h1") == "A & B <i>"


def test_without_papers_there_is_no_heading_of_papers(store: Store, out: Path) -> None:
    go(store, out)
    page = (out / "all.html").read_text("utf-8")
    assert "No paper yet." in page
    assert '<h2 id="papers">' not in page
    keep(store, [paper()])
    go(store, out)
    assert '<h2 id="papers">Papers</h2>' in (out / "all.html").read_text("utf-8")
