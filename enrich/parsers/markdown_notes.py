"""What programs for notes write into Markdown beside its text (Logseq, Obsidian, org-mode) -> plain Markdown, line for line (pure).

::

    authors:: A, B              a property: `authors: A, B` where it tells of a work, nothing else
    :LOGBOOK: ... :END:         a drawer
    SCHEDULED: <2024-03-01>     when something is to be done
    📅 2024-05-01 ⏫            the same, as the plugin "Tasks" writes it
    [due:: 2024-05-01]          the same, as "Dataview" reads it, which has properties of works as well
    {{[[TODO]]}}                the state of a task, as Roam writes it
    {{query ...}} ((6221f0a1-...))   what is filled in when the page is shown
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enrich.citations.field_names import role_of

_PROPERTY = re.compile(r"(\s*+(?:>\s?)*+(?:[-*+]\s++)?)(?:\*\*)?([^\W\d_][\w .-]{0,30}?)(?:\*\*)?::(?:\s++(.*+)|$)")
_DRAWER = re.compile(r"\s*+:[A-Z_]{3,20}:\s*+$")
_PLANNED = re.compile(r"\s*+(?:(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):\s*+[<\[].*|#\+(?:BEGIN|END|begin|end)_\w++.*)$")
_FILLED = re.compile(
    r"\{\{(?:query|renderer|embed|video|youtube|tweet|function|namespace|todo)\b[^{}\n]{0,400}\}\}"
    r"|\{\{\[\[(?:TODO|DONE|DOING)\]\]\}\} ?|\(\((?:[0-9a-f-]{36}|[\w-]{9,10})\)\)"
)
_FIELD = re.compile(
    r"\[([^\W\d_][\w -]{0,30})::\s?((?:[^\[\]\n]|\[\[[^\[\]\n]{1,100}\]\]){0,400})\]|\(([^\W\d_][\w -]{0,30})::\s?([^()\n]{0,400})\)"
)
"""A property within a line, as "Dataview" reads it: `[year:: 2009]`, `(authors:: A. Author)`."""
_LEAD = re.compile(r"\s*+(?:>\s?)*+(?:(?:[-*+]|\d{1,4}[.)])\s++)?(?:\[.\]\s)?")
_TASK = re.compile(r"\s*+(?:>\s?)*+[-*+]\s++\[.\]\s")
_SIGNS = re.compile(
    r"[ \t]{0,4}(?:[📅⏳🛫✅➕❌]\ufe0f? {0,3}(?:19|20)\d\d-\d\d-\d\d|🔁\ufe0f? {0,3}every[a-z0-9 ]{0,40}|[⏫🔼🔽🔺⏬]\ufe0f?|(?:🆔|⛔) {0,3}[\w,]{1,40}|🏁 {0,3}\w{1,10})"
)
_ANY = re.compile(r"::|\{\{|\(\(|:END:|SCHEDULED:|DEADLINE:|CLOSED:|CLOCK:|#\+|[📅⏳🛫✅➕❌🔁⏫🔼🔽🔺⏬🆔⛔🏁]")
"""What one of the marks begins with."""
_KEPT = frozenset({"title", "authors", "date", "venue", "doi", "arxiv", "address", "code", "abstract", "comment"})
_LABELS = {"arxiv": "arXiv", "address": "URL", "comment": "Note"}


def without_marks(text: str) -> Sequence[str]:
    """The lines of a text without the marks of note programs; each line stays in its place."""
    lines = text.split("\n")
    return list(_without(lines)) if _ANY.search(text) else lines


def _without(lines: Sequence[str]) -> Iterator[str]:
    drawer = False
    last = max((at for at, line in enumerate(lines) if line.strip() == ":END:"), default=-1)
    for at, line in enumerate(lines):
        if drawer:
            drawer = line.strip() != ":END:"
            yield ""
        elif at < last and _DRAWER.match(line) and line.strip() != ":END:":
            drawer = True
            yield ""
        elif _PLANNED.match(line):
            yield ""
        else:
            yield _inline(line)


def _inline(line: str) -> str:
    if "::" in line and (stated := _PROPERTY.match(line)):
        return _property(stated)
    if "{{" in line or "((" in line:
        line = _FILLED.sub("", line)
    if "::" in line and (fields := list(_FIELD.finditer(line))):
        line = _with_fields(line, fields)
    return _SIGNS.sub("", line) if not line.isascii() and _TASK.match(line) else line


def _with_fields(line: str, stated: Sequence[re.Match[str]]) -> str:
    """A line whose properties are labels behind its words; where one is a title, it comes first, in bold face."""
    fields = [(role_of(found[1] or found[3]), (found[2] or found[4] or "").strip()) for found in stated]
    kept = [(role, value) for role, value in fields if role in _KEPT and value]
    lead = _LEAD.match(line)
    margin = lead[0] if lead else ""
    rest = " ".join(_FIELD.sub("", line[len(margin) :]).split())
    title = next((value for role, value in kept if role == "title"), "")
    head = f"{margin}**{title}** {rest}" if title else margin + rest
    return "<br>".join(
        [
            head,
            *(f"{_LABELS.get(role, role.capitalize())}: {value}" for role, value in kept if role and role != "title"),
        ]
    )


def _property(stated: re.Match[str]) -> str:
    """A property as a line with a label; nothing where it says how the note is kept (`collapsed:: true`, `tags::`)."""
    margin, name, value = stated[1], stated[2], (stated[3] or "").strip()
    role = role_of(name)
    if not value and margin.strip():
        return f"{margin}{name}:"
    if role not in _KEPT or not value:
        return ""
    if role == "authors":
        value = value.replace("]] [[", "]], [[")  # a page for each of them
    if role == "title" and margin.rstrip()[-1:] in ("-", "*", "+"):
        return f"{margin}{value}"  # a bullet of its own, with the other properties in bullets below it, as in Roam
    return f"{margin}{_LABELS.get(role, name.capitalize())}: {value}"
