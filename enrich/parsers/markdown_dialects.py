"""What dialects of Markdown add (Obsidian, MkDocs, MyST, kramdown, pandoc, Hugo) -> what GitHub's has for it, line for line (pure).

Each line stays in its place, so that places of the document stay right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from enrich.citations.citation import title_like
from enrich.listings.set_off import is_title_in_small
from enrich.parsers.markdown_notes import without_marks
from enrich.tree.blocks import SOFT, Block, Definition, Paragraph, TextRun, TextRuns

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# bounded: matched at the beginnings of lines
_ADMONITION = re.compile(
    r"( {0,8})(?:(?:!!!|\?\?\?\+?)\s++[\w-]++[^\"\n]{0,80}+(?:\"([^\"\n]*+)\")?|===[!+]?\s++\"([^\"\n]*+)\")\s*+$"
)
"""What opens an admonition or one of several tabs: their lines stand four deeper."""
_CONTAINER = re.compile(r"\s*:{3,}(?:\s|\{|\w|$)")
# bounded: a few hundred characters each
_INLINE = re.compile(
    r"!?\[\[([^\[\]|\n\\]{1,300})(?:\\?\|([^\[\]\n]{1,300}))?\]\](?![(\[:])"
    r"|==([^\s=](?:[^=\n]{0,300}[^=\s])?)=="
    r"|\{ ?[:.#][^{}\n]{0,200}\}|(\{\{[<%][^{}\n]{0,400}[>%]\}\}|\{%[^%\n]{0,400}%\})|(?:\bdue )?@@?\{[^{}\n]{0,40}\}|%%[^%\n]{0,300}%%"
)
_SHORTCODE_ID = re.compile(r"[\s\"'=](\d{4}\.\d{4,5}(?:v\d{1,2})?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?=[\"'\s])")
_SHORTCODE_URL = re.compile(r"https?://[^\s\"'<>{}]+")
_STAMP = re.compile(r"^(?:19|20)\d{6,12}[ _-]+(?=\S)")
"""The time in the name of a note."""
_TAG_LAST = re.compile(r"(?<=\w)\s{1,3}#?\[\[[a-z][^\[\]|\n]{0,30}\]\][ \t]{0,3}$")
"""A link that serves as a tag: `Title [[to read]]`."""
_TAG_FIRST = re.compile(
    r"^([ \t]*+[-*+][ \t]++(?:\[[ xX]\][ \t]++)?(?:[A-Z]{3,9}[ \t]++)?)#?\[\[[^\W\d_][\w-]{0,20}\]\][ \t]++(?=\S+[ \t]\S+[ \t]\S)"
)
"""The same before a title: `- TODO [[Paper]] Title`."""
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|mp4|mp3|webm)$", re.IGNORECASE)
_CITED = re.compile(r"(?:19|20)\d\d|\bet al\b")
_DEFINED = re.compile(r"^[ \t>]*+(?:[-*+]\s++)?\[([^\[\]\n]{1,200})\]:", re.M)
_REFERRED = re.compile(r"\[([^\[\]\n]{1,400})\]\[([^\[\]\n]{0,200})\]")
_ID = re.compile(r"\d{4}\.\d{4,5}(?:v\d{1,2})?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\[\]\s]{1,100})\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\[\]\s]{1,100})\]")
_FILE = re.compile(r"\.(?:md|pdf|canvas|excalidraw)$", re.IGNORECASE)


def plainer(text: str) -> str:
    """The text with notes' links, highlights, attributes and admonitions as plain Markdown, and with all of its footnotes."""
    defined = {" ".join(name.lower().split()) for name in _DEFINED.findall(text)} if "][" in text else set()
    lines = _lines(without_marks(text))
    return "\n".join(_without_loose_ends(line, defined) for line in lines) + _uncited(text)


def _uncited(text: str) -> str:
    """References to the footnotes that nothing refers to, for the end of the text: the parser drops such footnotes."""
    labels = dict.fromkeys(_FOOTNOTE.findall(text)) if "[^" in text else {}
    cited = Counter(_REFERENCE.findall(text)) if labels else Counter()
    return "".join(f"\n\n[^{label}]" for label in labels if cited[label] == 1)


def _without_loose_ends(line: str, defined: Set[str]) -> str:
    """A line without the brackets of links that lead nowhere."""
    if "][" not in line:
        return line
    return _REFERRED.sub(
        lambda found: found[0] if " ".join((found[2] or found[1]).lower().split()) in defined else found[1], line
    )


def _lines(lines: Sequence[str]) -> Iterator[str]:
    fence = ""
    inside = [0]  # where the text begins in the document, and in each admonition that is open
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and line.strip() == found.group(1) and found.group(1).startswith(fence) else fence
            yield line
            continue
        if found:
            fence = found.group(1)
        depth = len(line) - len(line.lstrip(" "))
        while line.strip() and depth < inside[-1]:
            inside.pop()
        line = line[inside[-1] :]
        if opens := _ADMONITION.match(line):
            inside.append(inside[-1] + len(opens.group(1)) + 4)
            named = opens.group(2) or opens.group(3)
            yield f"**{named}**" if named else ""
        elif _CONTAINER.match(line):
            yield ""
        else:
            line = _TAG_FIRST.sub(r"\1", _TAG_LAST.sub("", line)) if "[[" in line and line.count(" ") > 3 else line
            yield _INLINE.sub(_plain, line) if any(sign in line for sign in ("[[", "{", "==", "%%")) else line


def _plain(found: re.Match[str]) -> str:
    target, label, marked, shortcode = found.groups()
    if marked:
        return str(marked)
    if shortcode:
        return _shortcode(shortcode)
    if target is None or _PICTURE.search(target.strip()):
        return ""
    target = target.strip()
    if _ID.fullmatch(target):
        return f"[{label or target}](arxiv:{target})"
    note = target.partition("#")[0] or target
    name = _FILE.sub("", note if _ID.fullmatch(note) else note.rpartition("/")[2]) or target
    name = _STAMP.sub("", name)
    cited = label and _CITED.search(label)
    if label and title_like(name, 4) and (cited or not title_like(label, 4)):
        return f"{_set_off(name)} ({label})" if cited else _set_off(name)
    if not label and is_title_in_small(name):
        before = found.string[: found.start()]
        return f"“{name[:1].upper()}{name[1:]}”" if _BULLET.fullmatch(before) else f"[[{name}]]"
    return str(label) if label else _set_off(name)


_BULLET = re.compile(r"[ \t>]*+(?:[-*+]|\d{1,3}[.)])[ \t]++(?:\[[ xX]\][ \t]++)?")


def _set_off(name: str) -> str:
    """The name of a note in italics, where it may be the title of a work of which a sentence speaks."""
    return f"*{name}*" if title_like(name, 5) and not any(sign in name for sign in "*_`<") else name


def _shortcode(tag: str) -> str:
    """What a shortcode shows: a link, where it holds an address or an id; `{{< hint >}}` shows what is below it."""
    if url := _SHORTCODE_URL.search(tag):
        return f"[link]({url[0]})"
    number = _SHORTCODE_ID.search(tag)
    return f"[arXiv](arxiv:{number[1]})" if number and "arxiv" in tag.lower() else ""


def with_definitions(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks in which terms with `: ...` below them are Definitions."""
    found: list[Block] = []
    for block in blocks:
        lines = _by_lines(block.runs) if isinstance(block, Paragraph) else []
        first = next((at for at, line in enumerate(lines) if _defines(line)), None)
        if not isinstance(block, Paragraph) or first is None:
            found.append(block)
            continue
        details = tuple(Paragraph(_joined(line), block.place) for line in _definitions(lines[first:]))
        if first:
            found.append(Definition(_joined(lines[:first]), details, block.place))
        elif found and isinstance(found[-1], Paragraph):
            found[-1] = Definition(found[-1].runs, details, found[-1].place)
        else:
            found.append(block)
    return tuple(found)


def _by_lines(runs: TextRuns) -> list[list[TextRun]]:
    lines: list[list[TextRun]] = [[]]
    for run in runs:
        if run.text == SOFT:
            lines.append([])
        else:
            lines[-1].append(run)
    return lines


def _defines(line: Sequence[TextRun]) -> bool:
    return bool(line) and line[0].text.startswith(": ")


def _definitions(lines: Sequence[list[TextRun]]) -> Iterator[list[list[TextRun]]]:
    """Each definition with the lines that go on with it, without its colon."""
    group: list[list[TextRun]] = []
    for line in lines:
        if _defines(line):
            if group:
                yield group
            group = [[TextRun(line[0].text.removeprefix(":").lstrip()), *line[1:]]]
        else:
            group.append(line)
    yield group


def _joined(lines: Sequence[Sequence[TextRun]]) -> TextRuns:
    joined: list[TextRun] = []
    for line in lines:
        joined += [TextRun(SOFT), *line] if joined else line
    return tuple(joined)
