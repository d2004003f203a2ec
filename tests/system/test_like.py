"""Papers like this one, in Chromium: found by the index of the search when somebody asks, from a disk and from any server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright import sync_api

from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.search.search_index import Search
from tests.support.keeping import keep
from tests.support.papers import paper
from tests.support.serving import at_work
from tests.system.test_accessibility import axe, violations  # noqa: F401 - fixture
from tests.system.test_browser import Visit, chromium, number, served, visit  # noqa: F401 - fixtures


def titled(name: str, title: str, *authors: str, abstract: str = "About nothing.") -> Record:
    return paper(id=name, title=title, abstract=abstract, authors=tuple(map(Author, authors)))


ADA, BOB, EVE = "Ada Lovelace", "Bob van Dyk", "José Núñez"
OWN = titled("hep-th/9901001", "Rényi entropy of lattice gauge strings", ADA, BOB)
PAPERS = [
    OWN,
    titled("2501.00001", "Knots and their colours", ADA, BOB),
    titled("2501.00002", "Entropy on a lattice, by Rényi", "Cy Dee"),
    titled("2501.00003", "Another subject", "Cy Dee", abstract="Here strings have a Rényi entropy, in a gauge."),
    titled("2501.00004", "The Lovelace engine of Ada", "Cy Dee"),
    titled("2501.00005", "Strings alone", "Cy Dee"),
    titled("2501.00006", "Nothing in common", EVE),
    *(titled(f"2502.0000{n}", f"Lattice gauge <b>theory</b> {n}", "Zed Zed") for n in range(1, 7)),
]  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("like")
    with Store(f"sqlite:///{folder}/papers.db") as store:
        keep(store, [*PAPERS, *(number(n, title=f"Filler{n} f{n}ller", authors=()) for n in range(1, 31))])
        publish(store, Settings(), folder / "out", processes=1)
    return folder / "out"


def alike(page: sync_api.Page) -> list[tuple[str, str]]:
    """(title, reason) of what is shown once somebody asked."""
    page.get_by_role("button", name="Look for papers like this").click()
    page.locator("#like .soft[role=status]:not(:empty)").wait_for()
    rows = page.locator("#like li").all()
    return [(one.locator("a").inner_text(), one.locator(".soft").last.inner_text()) for one in rows]


def test_papers_are_found_by_authors_and_rare_words_and_each_says_why(
    visit: Callable[..., Visit], out: Path  # noqa: F811
) -> None:  # fmt: skip
    seen = visit(out)
    page = seen.open("papers/hep-th/9901001.html")
    assert not [address for address in seen.asked if "/search/" in address], "nothing is loaded before somebody asks"
    found = alike(page)
    reasons = dict(found)
    assert len(found) == 6
    assert reasons["Knots and their colours"] == f"Authors of the same names: {ADA}, {BOB}."
    assert reasons["Entropy on a lattice, by Rényi"] == "Words: entropy, renyi, lattice."
    assert {*reasons["Another subject"].removeprefix("Words: ").rstrip(".").split(", ")} == {
        "entropy",
        "strings",
        "renyi",
        "gauge",
    }
    assert {"Strings alone", "Nothing in common", OWN.title, "The Lovelace engine of Ada"}.isdisjoint(reasons)
    assert found[0][0] in {"Entropy on a lattice, by Rényi", "Knots and their colours"}
    page.reload()
    assert alike(page) == found
    assert seen.wrong == []
    page.locator("#like li a", has_text="Another subject").click()
    page.wait_for_url("**/papers/2501.00003.html")
    assert page.locator("h1").inner_text() == "Another subject"


def test_our_policy_allows_it_and_who_shares_nothing_is_told_so(visit: Callable[..., Visit], out: Path) -> None:  # noqa: F811
    seen = visit(out)
    page = served(seen)
    page.goto("http://papers.test/papers/2501.00006.html")
    assert alike(page) == []
    assert page.get_by_text("No other paper here shares the name of an author or two words of the title.").is_visible()
    page.goto("http://papers.test/papers/2502.00001.html")
    assert len(alike(page)) == 6
    assert seen.wrong == []
    assert all(address.startswith("http://papers.test/") for address in seen.asked)


def test_where_the_index_is_no_files_the_server_is_asked(visit: Callable[..., Visit], tmp_path: Path) -> None:  # noqa: F811
    settings = Settings.model_validate({"folder": tmp_path, "pages": {"papers": "serve", "search": "serve"}})
    with Store(settings.store_url) as store:
        keep(store, [*PAPERS, *(number(n, title=f"Filler{n} f{n}ller", authors=()) for n in range(1, 31))])
        publish(store, settings, settings.out, processes=1)
        Search(store.engine).catch_up()
        with at_work(settings, store) as site:
            seen = visit(settings.out)
            seen.page.goto(f"http://127.0.0.1:{site.port}/papers/hep-th/9901001.html")
            assert not [address for address in seen.asked if "/search/" in address], (
                "nothing is loaded before somebody asks"
            )
            reasons = dict(alike(seen.page))
            assert len(reasons) == 6
            assert reasons["Knots and their colours"] == f"Authors of the same names: {ADA}, {BOB}."
            assert reasons["Entropy on a lattice, by Rényi"] == "Words: entropy, renyi, lattice."
            seen.page.locator("#like li a", has_text="Another subject").click()
            seen.page.wait_for_url("**/papers/2501.00003.html")
            assert seen.wrong == []
            seen.page.goto(f"http://127.0.0.1:{site.port}/papers/2501.00006.html")
            assert alike(seen.page) == []
            assert seen.page.get_by_text("No other paper here shares").is_visible()


def test_an_index_that_is_not_there_is_said(visit: Callable[..., Visit], out: Path) -> None:  # noqa: F811
    page = served(visit(out))
    page.route("**/search/start.js", lambda route: route.fulfill(status=404, body="none"))
    page.goto("http://papers.test/papers/2501.00001.html")
    assert alike(page) == []
    assert page.get_by_text("The index of the search could not be loaded; try again.").is_visible()


@pytest.mark.parametrize(("width", "dark"), [(1000, False), (1000, True), (320, False), (320, True)])
def test_axe_finds_nothing_wrong_with_what_is_shown(
    width: int, dark: bool, visit: Callable[..., Visit], out: Path, axe: str  # noqa: F811
) -> None:  # fmt: skip
    page = visit(out, width=width, dark=dark).open("papers/hep-th/9901001.html")
    assert alike(page)
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
