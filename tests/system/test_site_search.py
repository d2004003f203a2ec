"""The search that needs no server, in Chromium: what it finds, and how much it loads for that."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright import sync_api

from enrich.record import Author, Record
from enrich.store.store import Store
from feeds.finding.words import words
from feeds.pages.paper import page_path
from feeds.search.query import Question
from feeds.search.search_index import Search
from feeds.search.wanted import wanted
from feeds.sending.headers import PAGE_POLICY
from tests.support.keeping import keep, real_records
from tests.support.papers import paper
from tests.support.site_search import FIRST_RESULT, Loaded, like_this, write_paper_page, write_site
from tests.system.test_browser import MEDIA, Visit, chromium, visit  # noqa: F401 - fixtures

PAPERS = [
    paper(id="2501.00001", title="Deep Graph Networks", abstract="We distil knowledge.", authors=(Author("Zhe Gan"),)),
    paper(id="2501.00002", title="Graph deep networks: a survey", abstract="All.", authors=(Author("José Núñez"),)),
    paper(id="2502.00003", title="Gödel's machine", abstract="A deep graph.", authors=(Author("Łukasz Ørsted"),), categories=("cs.LO",)),
    paper(id="hep-th/9901001", title="关于图神经网络", abstract="模型", authors=(Author("李明"),), dois=("10.1000/J.7(a)!x",)),
]  # fmt: skip


NAMED = [
    paper(id="2503.00001", title="Can it be that of which we see images?", authors=(Author("Can Xu"), Author("Li Na"))),
    paper(id="2503.00002", title="An $\\ell_1$-norm for 3D-imagery", authors=(Author("Anna O'Neil"), Author("Ñ. Đặng-Ångström"))),
    paper(id="2503.00003", title="IMAGE by İmge", abstract="straße, naïve 50%", authors=(Author("van der Waals"), Author("Ли, Н."))),
]  # fmt: skip


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("few")
    write_site(PAPERS, out)
    return out


def found(page: sync_api.Page) -> list[str]:
    return page.locator("#results .paper h3").all_text_contents()


def ask(page: sync_api.Page, question: str) -> list[str]:
    """Titles that are found, once the page says how many."""
    page.evaluate("document.getElementById('status').textContent = ''")
    page.locator("#q").fill(question)
    page.wait_for_function("/match|can be searched/.test(document.getElementById('status').textContent)")
    page.wait_for_function("() => +(document.getElementById('status').textContent.match(/^[0-9]+ papers? match/) || ['0'])[0].split(' ')[0] === document.querySelectorAll('#results .paper').length || /can be/.test(document.getElementById('status').textContent)")  # fmt: skip
    return found(page)


DEEP, SURVEY, GODEL, CHINESE = (one.title for one in PAPERS)


def test_a_page_from_the_disk_finds_papers_by_whatever_is_known_of_them(
    visit: Callable[..., Visit], few: Path  # noqa: F811
) -> None:  # fmt: skip
    seen = visit(few)
    page = seen.open("search.html")
    answers = {
        "graph deep": [SURVEY, DEEP, GODEL],
        "graph deep -survey": [DEEP, GODEL],
        "Gan, Zhe": [DEEP],
        "nunez": [SURVEY],
        "lukasz orsted": [GODEL],
        "GÖDEL": [GODEL],
        "net": [SURVEY, DEEP],
        "dis": [DEEP],
        "神经": [CHINESE],
        "李明": [CHINESE],
        "2501.00002v3": [SURVEY],
        "https://arxiv.org/abs/hep-th/9901001": [CHINESE],
        "https://doi.org/10.1000/j.7(A)!X": [CHINESE],
        "nothing of the kind": [],
    }
    assert {question: ask(page, question) for question in answers} == answers
    assert page.get_by_text("Check the spelling").is_visible()
    assert seen.wrong == []
    link = page.locator("#results a")
    ask(page, "survey")
    assert not page.get_by_text("Check the spelling").is_visible()
    assert link.get_attribute("href") == "papers/2501.00002.html"


def test_years_and_categories_are_filters_and_the_address_is_the_search(
    visit: Callable[..., Visit], few: Path  # noqa: F811
) -> None:  # fmt: skip
    def answer(route: sync_api.Route) -> None:
        path = few / route.request.url.removeprefix("http://papers.test/").partition("?")[0]
        route.fulfill(path=path, headers={"Content-Security-Policy": PAGE_POLICY, "Content-Type": MEDIA[path.suffix]})

    seen = visit(few)
    page = seen.page
    page.route("http://papers.test/**", answer)
    page.goto("http://papers.test/search.html?q=deep&category=cs.LO&utm_source=x")
    page.locator("#results .paper").wait_for()
    assert found(page) == [GODEL]
    page.get_by_label("Category").select_option("")
    page.locator("#results .paper").nth(2).wait_for()
    assert page.url.endswith("/search.html?q=deep")
    page.get_by_label("Category").select_option(label="cs.LO (1)")
    page.wait_for_function("document.querySelectorAll('#results .paper').length === 1")
    assert page.url.endswith("/search.html?q=deep&category=cs.LO")
    assert seen.wrong == []
    assert page.context.cookies() == []


ASK_ALL = """async (questions) => {
  const box = document.getElementById("q"), status = document.getElementById("status"), more = document.getElementById("more");
  const settled = (is) => new Promise((resolve) => {
    const look = () => is() ? resolve() : setTimeout(look, 1);
    look();
  });
  const answers = {};
  for (const question of questions) {
    status.textContent = "";
    box.value = question;
    document.getElementById("find").requestSubmit();
    await settled(() => /match|can be searched/.test(status.textContent));
    const count = parseInt(status.textContent.match(/^[\\d,]+(?= papers? match)/)) || 0;
    const rows = () => document.querySelectorAll("#results .paper a");
    for (let seen = 0; seen < count; seen += 10) {
      await settled(() => rows().length >= Math.min(seen + 10, count));
      if (seen + 10 < count) more.click();
    }
    answers[question] = [...rows()].map((one) => one.getAttribute("href"));
  }
  return answers;
}"""
"""Question -> the pages of all papers that are found."""


def test_serve_finds_at_least_what_is_found_without_it(
    visit: Callable[..., Visit], tmp_path: Path, either: str  # noqa: F811
) -> None:  # fmt: skip
    shared = Path(os.environ.get("PAPERWIRE_SHARED") or "none") / "data" / "arxiv-cs.jsonl.gz"
    papers = [*PAPERS, *NAMED, *(real_records(shared, 200) if shared.is_file() else ())]
    write_site(papers, tmp_path)
    page = visit(tmp_path).open("search.html")
    page.get_by_text("papers can be searched").wait_for()
    chosen = random.Random(7)
    questions = sorted(set(_questions(papers, chosen)))
    without = page.evaluate(ASK_ALL, questions)
    with Store(either) as store:
        keep(store, papers)
        search = Search(store.engine)
        search.catch_up()
        served = {text: {page_path(one) for one in search.find(wanted(Question(text)), 1000)} for text in questions}
    missing = {text: lost for text, paths in without.items() if (lost := {*paths} - served[text])}
    assert missing == {}
    assert sum(map(bool, without.values())) > len(questions) * 0.8


def _questions(papers: Sequence[Record], chosen: random.Random) -> Iterator[str]:
    """Words and beginnings of words, of titles, abstracts and names, alone and together; ids and DOIs."""
    texts = [text for one in papers for text in (one.title, one.abstract, *(author.name for author in one.authors))]
    apart = [word for text in texts for word in text.split() if len(words(word)) == 1]
    for word in chosen.sample(sorted({*apart}), min(60, len({*apart}))):
        yield word
        yield word[: chosen.randint(1, len(word))]
        yield f"{chosen.choice(apart)} {word}"
        yield f"{word} -{chosen.choice(apart)}"
        yield f"{word}*"
    for one in papers:
        yield from (one.id, *one.dois, *(author.name for author in one.authors[:2] if "-" not in author.name))


def test_of_20000_papers_little_is_loaded_and_the_first_is_soon_there(
    visit: Callable[..., Visit], tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    shared = os.environ.get("PAPERWIRE_SHARED")
    data = Path(shared or ".") / "data" / "arxiv-cs.jsonl.gz"
    if not shared or not data.is_file():
        pytest.skip("needs real papers: PAPERWIRE_SHARED")
    records = list(real_records(data, 20_000))
    write_site(records, tmp_path)
    seen = visit(tmp_path)
    loaded = Loaded(seen.page)
    page = seen.open("search.html")
    page.get_by_text("20,000 papers can be searched").wait_for()
    assert loaded.bytes() <= 60_000
    for question in ("model", "net", "neural network training data", "shannon capacity", "con", "jack raymond"):
        took = page.evaluate(FIRST_RESULT, question)
        page.wait_for_load_state("networkidle")
        assert loaded.bytes() <= 300_000, question
        assert took < 3000, question  # the bench says how long it takes on a calm machine
    for record in records[:20_000:4_000]:
        write_paper_page(record, tmp_path)
        page = seen.open(f"papers/{record.id}.html")
        loaded.bytes()
        like_this(page)
        assert 10_000 < loaded.bytes() <= 150_000, record.id
        assert page.locator("#like li").count() == 6
    assert seen.wrong == []
