"""Facts about what is answered beside files: searches, records, OPML."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest

from feeds.search.search_index import Search
from tests.support.serving import PAPERS, Site, serving


def test_a_search_is_a_feed_of_the_published_entries(site: Site) -> None:
    published = (site.out / "all.atom").read_bytes()
    body = site.get("/search.atom?q=%22model+number%22+distil*")[2]
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert len(feed.entries) == 50
    entry = body[body.index(b"<entry>") : body.index(b"</entry>") + 8]
    assert entry in published
    assert feed.feed.links[0].href == "https://feeds.example.org/search.atom?q=%22model+number%22+distil%2A"
    rss = feedparser.parse(site.get("/search.rss?q=strings")[2])
    assert [item.id for item in rss.entries] == ["https://arxiv.org/abs/hep-th/9901001"]
    found = json.loads(site.get("/search.json?author=jane+7+doe")[2])
    assert [item["id"] for item in found["items"]] == ["https://arxiv.org/abs/2501.00007"]


def test_the_address_of_a_search_has_one_form(site: Site) -> None:
    one = site.get("/search.atom?category=cs.LG&q=++model&author=Jane+9+Doe")
    other = site.get("/search.atom?author=Jane%209%20Doe&q=model&category=cs.LG&since=")
    assert one[2] == other[2]
    assert one[1]["etag"] == other[1]["etag"]
    self_link = feedparser.parse(one[2]).feed.links[0].href
    assert site.get(self_link.removeprefix("https://feeds.example.org"))[2] == one[2]


def test_what_a_search_finds_leads_to_the_page_of_the_paper(site: Site) -> None:
    page = site.get("/search.html?q=strings&category=hep-th")[2].decode()
    assert '<h3><a href="papers/hep-th/9901001.html">Old strings</a></h3>' in page
    assert '<a href="https://arxiv.org/abs/hep-th/9901001">arXiv</a>' in page
    status, headers, data = site.get("/papers/hep-th/9901001.html")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b'<meta name="citation_arxiv_id" content="hep-th/9901001">' in data
    assert site.get("/papers/hep-th/9901002.html")[0] == 404


def test_a_search_page_shows_form_papers_and_feeds(site: Site) -> None:
    page = site.get("/search.html?q=strings&category=hep-th")[2].decode()
    assert 'href="search.atom?q=strings&amp;category=hep-th"' in page
    assert "Old strings" in page
    assert 'value="strings"' in page
    assert "<script>" not in site.get(f"/search.html?q={quote('<script>alert(1)</script>')}")[2].decode()
    assert site.get("/search.html")[0] == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("q=", 400),
        ("q=***", 400),
        ("q=-model", 400),
        ("question=x", 400),
        ("q=a&q=b", 400),
        ("since=yesterday", 400),
        ("q=" + "a" * 501, 400),
        ("q=" + "a+" * 40, 400),
        ("x=" * 3000, 400),
        ("author=---", 400),
        ("category=.", 400),
        ("since=2020-01-01", 200),
        ("since=9999-01-01", 200),
        ("q=model&since=2020-01-01T00:00:00%2B02:00", 200),
    ],
)
def test_a_bad_question_is_400_and_says_what_is_allowed(site: Site, query: str, status: int) -> None:
    assert site.get(f"/search.atom?{query}")[0] == status
    assert site.get(f"/search.html?{query}")[0] == (200 if query in ("", "q=", "question=x") else status)


def test_the_form_keeps_what_was_typed_when_something_is_wrong(site: Site) -> None:
    page = site.get("/search.html?q=strings&author=Doe,+Jane&since=yesterday&year=20x5&utm_source=x")[2].decode()
    assert "Updated since: &#39;yesterday&#39;: a day such as" in page, "as the form calls it"
    assert site.get("/search.atom?q=strings&since=yesterday")[2].startswith(b"since = 'yesterday'"), "for programs"
    assert "Words: too many words" in site.get("/search.html?q=" + "a+" * 40)[2].decode()
    for name, value in (("q", "strings"), ("author", "Doe, Jane"), ("since", "yesterday"), ("year", "20x5")):
        assert re.search(rf'<input[^>]* name="{name}"[^>]* value="{value}"', page), name


def test_a_question_without_an_answer_is_told_what_else_could_be_asked(site: Site) -> None:
    page = site.get("/search.html?q=nothingofthekind&category=cs.LG")[2].decode()
    assert "0 papers match." in page
    assert "Check the spelling, or use fewer words or filters" in page


def test_more_papers_than_one_page_has_are_shown_by_pages(site: Site) -> None:
    first = site.get("/search.html?q=distillation")[2].decode()
    assert "60 papers match; 1 to 50 are shown" in first
    assert 'rel="next" href="search.html?q=distillation&amp;page=2"' in first
    second = site.get("/search.html?q=distillation&page=2")[2].decode()
    assert "60 papers match; 51 to 60 are shown" in second
    shown = [set(re.findall(r'<article class="paper" id="([^"]+)"', page)) for page in (first, second)]
    assert list(map(len, shown)) == [50, 10]
    assert not shown[0] & shown[1]
    beyond = site.get("/search.html?q=distillation&page=3")[2].decode()
    assert "none on this page" in beyond
    assert "Check the spelling" not in first + beyond
    assert site.get("/search.atom?q=distillation&page=2")[2] == site.get("/search.atom?q=distillation")[2]


def test_filters_beside_the_results_lead_to_narrower_questions_and_back(site: Site) -> None:
    page = site.get("/search.html?source=inbox")[2].decode()
    assert 'href="search.html?category=hep-th&amp;source=inbox"' in page
    narrow = site.get("/search.html?category=hep-th&source=inbox")[2].decode()
    assert "1 paper matches." in narrow
    assert 'href="search.html?source=inbox" aria-current="true">' in narrow
    assert 'name="source" value="inbox"' in narrow


def test_feeds_of_searches_say_since_when_they_are_as_they_are(site: Site) -> None:
    address = "/search.atom?q=strings"
    site.get(address)
    until = time.time() + 5
    while "last-modified" not in (headers := site.get(address)[1]) and time.time() < until:
        pass
    assert site.get(address, if_modified_since=headers["last-modified"])[0] == 304


def test_a_private_source_is_not_found_by_its_name(tmp_path: Path) -> None:
    sources = ({"name": "inbox", "files": ["*.txt"], "public": False},)
    with serving(tmp_path, PAPERS[:2], sources=sources) as one:
        assert one.get("/search.json?q=distillation&source=inbox")[2].count(b'"content_html"') == 0
        assert "inbox" not in one.get("/search.html?q=distillation")[2].decode()


@pytest.mark.parametrize(
    "q",
    [
        'a"b',
        '"',
        '""',
        "NEAR(a b)",
        "a AND",
        "OR OR",
        "title:x",
        "a*b*",
        "^a",
        "{title}:x",
        "'); DROP TABLE records; --",
        "a\x00b",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "模型",
        "ß ﬁ İ",
        'a -"b c" d',
        "\\",
        "%",
        "(((((",
        "+ - * /",
        "COL : x",
    ],
)
def test_no_syntax_in_a_question_does_harm(site: Site, q: str) -> None:
    assert site.get(f"/search.atom?author=doe&q={quote(q)}")[0] in (200, 400)


def test_a_record_is_served_as_the_dumps_have_it(site: Site) -> None:
    lines = (site.out / "dumps" / "records.jsonl").read_bytes().splitlines()
    rows = {json.loads(line)["id"]: line for line in lines}
    for name in ("2501.00007", "hep-th/9901001"):
        assert site.get(f"/records/{name}.json")[2].strip() == rows[name]
    assert site.get("/records/hep-th%2F9901001.json")[2].strip() == rows["hep-th/9901001"]


def test_an_opml_of_a_chosen_few(site: Site) -> None:
    status, _, body = site.get("/opml?topics=hep-th,cs-lg&authors=jane-7-doe")
    assert status == 200
    assert body.count(b"xmlUrl=") == 3
    assert b"https://feeds.example.org/authors/jane-7-doe.atom" in body
    assert site.get("/opml?topics=nothing")[0] == 404
    assert site.get("/opml")[0] == 400
    assert site.get("/opml?topic=x")[0] == 400


def test_what_cannot_be_found_yet_is_not_told_as_if_there_were_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("feeds.search.search_index.Search.catch_up", lambda _: 0)
        with serving(tmp_path, PAPERS[:2]) as one:
            status, headers, body = one.get("/search.json?q=distillation")
            assert (status, headers["retry-after"], headers["cache-control"]) == (503, "60", "no-store")
            assert b"ask again" in body
            patched.undo()
            Search(one.store.engine).catch_up()
            patched.setattr("feeds.search.search_index.Search.catch_up", lambda _: 0)
            status, headers, body = one.get("/search.json?q=distillation")
            assert (status, len(json.loads(body)["items"])) == (200, 2)
            assert "max-age=900" in headers["cache-control"]
            one.publish(PAPERS[2:3])
            status, headers, body = one.get("/search.json?q=distillation")
            assert (status, len(json.loads(body)["items"])) == (200, 2)
            assert "max-age=60" in headers["cache-control"]
