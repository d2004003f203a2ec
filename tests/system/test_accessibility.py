"""What axe (https://github.com/dequelabs/axe-core) finds wrong with the pages for people who see, hear or move otherwise.

Every kind of page, light and dark, on a wide and on a narrow screen. Skipped where axe or Chromium is not installed; with
PAPERWIRE_REQUIRE_TOOLS=1 that is a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright import sync_api

from enrich.record import Author
from enrich.settings import Settings, load
from enrich.store.store import Store
from feeds.cli import sample_settings as sample
from feeds.cli.commands import call
from feeds.feed import FORMATS
from feeds.pages.channel_page import PageSite, ended_page
from feeds.papers.paper_page import moved_page
from feeds.publish.publish import publish
from tests.feeds.people.test_people_channels import ALONE, FIRST, PAPERS, PEOPLE, SECOND
from tests.support.enriching import CORRECTION, RETRACTION, author, enrichment, report
from tests.support.keeping import keep
from tests.support.knowing import know
from tests.support.serving import serving
from tests.system.test_browser import Visit, chromium, number, visit  # noqa: F401 - fixtures
from tests.system.test_readers import READERS, need

AXE = READERS / "node_modules" / "axe-core" / "axe.min.js"
SETTINGS = f"""
[site]
show_documents = true
[feeds]
entries = 5
[arxiv]
base_url = "http://127.0.0.1:9"
min_interval = 0.0
retries = 0
snapshot = "{sample.HERE / "papers.jsonl"}"
[[sources]]
name = "list"
files = ["list.md", "missing.txt"]
"""
OPEN = "\n\n- arXiv:2513.00001\n- arXiv:2401.99999\n- A title that nobody has ever given to a paper of any kind\n"
"""Mentions that come to nothing, of several kinds."""
PAGES = {
    "index": "index.html",
    "everything": "all.html",
    "topic": "topics/list.html",
    "author": "authors/ada-1.html",
    "directory of authors": "authors-a.html",
    "directory of topics": "topics.html",
    "status": "status.html",
    "data": "data.html",
    "paper of which everything is known": "papers/2507.00001.html",
    "paper of which little is known": "papers/2507.00002.html",
    "retracted paper": "papers/2507.00003.html",
    "older papers": "all.archive-1.html",
    "search without a server": "search.html",
    "what such a search found": "search.html?q=paper",
    "what such a search did not find": "search.html?q=nothingofthekind",
    "topic that ended": "topics/ended.html",
    "paper that moved": "papers/doi/moved.html",
}


@pytest.fixture(scope="module")
def axe() -> str:
    return Path(need(str(AXE) if AXE.is_file() else None, "axe: npm ci --prefix tests/readers")).read_text("utf-8")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two runs published of the sample, an input that went wrong, and so many authors that there are directories."""
    home = tmp_path_factory.mktemp("site")
    reading = (sample.HERE / "reading-list.md").read_text("utf-8")
    (home / "list.md").write_text(reading + OPEN, "utf-8")
    (home / "paperwire.toml").write_text(SETTINGS, "utf-8")
    with Store(load(here=home).store_url) as store:
        # No paper has so many authors that they are a crowd, whose members have no pages.
        keep(store, [number(n + 1, authors=tuple(Author(f"Ada {n + 10 * k}") for k in range(70))) for n in range(10)])
        known = enrichment(authors=tuple(author(place, f"Ada {1 + 10 * place}") for place in range(0, 70, 3)))
        report(store, {"2507.00001": known, "2507.00003": enrichment(notices=(RETRACTION, CORRECTION))})
        publish(store, load(here=home), home / "out", processes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert call(["--quiet", "run"]) == 3
    ended = ended_page("Ended", "topics/ended", "List", "topics/list.html", "Papers", FORMATS)
    (home / "out" / "topics" / "ended.html").write_bytes(ended)
    (home / "out" / "papers" / "doi").mkdir()
    site = PageSite("https://feeds.example.org", "Papers", FORMATS)
    moved = moved_page("doi:10.1000/x", number(1), site)
    # A browser would leave it at once, perhaps while it is looked at.
    stays = moved.replace(b'http-equiv="refresh"', b'name="stays"')
    assert stays != moved
    (home / "out" / "papers" / "doi" / "moved.html").write_bytes(stays)
    return home / "out"


@pytest.fixture(scope="module")
def with_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of names and persons: namesakes, several spellings, one whom no evidence holds together any more."""
    home = tmp_path_factory.mktemp("people")
    with Store(f"sqlite:///{home}/papers.db") as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr("feeds.publish.publish.update_persons", lambda *_: None, raising=False)
        keep(store, PAPERS)
        know(store, PEOPLE)
        publish(store, Settings(), home / "out", processes=1)
        know(store, {FIRST: PEOPLE[FIRST], SECOND: PEOPLE[SECOND]})
        publish(store, Settings(), home / "out", processes=1)
    return home / "out"


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a search page."""
    with serving(tmp_path_factory.mktemp("served"), [number(n) for n in range(1, 4)]) as site:
        yield f"http://127.0.0.1:{site.port}/search.html"


def violations(page: sync_api.Page, axe: str) -> list[tuple[str, str]]:
    page.evaluate(axe)
    for fold in page.locator("summary").all():
        fold.click()
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(one["id"], node["html"]) for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(("width", "dark"), [(1000, False), (1000, True), (320, False), (320, True)])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_wrong_with_a_page(
    kind: str, width: int, dark: bool, visit: Callable[..., Visit], out: Path, axe: str  # noqa: F811
) -> None:  # fmt: skip
    page = visit(out, width=width, dark=dark).open(PAGES[kind])
    if "?q=" in PAGES[kind]:
        page.locator("#results .paper, #hint:visible").first.wait_for()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "dark"), [(1000, False), (1000, True), (320, False), (320, True)])
@pytest.mark.parametrize(
    "path",
    [f"people/{FIRST}.html", "authors/wei-wang.html", "authors/eve-fay.html", f"people/{ALONE}.html", "index.html"],
)
def test_axe_finds_nothing_wrong_with_pages_of_people(
    path: str, width: int, dark: bool, visit: Callable[..., Visit], with_people: Path, axe: str  # noqa: F811
) -> None:  # fmt: skip
    page = visit(with_people, width=width, dark=dark).open(path)
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "dark"), [(1000, False), (1000, True), (320, False), (320, True)])
@pytest.mark.parametrize(
    "question", ["", "?q=paper", "?q=nothingofthekind", "?since=never", "review.html", "none.html"]
)
def test_axe_finds_nothing_wrong_with_a_search(
    question: str, width: int, dark: bool, visit: Callable[..., Visit], search: str, axe: str  # noqa: F811
) -> None:  # fmt: skip
    page = visit(Path(), width=width, dark=dark).page
    page.goto(search.replace("search.html", question) if question.endswith(".html") else search + question)
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", ["status", "data", "paper of which everything is known", "retracted paper"])
def test_tables_are_read_on_a_narrow_screen_without_going_sideways_and_stay_tables(
    kind: str, visit: Callable[..., Visit], out: Path  # noqa: F811
) -> None:  # fmt: skip
    page = visit(out, width=320).open(PAGES[kind])
    widths = page.locator(".table").evaluate_all("all => all.map((one) => [one.scrollWidth, one.clientWidth])")
    assert widths
    assert all(whole <= shown for whole, shown in widths)
    table = page.get_by_role("table").first
    labels = table.get_by_role("columnheader").all_text_contents()
    cells = table.get_by_role("row").nth(1).get_by_role("cell").all()
    assert [cell.get_attribute("data-label") for cell in cells] == labels[1:]


def test_the_status_page_has_every_part(out: Path) -> None:
    text = (out / "status.html").read_text("utf-8")
    assert all(f'id="{part}"' in text for part in ("runs", "sources", "inputs", "found", "malformed", "deferred"))


@pytest.mark.parametrize("dark", [False, True])
def test_the_search_button_is_made_as_the_other_buttons(visit: Callable[..., Visit], search: str, dark: bool) -> None:  # noqa: F811
    page = visit(Path(), dark=dark).page
    page.goto(f"{search}?q=paper")
    looks = (
        "backgroundColor",
        "color",
        "borderTopColor",
        "borderTopLeftRadius",
        "fontFamily",
        "fontWeight",
        "fontSize",
    )
    read = f"one => {list(looks)!r}.map(name => getComputedStyle(one)[name])"
    assert page.locator("form button").evaluate(read) == page.locator("a.button").first.evaluate(read)
    assert page.locator("form button").evaluate("one => one.getBoundingClientRect().height") >= 24
