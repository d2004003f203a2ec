"""What readers of digests see: the same in text and HTML, nothing that is loaded, nothing of a title that becomes markup."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import lxml.html

from enrich.options.notify import MailSettings
from feeds.notify.issue import MOST, DigestIssue, DigestPaper, DigestSection, digest_paper, shortened
from feeds.notify.letter import WIDTH, chat_of, html_of, text_of
from feeds.notify.mail import message_of

WHEN = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
MAIL = MailSettings(host="h", sender="wire@example.org")


def paper(number: int, **fields: str) -> DigestPaper:
    whole = {"title": f"Paper {number}", "url": f"https://arxiv.org/abs/2507.{number:05d}", "authors": "A B, C D"}
    return DigestPaper(**({"abstract": "We count.", "venue": "", "pdf": ""} | whole | fields))


def issue(*papers: DigestPaper, title: str = "Vision & language", unsubscribe: str | None = None) -> DigestIssue:
    section = DigestSection(title, "https://feeds.example.org/topics/v.html", len(papers), papers)
    return DigestIssue(
        "My papers", "Reading group", "daily", date(2026, 11, 30), (section,), "https://feeds.example.org", unsubscribe
    )


def test_text_and_html_say_the_same() -> None:
    one = issue(paper(1, venue="Nature", pdf="https://arxiv.org/pdf/2507.00001"), paper(2))
    text = text_of(one)
    html = lxml.html.fromstring(html_of(one))
    shown = " ".join(html.text_content().split())
    for words in ("Vision & language (2)", "Paper 1", "A B, C D", "Published in Nature", "We count.", "2 new papers"):
        assert words in text
        assert words in shown
    links = [link.get("href") for link in html.iter("a")]
    assert links == [
        "https://feeds.example.org/topics/v.html", "https://arxiv.org/abs/2507.00001", "https://arxiv.org/pdf/2507.00001",
        "https://arxiv.org/abs/2507.00002", "https://feeds.example.org",
    ]  # fmt: skip
    assert max(map(len, text.splitlines())) <= WIDTH


def test_lines_of_a_paper_stand_below_each_other_whatever_its_number() -> None:
    text = text_of(issue(*(paper(number, title="word " * 30) for number in range(1, 101))))
    for number in (9, 10, 99, 100):
        _, _, rest = text.partition(f"\n{number}. word")
        indent = len(f"{number}. ")
        assert [len(line) - len(line.lstrip()) for line in rest.split("\n\n")[0].splitlines()[1:]] == [indent] * 5


def test_the_html_loads_nothing_and_nothing_of_a_paper_becomes_markup() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    html = html_of(
        issue(paper(1, title=evil, authors=evil, abstract=evil, venue=evil, pdf="javascript:alert(1)"), title=evil)
    )
    document = lxml.html.fromstring(html)
    assert {element.tag for element in document.iter()} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "a", "ol", "li", "br",
    }  # fmt: skip
    assert not re.search(r"url\(|@import|\bsrc=|http-equiv|javascript:", html.replace("src=x onerror", ""))
    assert "onerror" not in {name for element in document.iter() for name in element.attrib}


def test_a_letter_of_a_list_says_how_to_leave_and_no_other_does() -> None:
    one = issue(paper(1), unsubscribe="mailto:leave@example.org")
    letter = message_of(one, MAIL, "ada@example.org", "2026-11-30", WHEN)
    assert letter["List-Unsubscribe"] == "<mailto:leave@example.org>"
    assert letter["List-Id"].endswith(".digests.example.org>")
    assert "To leave it: mailto:leave@example.org" in text_of(one)
    assert '<a href="mailto:leave@example.org">Leave this digest</a>' in html_of(one)
    other = message_of(issue(paper(1)), MAIL, "ada@example.org", "2026-11-30", WHEN)
    assert "List-Unsubscribe" not in other
    assert "List-Id" not in other


def test_a_letter_is_the_same_message_whenever_it_is_made() -> None:
    letters = [message_of(issue(paper(1)), MAIL, "ada@example.org", "2026-11-30", WHEN) for _ in range(2)]
    assert letters[0].as_bytes() == letters[1].as_bytes()
    ids = {
        message_of(issue(paper(1)), MAIL, to, period, WHEN)["Message-ID"]
        for to in ("ada@example.org", "ben@example.org")
        for period in ("2026-11-30", "2026-12-01")
    }
    assert len(ids) == 4
    assert all(re.fullmatch(r"<digest\.[0-9a-f]{24}@example\.org>", name) for name in ids)
    assert letters[0]["Date"] == "Mon, 30 Nov 2026 06:00:00 +0000"
    assert [part.get_content_type() for part in letters[0].iter_parts()] == ["text/plain", "text/html"]
    assert max(map(len, letters[0].as_bytes().splitlines())) <= 998


def test_a_title_cannot_add_a_header() -> None:
    one = DigestIssue(
        "Site\r\nBcc: a@b.org", "Grüße, 論文", "daily", date(2026, 11, 30), issue(paper(1)).sections, "", None
    )
    letter = message_of(one, MAIL, "ada@example.org", "2026-11-30", WHEN)
    assert "Bcc" not in letter
    assert str(letter["Subject"]) == "Grüße, 論文: 1 new paper, 30 November 2026"


def test_of_very_many_papers_the_newest_are_shown_and_the_others_counted() -> None:
    many = issue(*(paper(number) for number in range(MOST + 20)))
    one = DigestIssue(
        **({name: getattr(many, name) for name in many.__slots__} | {"sections": shortened(many.sections)})
    )
    assert "and 20 more: https://feeds.example.org/topics/v.html" in text_of(one)
    assert "20 more</a>" in html_of(one)
    assert text_of(one).count("https://arxiv.org/abs/") == MOST
    chat = chat_of(one)
    assert chat.count("\n- ") == 20
    assert "and 100 more: https://feeds.example.org" in chat


def test_a_paper_is_as_its_feed_has_it() -> None:
    item = {
        "title": "RETRACTED: On things", "url": "https://arxiv.org/abs/2507.00001",
        "summary": "Retracted.\n\n" + "We count things, " * 40, "authors": [{"name": f"Author {n}"} for n in range(9)],
        "attachments": [{"url": "https://arxiv.org/pdf/2507.00001"}], "_paperwire": {"publication": {"venue": "Nature"}},
    }  # fmt: skip
    found = digest_paper(json.dumps(item).encode())
    assert found.title == "RETRACTED: On things"
    assert found.authors == "Author 0, Author 1, Author 2, Author 3, Author 4 and 4 more"
    assert (found.venue, found.pdf) == ("Nature", "https://arxiv.org/pdf/2507.00001")
    assert len(found.abstract) <= 322
    assert found.abstract.endswith("things, We…")
