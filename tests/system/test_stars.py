"""Papers that somebody stars, in Chromium: kept by the browser alone, listed, and exported from a disk and from any server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
from playwright import sync_api

from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.pages.channel_page import PageSite
from feeds.papers.paper_page import moved_page
from feeds.publish.publish import publish
from tests.support.keeping import keep
from tests.system.test_accessibility import axe, violations  # noqa: F401 - fixture
from tests.system.test_browser import Visit, chromium, number, served, visit  # noqa: F401 - fixtures

NAMES = (Author("José Núñez"), Author("李明"), Author("Ada van Lovelace"))
HOSTILE = number(4, title='</pre><script>alert(1)</script> & {"Braces}', authors=NAMES)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stars")
    with Store(f"sqlite:///{folder}/papers.db") as store:
        keep(store, [*(number(n, authors=NAMES) for n in (1, 2, 3)), HOSTILE])
        publish(store, Settings(), folder / "out", processes=1)
    site = PageSite("https://feeds.example.org", "Papers", ("rss",))
    moved = folder / "out" / "papers" / "doi" / "moved.html"
    moved.parent.mkdir()
    moved.write_bytes(moved_page("doi:10.1000/x", number(2), site))
    return folder / "out"


def stars(page: sync_api.Page) -> list[str]:
    """The titles on starred.html."""
    return page.locator("#starred h3").all_inner_texts()


def exported(page: sync_api.Page, form: str, folder: Path) -> str:
    """The file that a button gives, with its ends of lines."""
    with page.expect_download() as found:
        page.get_by_role("button", name=form, exact=True).click()
    found.value.save_as(folder / form)
    return (folder / form).read_bytes().decode()


def put(page: sync_api.Page, *papers: str) -> None:
    """Star pages by what the browser keeps."""
    rows = [[path, {"title": f"Title of {path}", "authors": "", "date": "", "at": 1}] for path in papers]
    key = page.evaluate("'paperwire:stars:' + new URL('.', location.href).pathname")
    page.evaluate("([key, rows]) => localStorage.setItem(key, JSON.stringify(rows))", [key, rows])


def test_what_is_starred_on_any_page_is_listed_and_exported_from_a_disk(
    visit: Callable[..., Visit], out: Path, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    seen = visit(out)
    page = seen.open("authors/jose-nunez.html")
    page.get_by_role("button", name="Star: Paper 3").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("s")
    assert page.locator(".star[aria-pressed=true]").count() == 2
    seen.open("papers/2507.00001.html")
    page.keyboard.press("s")
    assert page.locator(".spoken").inner_text() == "Starred: Paper 1"
    seen.open("starred.html")
    assert stars(page) == ["Paper 1", HOSTILE.title, "Paper 3"]
    assert page.locator("#starred .authors").first.inner_text() == "José Núñez, 李明, Ada van Lovelace"
    library = bibtexparser.parse_string(exported(page, "BibTeX", tmp_path))
    assert {entry["eprint"] for entry in library.entries} == {"2507.00001", "2507.00003", "2507.00004"}
    ris = exported(page, "RIS", tmp_path)
    assert ris.count("TY  - ") == ris.count("ER  - \r\n\r\n") == 3
    assert f"TI  - {HOSTILE.title}\r\n" in ris
    page.get_by_role("button", name="Star: Paper 1").click()
    seen.open("starred.html")
    assert stars(page) == [HOSTILE.title, "Paper 3"]
    assert seen.wrong == []
    assert all(address.startswith((f"file://{out}/", "blob:")) for address in seen.asked)
    assert page.context.cookies() == []


def test_with_our_policy_pages_are_read_from_the_server_and_what_is_missing_is_named(
    visit: Callable[..., Visit], out: Path, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    page = served(visit(out))
    page.route("**/papers/gone.html", lambda route: route.fulfill(status=404, body="none"))
    page.goto("http://papers.test/starred.html")
    put(page, "papers/2507.00001.html", "papers/doi/moved.html", "papers/gone.html")
    page.reload()
    found = exported(page, "BibTeX", tmp_path)
    assert [entry["eprint"] for entry in bibtexparser.parse_string(found).entries] == ["2507.00001", "2507.00002"]
    page.get_by_text("Not in the file, as the page cannot be read: Title of papers/gone.html.").wait_for()


def test_the_page_of_a_paper_gives_files_of_its_own(
    visit: Callable[..., Visit], out: Path, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    page = visit(out).open("papers/2507.00004.html")
    assert exported(page, "RIS", tmp_path).startswith("TY  - UNPB\r\nID  - arXiv:2507.00004\r\n")


def test_another_tab_and_what_a_search_finds_show_the_same_stars(visit: Callable[..., Visit], out: Path) -> None:  # noqa: F811
    seen = visit(out)
    page, other = served(seen), Visit(seen.page.context.new_page(), out)
    page.goto("http://papers.test/search.html?q=paper")
    served(other).goto("http://papers.test/all.html")
    page.get_by_role("button", name="Star: Paper 2").click()
    other.page.locator(".star[aria-pressed=true]").wait_for()
    assert other.page.locator(".star[aria-pressed=true]").get_attribute("aria-label") == "Star: Paper 2"
    other.page.locator(".star[aria-pressed=true]").click()
    page.get_by_role("button", name="Star: Paper 2", pressed=False).wait_for()


def test_what_others_wrote_into_the_browser_becomes_no_link(visit: Callable[..., Visit], out: Path) -> None:  # noqa: F811
    seen = visit(out)
    page = served(seen)
    page.goto("http://papers.test/starred.html")
    for strange in (
        "{", "null", '{"a": 1}', '[["javascript:alert(1)", {"title": "x"}]]', '[["papers/../../x.html", {"title": "x"}], 7]',
        '[["//evil.test/papers/x.html", {"title": "x"}], ["papers/x.html", null], ["papers/y.html", {"title": 5}]]',
    ):  # fmt: skip
        page.evaluate("text => localStorage.setItem('paperwire:stars:/', text)", strange)
        page.reload()
        assert page.locator("#stars").inner_text() == "No paper is starred."
        assert stars(page) == []
    assert page.get_by_text("The button “Star” beside a paper").is_visible()
    assert all(address.startswith("http://papers.test/") for address in seen.asked)


@pytest.mark.parametrize(("width", "dark"), [(1000, False), (1000, True), (320, False), (320, True)])
def test_axe_finds_nothing_wrong_with_stars(
    width: int, dark: bool, visit: Callable[..., Visit], out: Path, axe: str  # noqa: F811
) -> None:  # fmt: skip
    page = served(visit(out, width=width, dark=dark))
    page.goto("http://papers.test/starred.html")
    assert violations(page, axe) == []
    put(page, "papers/2507.00001.html", f"papers/{'long' * 20}.html")
    for path in ("starred.html", "all.html", "papers/2507.00001.html"):
        page.goto(f"http://papers.test/{path}")
        assert page.locator(".star[aria-pressed=true]").count() == (2 if path == "starred.html" else 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if path == "starred.html":
            assert violations(page, axe) == []
