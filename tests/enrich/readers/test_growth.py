"""Growth: what hostile repetitions of n, 2n, 4n and 8n cost the readers. No line of a document may hang a run.

Costs are the thread's own time, the least of several tries, so that a busy machine changes nothing; an endless reader is
stopped after a time of the process's own, too. Linear readers cost 8 times as much at 8n, those of the third degree 512 times.
"""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.citations.author_lists import read_byline, read_form, split_fused
from enrich.citations.citation import read_citation, title_like
from enrich.citations.venues import venue_only
from enrich.documents.formats import format_of
from enrich.tex.to_unicode import readable
from enrich.titles.compare import compare
from enrich.titles.normalise import form
from enrich.titles.queries import queries
from feeds.cli.commands import call
from tests.support.arxiv_standin import Server
from tests.support.growth import forget
from tests.support.reading import mentions

Start = Callable[..., Server]
Line = Callable[[int], str]
PATIENCE = 60
"""Seconds of the process's own time after which a reader is taken to be endless."""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Ends a test whose reader does not come to an end."""

    def endless(number: int, frame: Any) -> None:
        raise TimeoutError("a reader did not come to an end")

    before = signal.signal(signal.SIGVTALRM, endless)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def cost(read: Callable[[str], object], text: str) -> float:
    """Seconds of this thread that reading takes when nothing is remembered, the least of three tries."""
    spent = []
    for _ in range(3):
        forget()
        start = time.thread_time()
        read(text)
        spent.append(time.thread_time() - start)
    return min(spent)


def growth(read: Callable[[str], object], line: Line, n: int) -> float:
    """How many times as much 8n costs as n; what n costs is taken to be 0.2 ms at least, which no clock is too coarse for."""
    costs = [cost(read, line(n * times)) for times in (1, 2, 4, 8)]
    return costs[-1] / max(costs[0], 0.0002)


def _fused(text: str) -> object:
    """A title with letters run on that may be its authors' names, which can be put together in many ways."""
    return compare(form(f"Self Attention Heads{text}"), form("Self Attention Heads"), frozenset({"aa", "aaa", "aaaa"}))


LINES: list[tuple[str, Callable[[str], object], Line, int]] = [
    ("an amount of dollars", readable, lambda n: f"It costs $5{'0.' * n} {'. ' * n}'$6", 100),
    ("words between dollars", readable, lambda n: f"It is ${'ab' * n}\t{' ' * n}.$ and $ ab {'ab ' * n}$", 300),
    ("authors before a title", read_citation, lambda n: f"{'Jane Doe and ' * n}Tom Roe. A Title of Words. 2020", 40),
    ("names turned round", read_byline, lambda n: f"Doe, T., {'a b c d e, ' * n}x", 16),
    ("an ellipsis in a query", queries, lambda n: f"A {')' * n}{'...' * n} .{' ' * n}a ...", 10),
    ("places where authors may begin", split_fused, lambda n: f"A Title of {'NetKaiming X, 9 and ' * n}", 40),
    ("commas before no et al.", read_byline, lambda n: f"Jane Doe{' ,' * n} x", 400),
    ("fused names", _fused, lambda n: f"{'a' * n}b", 8),
]


@pytest.mark.parametrize(("read", "line", "n"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_a_line_costs_what_its_length_makes_it_cost(read: Callable[[str], object], line: Line, n: int) -> None:
    assert growth(read, line, n) < 30  # 8 when linear, 64 when quadratic


SHORT: list[tuple[str, Callable[[str], object], str]] = [
    ("a long number", title_like, "1234567890" * 6 + ", and then some words"),
    ("versions", title_like, "V1.2." * 20 + " zebra"),
    ("labels of links", title_like, "Paper website website website arxiv preprint " * 6 + "zebra"),
    ("addresses as labels", read_citation, "[" + "https://a" * 40 + " z](https://b.example) Jane Doe"),
    ("an apostrophe of Unicode", read_form, "A." + "ʼ" * 50 + "_"),
    ("a venue with hyphens", venue_only, "CDDT1TDN" + "9-A-O" * 36 + " ACM"),
    ("comments before no entry", lambda text: format_of("a.txt", text, ""), "\t%\n" * 40),
    ("an ellipsis after separators", form, "A" + "," * 130 + "\t" * 130 + "..." + "\t" * 130 + "x"),
]


@pytest.mark.parametrize(("read", "text"), [row[1:] for row in SHORT], ids=[row[0] for row in SHORT])
def test_a_short_line_is_read_at_once(read: Callable[[str], object], text: str) -> None:
    assert cost(read, text) < 0.005


HOSTILE = (
    "arXiv:2401.00001, arXiv:2401.00002; 2401.00003/2401.00004 were sent to everybody who had asked for them",
    "- 9876543210987654321098765432109876543210, the number, and a few more words",
    "- 1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20 z",
    "- paper website arxiv preprint website arxiv preprint website arxiv preprint website zebra",
    "- [https://a.example https://a.example https://a.examplehttps://a.example z](https://b.example) Jane Doe",
    "A title of nothing " + ",;\t " * 40 + "... " + "\t" * 40 + ". x",
    "A." + "ʼ" * 50 + "_, B. Author. Another Title of Words. ICML 2024",
    "Doe, T., " + "a b c d e, " * 40 + "x",
)
DOCUMENTS = {
    "a.txt": "\n".join(HOSTILE),
    "a.md": "\n\n".join(HOSTILE),
    "a.html": "<ul>" + "".join(f"<li>{line}</li>" for line in HOSTILE) + "</ul>",
    "a.csv": "title,authors\n" + "".join(f'"{line}","{line}"\n' for line in HOSTILE),
    "a.bib": "".join(
        f"@misc{{k{at},\n title = {{{line}}},\n author = {{{line}}}\n}}\n" for at, line in enumerate(HOSTILE)
    ),
    "a.json": json.dumps([{"title": line, "authors": line, "venue": line} for line in HOSTILE]),
    "a.rss": '<rss version="2.0"><channel><title>News</title>'
    + "".join(f"<item><title>{line}</title><description>{line}</description></item>" for line in HOSTILE)
    + "</channel></rss>",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_lines_that_hung_are_read_in_every_format(name: str) -> None:
    ids = {mention.id for mention in mentions(DOCUMENTS[name], name)}
    assert {"2401.00001", "2401.00002"} <= ids
    assert cost(lambda text: mentions(text, name), DOCUMENTS[name]) < 1


def test_a_run_ends_with_what_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standin: Start) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paperwire.toml").write_text(
        f"[arxiv]\nbase_url = '{standin().url}'\nmin_interval = 0.0\nretries = 0\n"
    )
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert call(["enrich", *DOCUMENTS]) in (0, 3)
    assert call(["lookup", "2401.00001"]) == 0
