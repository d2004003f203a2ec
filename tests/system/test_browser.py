"""What a real browser makes of the pages: Debian's Chromium, driven by Playwright.

Skipped where no Chromium is installed; with PAPERWIRE_REQUIRE_TOOLS=1 that is a failure. Pages are opened from the
disk, as somebody does who copies out/ to a stick: what works there works from any web server.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright import sync_api

from enrich.options.channels import AuthorsSettings
from enrich.options.sources import Source
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.operate.status import status_files
from feeds.output.run_files import write_run_files
from feeds.output.staging import Staging
from feeds.publish.publish import publish
from feeds.sending.headers import PAGE_POLICY
from tests.feeds.publish.test_publish import without_surrogates
from tests.support.keeping import START, keep
from tests.support.papers import HOSTILE, PUBLISHED, paper

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
MEDIA = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
DARK_ENOUGH, LIGHT_ENOUGH = 60, 200
"""Of a background's brightest or darkest channel, 0 to 255."""


class Visit:
    """A page of out/ in a tab of its own, with all that went wrong there."""

    def __init__(self, page: sync_api.Page, out: Path) -> None:
        self.page = page
        self.out = out
        self.wrong: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("requestfailed", self.failed)
        page.on("request", lambda request: self.asked.append(request.url))

    def failed(self, request: sync_api.Request) -> None:
        """Note what could not be had; what the browser itself gives up as it leaves a page is no fault of the page."""
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"{request.url}: {request.failure}")

    def open(self, path: str) -> sync_api.Page:
        self.page.goto(f"file://{self.out}/{path}")
        return self.page


def number(count: int, **fields: object) -> Record:
    when = PUBLISHED + timedelta(hours=count)
    return paper(
        **({"id": f"2507.{count:05d}", "title": f"Paper {count}", "published": when, "updated": when} | fields)
    )


@pytest.fixture(scope="module")
def chromium() -> Iterator[sync_api.Browser]:
    if CHROMIUM is None:
        how = "Chromium: apt-get install chromium"
        if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
            pytest.fail(f"a judge is missing: {how}")
        pytest.skip(f"needs {how}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """out/ with few channels, so that the index names them all."""
    folder = tmp_path_factory.mktemp("small")
    with Store(f"sqlite:///{folder}/papers.db") as store:
        keep(
            store, [number(n, authors=(Author("José Núñez"), Author("李明"), Author(f"Ada {n}"))) for n in range(1, 9)]
        )
        keep(store, [without_surrogates(one) for one in HOSTILE], source="lab")
        _publish(store, folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """out/ with many channels, so that most are found by searching."""
    folder = tmp_path_factory.mktemp("large")
    with Store(f"sqlite:///{folder}/papers.db") as store:
        names = (
            "Łukasz Ørsted",
            "José Núñez",
            "Bowei Zhang",
            "Wei Zhang",
            *(f"Author {n} of Many" for n in range(700)),
        )
        keep(store, [number(1, authors=tuple(map(Author, names))), number(2)])
        _publish(store, folder / "out")
    return folder / "out"


def _publish(store: Store, out: Path) -> None:
    settings = Settings(sources=(Source(name="inbox", files=("*.txt",)),), authors=AuthorsSettings(crowd=1000))
    publish(store, settings, out, processes=1)
    write_run_files(Staging(out), status_files(store, settings, START))


@pytest.fixture
def visit(chromium: sync_api.Browser) -> Iterator[Callable[..., Visit]]:
    """Opens a tab: `visit(out, width=..., color_scheme=..., java_script_enabled=...)`."""
    contexts: list[sync_api.BrowserContext] = []

    def begin(out: Path, *, width: int = 1000, dark: bool = False, script: bool = True) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visit(context.new_page(), out)

    yield begin
    for context in contexts:
        context.close()


def names(page: sync_api.Page, where: str = ".channels") -> list[str]:
    """The channels that can be seen."""
    rows = page.locator(f"{where} li:visible > a:first-child")
    return rows.all_text_contents()


PAGES = ("index.html", "all.html", "status.html", "topics/cs-lg.html", "topics/lab.html")


@pytest.mark.parametrize("path", [*PAGES, "authors/jose-nunez.html"])
def test_a_page_opens_without_an_error_and_asks_no_other_host(
    visit: Callable[..., Visit], small: Path, path: str
) -> None:
    seen = visit(small)
    seen.open(path)
    assert seen.wrong == []
    assert all(address.startswith(f"file://{small}/") for address in seen.asked)
    assert any(address.endswith("static/style.css") for address in seen.asked)


def test_typing_filters_topics_and_authors(visit: Callable[..., Visit], small: Path) -> None:
    page = visit(small).open("index.html")
    page.get_by_label("Find a topic or an author").fill("jose nun")
    assert names(page) == ["José Núñez"]
    assert page.locator("#found").text_content() == "1 topic or author matches."
    page.get_by_label("Find a topic or an author").fill("LEARNING stat")
    assert names(page) == ["Machine Learning (stat.ML)"]
    page.get_by_label("Find a topic or an author").fill("li ming")
    assert names(page) == ["李明"]
    page.get_by_label("Find a topic or an author").fill("nobody like this")
    assert names(page) == []
    assert page.locator("#found").text_content() == "No topic or author matches."


def test_an_emptied_filter_shows_everything_again(visit: Callable[..., Visit], small: Path) -> None:
    page = visit(small).open("index.html")
    before = names(page)
    page.get_by_label("Find a topic or an author").fill("zzz")
    page.keyboard.press("Escape")
    assert names(page) == before
    assert page.get_by_role("img").is_visible()


def test_many_channels_are_loaded_when_somebody_searches_and_not_before(
    visit: Callable[..., Visit], large: Path
) -> None:
    seen = visit(large)
    page = seen.open("index.html")
    assert not any(address.endswith("channels.js") for address in seen.asked)
    page.get_by_label("Find a topic or an author").fill("lukasz orsted")
    page.locator("#results li").wait_for()
    assert names(page, "#results") == ["Łukasz Ørsted"]
    assert seen.wrong == []
    feeds = page.locator("#results li a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
    assert feeds == [f"authors/lukasz-orsted.{ending}" for ending in ("html", "rss", "atom", "json")]
    page.locator("#results li a").first.click()
    assert page.locator("h1").text_content() == "Łukasz Ørsted"


def test_of_very_many_matches_the_first_are_shown_and_all_are_counted(visit: Callable[..., Visit], large: Path) -> None:
    page = visit(large).open("index.html")
    page.get_by_label("Find a topic or an author").fill("of many")
    page.locator("#results li").first.wait_for()
    assert page.locator("#results li").count() == 100
    assert page.locator("#found").text_content() == "700 topics and authors match; the first 100 are shown."


def test_whole_words_come_first(visit: Callable[..., Visit], large: Path) -> None:
    page = visit(large).open("index.html")
    page.get_by_label("Find a topic or an author").fill("wei zhang")
    page.locator("#results li").first.wait_for()
    assert names(page, "#results") == ["Wei Zhang", "Bowei Zhang"]
    page.get_by_label("Find a topic or an author").fill("w")
    assert page.locator("#found").text_content() == "Two letters or more find authors, too."


def test_every_channel_is_reached_without_javascript(visit: Callable[..., Visit], large: Path) -> None:
    seen = visit(large, script=False)
    page = seen.open("index.html")
    assert not page.get_by_label("Find a topic or an author").is_visible()
    page.get_by_role("link", name="L", exact=True).click()
    page.get_by_role("link", name="Łukasz Ørsted").click()
    assert page.locator("h1").text_content() == "Łukasz Ørsted"
    page.locator("summary", has_text="Abstract").click()
    assert page.locator("details").get_by_text("The second one.").is_visible()
    assert seen.wrong == []


@pytest.mark.parametrize("path", [*PAGES, "authors/jose-nunez.html"])
@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_is_wider_than_the_screen(visit: Callable[..., Visit], small: Path, path: str, width: int) -> None:
    page = visit(small, width=width).open(path)
    for fold in page.locator("summary").all():
        fold.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", [*PAGES, "authors/jose-nunez.html"])
@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_in_the_light_and_in_the_dark(
    visit: Callable[..., Visit], small: Path, path: str, dark: bool
) -> None:
    page = visit(small, dark=dark).open(path)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
    assert max(background) < DARK_ENOUGH if dark else min(background) > LIGHT_ENOUGH
    assert page.evaluate(_LOW_CONTRAST) == []


def test_the_keyboard_alone_reaches_the_content_the_search_and_the_abstract(
    visit: Callable[..., Visit], small: Path
) -> None:
    page = visit(small).open("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert (page.locator(".skip").bounding_box() or {"x": -1})["x"] >= 0
    page.keyboard.press("/")
    page.keyboard.type("nunez")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/authors/jose-nunez.html")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Abstract":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("details").get_by_text("The first paragraph.").first.is_visible()


def test_the_subscribe_buttons_are_the_feeds(visit: Callable[..., Visit], small: Path) -> None:
    page = visit(small).open("index.html")
    buttons = page.locator(".subscribe .button").evaluate_all(
        "all => all.map(one => [one.textContent, one.getAttribute('href')])"
    )
    assert buttons == [
        ["RSS", "all.rss"],
        ["Atom", "all.atom"],
        ["JSON", "all.json"],
        ["OPML", "opml.xml"],
        ["OPML", "opml-authors.xml"],
    ]
    assert all((small / href).is_file() for _, href in buttons)


def test_a_strict_content_security_policy_forbids_nothing_that_pages_need(
    visit: Callable[..., Visit], large: Path
) -> None:
    def answer(route: sync_api.Route) -> None:
        path = large / urlsplit(route.request.url).path.lstrip("/")
        route.fulfill(path=path, headers={"Content-Security-Policy": PAGE_POLICY, "Content-Type": MEDIA[path.suffix]})

    seen = visit(large)
    seen.page.route("http://papers.test/**", answer)
    seen.page.goto("http://papers.test/index.html")
    seen.page.get_by_label("Find a topic or an author").fill("jose")
    seen.page.locator("#results li").first.wait_for()
    seen.page.goto("http://papers.test/authors/jose-nunez.html")
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.site')).display") == "flex"
    assert seen.wrong == []


def test_hostile_records_run_no_script(visit: Callable[..., Visit], small: Path) -> None:
    seen = visit(small)
    page = seen.open("topics/lab.html")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for fold in page.locator("summary").all():
        fold.click()
    assert dialogs == []
    assert seen.wrong == []
    assert page.locator("img").count() == 0
    assert page.locator("script").evaluate_all("all => all.map(one => one.getAttribute('src'))") == [
        "../static/papers.js",
        "../static/stars.js",
    ]


_LOW_CONTRAST = """() => {
  const parse = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push([element.textContent.slice(0, 40), ratio]);
  }
  return low;
}"""
"""Texts below the contrast of WCAG 2.2 AA (1.4.3)."""


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """out/ with papers of three years, found in another order than that of their dates."""
    folder = tmp_path_factory.mktemp("years")
    with Store(f"sqlite:///{folder}/papers.db") as store:
        for count, year in enumerate((2024, 2026, 2025, 2024), 1):
            day = PUBLISHED.replace(year=year, month=count)
            text = f"Paper {count} has an abstract {'which is so long that two lines do not hold all of it ' * 9}in the end."
            names = (Author("Ada Lovelace"), Author(f"Coauthor {count}"))
            keep(store, [number(count, published=day, updated=day, abstract=text, authors=names)], document=f"{count}")
        _publish(store, folder / "out")
    return folder / "out"


def titles(page: sync_api.Page) -> list[str]:
    return [text.removeprefix("New ") for text in page.locator(".papers .paper:visible h3").all_inner_texts()]


def orders(page: sync_api.Page) -> list[str]:
    return page.get_by_label("Order").locator("option").all_inner_texts()


def test_a_page_that_is_newest_first_says_so(visit: Callable[..., Visit], small: Path) -> None:
    page = visit(small).open("authors/jose-nunez.html")
    assert orders(page) == ["newest first", "oldest first"]


def test_the_index_leads_to_the_search_of_papers_beside_its_box(visit: Callable[..., Visit], small: Path) -> None:
    page = visit(small).open("index.html")
    assert (
        page.get_by_label("Find a topic or an author").get_attribute("placeholder") == "A topic or an author, by name"
    )
    page.get_by_role("link", name="Search papers").click()
    assert page.url.endswith("search.html")


def served(seen: Visit) -> sync_api.Page:
    """The page of a tab that has the files at an address, with our policy."""

    def answer(route: sync_api.Route) -> None:
        path = seen.out / urlsplit(route.request.url).path.lstrip("/")
        route.fulfill(path=path, headers={"Content-Security-Policy": PAGE_POLICY, "Content-Type": MEDIA[path.suffix]})

    seen.page.route("http://papers.test/**", answer)
    return seen.page


def test_papers_of_a_page_are_filtered_by_year_and_sorted(visit: Callable[..., Visit], years: Path) -> None:
    page = visit(years).open("authors/ada-lovelace.html")
    found = titles(page)
    assert orders(page) == ["as found", "newest first", "oldest first"]
    page.get_by_label("Year").select_option("2024")
    assert titles(page) == ["Paper 4", "Paper 1"]
    assert page.get_by_text("2 of the 4 papers on this page.").is_visible()
    page.get_by_label("Year").select_option("")
    page.get_by_label("Order").select_option("old")
    assert titles(page) == ["Paper 1", "Paper 4", "Paper 3", "Paper 2"]
    page.get_by_label("Order").select_option("")
    assert titles(page) == found
    assert "With Coauthor 1, Coauthor 2, Coauthor 3, Coauthor 4" in page.locator(".with").inner_text()


def test_two_lines_of_an_abstract_are_in_view_until_it_is_opened(visit: Callable[..., Visit], years: Path) -> None:
    page = visit(years, width=400).open("authors/ada-lovelace.html")
    lead = page.locator(".lead").first
    height = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.lead')).lineHeight)")
    assert (lead.bounding_box() or {"height": 0})["height"] <= 2.1 * height
    page.locator("summary", has_text="Abstract").first.click()
    assert not lead.is_visible()


def test_paper_has_addresses_in_place_of_links_and_no_feeds(visit: Callable[..., Visit], years: Path) -> None:
    page = visit(years).open("papers/2507.00001.html")
    page.emulate_media(media="print")
    assert page.locator(".links a:visible").all_inner_texts() == ["arXiv"]
    address = page.evaluate("getComputedStyle(document.querySelector('.links a'), '::after').content")
    assert address == '": https://arxiv.org/abs/2507.00001"'
    assert not page.locator("h2", has_text="Feeds").is_visible()
    assert page.locator("h2", has_text="Abstract").is_visible()


def test_keys_go_through_the_papers_and_open_one(visit: Callable[..., Visit], years: Path) -> None:
    page = visit(years).open("topics/cs-lg.html")
    shown = titles(page)
    for key in "jjk":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.querySelector('h3').textContent") == shown[0]
    page.get_by_label("Year").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/papers/*.html")
    assert page.locator("h1").inner_text() == shown[1]


def test_what_is_new_since_the_last_visit_is_marked_and_nothing_leaves_the_browser(
    visit: Callable[..., Visit], years: Path
) -> None:
    seen = visit(years)
    page = served(seen)
    page.goto("http://papers.test/all.html")
    assert page.locator(".new").count() == 0
    page.evaluate("""() => {
      const key = Object.keys(localStorage).find((one) => one.endsWith("/all.html:papers"));
      const known = JSON.parse(localStorage.getItem(key));
      known.seen = known.seen.slice(1);
      known.at -= 86400000;
      localStorage.setItem(key, JSON.stringify(known));
    }""")
    for _ in range(2):  # a look soon after is of the same visit
        page.goto("http://papers.test/all.html")
        assert page.locator(".new").count() == 1
        assert page.locator(".since").inner_text().startswith("1 paper is new since your last visit on")
    assert page.context.cookies() == []
    assert seen.wrong == []
    assert all(address.startswith("http://papers.test/") for address in seen.asked)


def test_this_week_is_that_of_whoever_looks(visit: Callable[..., Visit], years: Path) -> None:
    page = visit(years).page
    page.clock.set_fixed_time("2026-02-20T12:00:00Z")
    page.goto(f"file://{years}/index.html")
    assert page.locator("#week").inner_text() == "New this week"
    assert page.locator("#week-text").inner_text() == "1 paper of the last seven days."
    page.clock.set_fixed_time("2026-05-20T12:00:00Z")
    page.goto(f"file://{years}/index.html")
    assert page.locator("#week").inner_text() == "Newest papers"
    assert "The newest paper is of 17 February 2026" in page.locator("#week-text").inner_text()


def test_a_link_to_a_page_is_previewed_with_its_title_and_what_it_is_about(
    visit: Callable[..., Visit], years: Path
) -> None:
    page = visit(years).page
    for path, title in (
        ("index.html", "paperwire"),
        ("authors/ada-lovelace.html", "Ada Lovelace"),
        ("papers/2507.00001.html", "Paper 1"),
    ):
        page.goto(f"file://{years}/{path}")
        read = "all => Object.fromEntries(all.map(one => [one.getAttribute('property'), one.content]))"
        tags = page.locator("meta[property^='og:']").evaluate_all(read)
        assert tags["og:title"].startswith(title) or path == "index.html"
        assert tags["og:description"]
        assert tags["og:url"].endswith(f"/{path}")
