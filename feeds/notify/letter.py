"""An issue as text and as HTML: mail readers show one of the two, chats get a short text (pure).

The HTML loads nothing: no image, no font, no style sheet. Its colours are those of the reader's system, light or dark, and a
line is never longer than 640 pixels. https://www.caniemail.com says what mail readers understand: those that know no `<style>`
show it all the same, in their own colours.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from feeds.notify.issue import DigestIssue, DigestPaper, DigestSection, long_date, papers
from feeds.readable_text import safe_url

WIDTH = 76
"""Characters of a line of text."""
FEW = 20
"""Papers that a chat is shown."""
THANKS = "Thank you to arXiv for use of its open access interoperability."

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; background: #ffffff; color: #1b1b1b;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
.letter { max-width: 640px; margin: 0 auto; padding: 24px 16px; overflow-wrap: anywhere; }
h1 { font-size: 22px; line-height: 1.25; margin: 0; }
h2 { font-size: 17px; line-height: 1.3; margin: 32px 0 0; padding-bottom: 4px; border-bottom: 1px solid #c9c9c9; }
ol { list-style: none; margin: 0; padding: 0; }
li { margin: 18px 0 0; }
h3 { font-size: 16px; line-height: 1.35; margin: 0; }
p { margin: 4px 0 0; }
.quiet { color: #555555; font-size: 14px; }
a { color: #0b57a4; }
.end { margin-top: 32px; padding-top: 12px; border-top: 1px solid #c9c9c9; }
@media (prefers-color-scheme: dark) {
  body { background: #16181b; color: #e7e7e7; }
  h2, .end { border-color: #4a4d52; }
  .quiet { color: #b3b3b3; }
  a { color: #8ab8f0; }
}
"""


def text_of(issue: DigestIssue) -> str:
    """The whole issue as plain text."""
    return "\n".join(_lines(issue)).rstrip() + "\n"


def _lines(issue: DigestIssue) -> Iterator[str]:
    yield f"{issue.site}: {issue.name}"
    yield f"{papers(issue.count)}, {long_date(issue.day)}"
    number = 0
    for section in issue.sections:
        if section.title:
            yield from ("", "", f"{section.title} ({section.count:,})", "-" * min(WIDTH, len(section.title) + 4))
        for paper in section.papers:
            number += 1
            yield ""
            yield from _paper_lines(paper, f"{number}. ")
        if more := section.count - len(section.papers):
            yield from ("", f"and {more:,} more{f': {section.url}' if section.url else ''}")
    yield from ("", "", "-- ", *_ending(issue))


def _paper_lines(paper: DigestPaper, mark: str) -> Iterator[str]:
    inner = " " * len(mark)
    yield from textwrap.wrap(paper.title, WIDTH, initial_indent=mark, subsequent_indent=inner)
    for text in (paper.authors, f"Published in {paper.venue}" if paper.venue else "", paper.abstract):
        yield from textwrap.wrap(text, WIDTH, initial_indent=inner, subsequent_indent=inner)
    yield f"{inner}{paper.url}"


def _ending(issue: DigestIssue) -> Iterator[str]:
    where = f" of {issue.home}" if issue.home else ""
    yield f'This is the {issue.every} digest "{issue.name}"{where}.'
    if issue.unsubscribe:
        yield f"To leave it: {issue.unsubscribe}"
    yield THANKS


def html_of(issue: DigestIssue) -> str:
    """The whole issue as one HTML document."""
    body = "".join(_section(section) for section in issue.sections)
    leave = ""
    if issue.unsubscribe:
        leave = f' <a href="{escape(issue.unsubscribe)}">Leave this digest</a>.'
    where = f' of <a href="{escape(issue.home)}">{escape(issue.site)}</a>' if issue.home else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(issue.subject)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<main class="letter">\n<h1>{escape(issue.name)}</h1>\n'
        f'<p class="quiet">{papers(issue.count)}, {long_date(issue.day)}</p>\n{body}'
        f'<p class="quiet end">This is the {issue.every} digest “{escape(issue.name)}”{where}.{leave}<br>{THANKS}</p>\n'
        "</main>\n</body>\n</html>\n"
    )


def _section(section: DigestSection) -> str:
    title = escape(section.title)
    if title and section.url:
        title = f'<a href="{escape(section.url)}">{title}</a>'
    head = f"<h2>{title} ({section.count:,})</h2>\n" if title else ""
    more = section.count - len(section.papers)
    where = f'<a href="{escape(section.url)}">{more:,} more</a>' if section.url else f"{more:,} more"
    rest = f'<p class="quiet">and {where}</p>\n' if more else ""
    return f"{head}<ol>\n{''.join(map(_paper, section.papers))}</ol>\n{rest}"


def _paper(paper: DigestPaper) -> str:
    url, pdf = safe_url(paper.url), safe_url(paper.pdf)
    title = f'<a href="{escape(url)}">{escape(paper.title)}</a>' if url else escape(paper.title)
    quiet = [escape(paper.authors)] if paper.authors else []
    quiet += [f"Published in {escape(paper.venue)}"] if paper.venue else []
    quiet += [f'<a href="{escape(pdf)}">PDF</a>'] if pdf else []
    beside = f'<p class="quiet">{" · ".join(quiet)}</p>\n' if quiet else ""
    abstract = f"<p>{escape(paper.abstract)}</p>\n" if paper.abstract else ""
    return f"<li>\n<h3>{title}</h3>\n{beside}{abstract}</li>\n"


def chat_of(issue: DigestIssue) -> str:
    """The beginning of the issue as a short text: titles and addresses."""
    lines, left = [f"{papers(issue.count)}, {long_date(issue.day)}"], FEW
    for section in issue.sections:
        shown = section.papers[:left]
        left -= len(shown)
        if shown and section.title:
            lines += ["", f"{section.title} ({section.count:,})"]
        lines += [f"- {paper.title}\n  {paper.url}" for paper in shown]
    if (more := issue.count - (FEW - left)) > 0:
        lines += ["", f"and {more:,} more{f': {issue.home}' if issue.home else ''}"]
    return "\n".join(lines) + "\n"
