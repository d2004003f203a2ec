"""Papers for tests of what is published: an ordinary one, and those that break careless programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from enrich.merging import FIELDS
from enrich.record import Author, Provenance, Record
from feeds.feed import FeedMetadata, FeedUrls

PUBLISHED = datetime(2025, 7, 17, 12, 30, 5, tzinfo=UTC)
UPDATED = datetime(2025, 7, 21, 8, 0, tzinfo=UTC)


def stamped(record: Record, source: str, when: datetime) -> Record:
    """The record with every field that it has attributed to `source`."""
    marks = (Provenance(name, source, when) for name in sorted(FIELDS) if getattr(record, name) not in (None, (), ""))
    return replace(record, provenance=tuple(marks))


def paper(**fields: Any) -> Record:
    """An ordinary paper, but for the fields given."""
    ordinary: dict[str, Any] = {
        "id": "2507.13575",
        "version": 2,
        "title": "On α-Calibrated Feeds",
        "title_tex": r"On $\alpha$-Calibrated Feeds",
        "abstract": "The first paragraph.\n\nThe second one.",
        "abstract_tex": "The first paragraph.\n\n  The second one.",
        "authors": (
            Author("Zoë Ünal", ("University of Somewhere", "Institute & Sons"), "0000-0002-1825-0097"),
            Author("李明"),
            Author("محمد بن موسى"),
            Author("דוד לוי"),
        ),
        "categories": ("cs.LG", "stat.ML"),
        "primary_category": "cs.LG",
        "published": PUBLISHED,
        "updated": UPDATED,
        "comment": "12 pages, see https://example.org/a.",
        "journal_ref": "J. Feeds 1 (2025) 1-12",
        "dois": ("10.1000/182",),
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "code": ("https://github.com/example/feeds",),
        "venue": "FeedConf 2025",
    }
    return Record(**(ordinary | fields))


MARKUP = '</p><script>alert("1")</script><img src=x onerror=alert(1)>&lt;b&gt; ]]> <!-- x<y & z>w $x<y$ \x00\x0b\x92\ufffe\ud800'
"""Text that must stay text."""

HOSTILE: tuple[Record, ...] = (
    paper(
        id="2507.00001",
        title=MARKUP,
        abstract=MARKUP + "\n\n" + MARKUP,
        authors=(Author(MARKUP, (MARKUP,), MARKUP),),
        categories=(MARKUP, "cs.LG"),
        primary_category=MARKUP,
        comment=MARKUP,
        journal_ref=MARKUP,
        dois=("10.1002/(SICI)1097-4571(199)3:3<139::AID-JOS41>3.0.CO;2-2", MARKUP),
        license="javascript:alert(1)",
        code=(
            "javascript:alert(1)",
            "data:text/html,x",
            'https://a.org/"><script>',
            "//a.org",
            "https://[",
            "file:///x",
        ),
        pages=("ftp://a.org/x", "https://exämple.org/ü?q=ä b"),
        venue=MARKUP,
        affiliations=(MARKUP,),
    ),
    paper(id="2507.00002", title="long " * 1000, authors=tuple(Author(f"Author Number {n}") for n in range(3000))),
    paper(
        id="2507.00003", title="", abstract="", authors=(Author(""), Author(" ")), comment="", journal_ref="", dois=()
    ),
    paper(
        id="hep-th/9901001", version=1, title="<b></b>", authors=(), categories=("hep-th",), primary_category="hep-th"
    ),
    paper(id="2507.00004", title="مقدمة <קצר> 简介 \u202eevil", authors=(Author("../../etc/passwd"),), withdrawn=True),
    paper(id="2507.00005", title="S&P500 & R&D: if x<y and z>w", updated=PUBLISHED + timedelta(microseconds=7)),
)


def urls(name: str) -> FeedUrls:
    """The addresses of a feed of that name."""
    return FeedUrls(*(f"https://feeds.example.org/{name}.{ending}" for ending in ("rss", "atom", "json")))


def head(**fields: Any) -> FeedMetadata:
    """An ordinary feed's head, but for the fields given."""
    ordinary: dict[str, Any] = {
        "title": "Machine Learning",
        "description": "New papers in machine learning",
        "home_page_url": "https://feeds.example.org/all.html",
        "urls": urls("all"),
        "updated": UPDATED,
    }
    return FeedMetadata(**(ordinary | fields))


HEADS: tuple[FeedMetadata, ...] = (
    head(),
    head(updated=None),
    head(
        title=MARKUP,
        description=MARKUP,
        author=MARKUP,
        home_page_url="https://feeds.example.org/a.html?b=1&c=%22",
        hub="https://hub.example.org/?a=1&b=2",
        prev_archive=urls("all.archive-2"),
        next_archive=urls("all.archive-4"),
        current=urls("all"),
        archive=True,
        icon="https://feeds.example.org/icon.png",
        language="de",
    ),
    head(title="", description="", complete=True, id="urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"),
    head(title="“A” & 'B' \"C\" >", description="<i>x</i>", prev_archive=urls("all.archive-1")),
)
