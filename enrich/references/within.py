"""References that are inside a text -> Mentions, and the text without them (pure).

::

    --- title: ... ---     front matter of a Markdown file, in YAML or TOML; the properties of a page of Logseq
    TY  - JOUR             records of tagged lines
    {{cite journal |...}}  a citation template of MediaWiki
    {{< paper title=...    a tag with named fields, of a site generator
    @article{key, ...}     a BibTeX entry: in a fence, a raw block, a <pre>, a mail, or between two paragraphs

What was read is blanked, so that everything else stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from enrich.citations.field_names import bare_name, role_of
from enrich.citations.items import Unparsable
from enrich.record import Document, Mention
from enrich.references.bibtex import read_bibliography
from enrich.references.bibtex_values import closing_braces
from enrich.references.field_tags import take_field_tags
from enrich.references.objects import read_fields
from enrich.references.parse_values import parse_toml, parse_yaml
from enrich.references.tagged import take_records
from enrich.references.values import read_value
from enrich.references.wiki_templates import take_templates

Taken = tuple[int, Mention]
"""Where in the text a mention stands, and the mention."""
_LONGEST = 100_000
"""Characters of front matter that are read."""
_OPENING = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*+\r?\n")
_CLOSING = {"---": re.compile(r"^(?:---|\.\.\.)[ \t\r]*+$", re.M), "+++": re.compile(r"^\+\+\+[ \t\r]*+$", re.M)}
_PROPERTIES = re.compile(r"\ufeff?(?:[A-Za-z][\w-]{0,40}::[ \t][^\n]{0,2000}(?:\n|$))++")
"""The properties that a page of Logseq begins with."""
_PAPER_KEYS = {
    "publicationtypes",
    "paperurl",
    "urlpdf",
    "publicationshort",
    "bibtex",
    "arxiv",
    "arxivid",
    "doi",
    "venue",
    "journal",
    "booktitle",
    "eprint",
    "citekey",
    "citationkey",
    "bibkey",
    "zotero",
    "zoterolink",
    "zoterouri",
    "zoteroselect",
}
_PAPER_KINDS = {
    *(
        "paper",
        "papers",
        "publication",
        "publications",
        "preprint",
        "preprints",
        "literature",
        "literature-note",
        "lit-note",
    ),
    *(
        "paper-note",
        "reading-note",
        "literaturenote",
        "papernote",
        "journalarticle",
        "conferencepaper",
        "article-journal",
    ),
}
_KIND_KEYS = ("layout", "type", "collection", "category", "categories", "tags", "tag", "itemtype", "class")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENTRY = re.compile(
    r"@(?<![\w@.\\].)(\w{3,20})[ \t]*+([{(])\s*+(?:[^,={}\"@<>\n]*+[,\n])?+[\s>|%#]*+[A-Za-z][\w+-]*+[ \t]*+=[ \t]*+[{\"\w]"
)
_UNCLOSED_END = re.compile(r"^[\s>|%#]*+(?:```|~~~|</pre|$)", re.M)
_MARGIN = re.compile(r"[ \t]*+(?:[>|%#][ \t]?+)++")
_NOT_BLANK = re.compile(r"[^\s]")
_STRINGS = 20_000
"""Characters of `@string`s that are filled in."""


def take_references(
    text: str, document: Document, today: date, place_of: Callable[[int], str]
) -> tuple[list[Taken], str]:
    """The mentions of the references in a text, and the text with spaces in their place.

    `place_of` says where an offset of the text is.
    """
    taken: list[Taken] = []
    if front := _front_matter(text):
        value, end = front
        taken += ((0, one) for one in _read_front_matter(value, document, today))
        text = _blanked(text, 0, end)
    records, text = take_records(text, document, today, place_of)
    taken += records
    if "{" in text and "{{" in text:
        templates, spans = take_templates(text, document, today, place_of)
        taken += templates
        text = _without(text, spans)
    if "=" in text and ('="' in text or "='" in text):
        tags, spans = take_field_tags(text, document, today, place_of)
        taken += tags
        text = _without(text, spans)
    if "@" in text:
        text = _take_entries(text, document, today, place_of, taken)
    return taken, text


def _blanked(text: str, start: int, end: int) -> str:
    return _without(text, [(start, end)])


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in these stretches, which are in order."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], _NOT_BLANK.sub(" ", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def _front_matter(text: str) -> tuple[Mapping[str, Any], int] | None:
    """The values of a text's front matter, and where it ends."""
    if properties := _PROPERTIES.match(text):
        return dict(_stated(line) for line in properties[0].strip("\ufeff\n").split("\n")), properties.end()
    opening = _OPENING.match(text)
    closing = _CLOSING[opening.group(1)].search(text, opening.end(), _LONGEST) if opening else None
    if opening is None or closing is None:
        return None
    inside = text[opening.end() : closing.start()]
    try:
        values = parse_yaml(inside) if opening.group(1) == "---" else [parse_toml(inside)]
    except Unparsable:
        return None
    return (values[0], closing.end()) if len(values) == 1 and isinstance(values[0], Mapping) else None


def _stated(line: str) -> tuple[str, str]:
    """A property of a page in Logseq (`authors:: [[Ann Author]], [[Bob Builder]]`)."""
    name, _, value = line.partition("::")
    return name.strip(), value.replace("[[", "").replace("]]", "").strip().lstrip("@")


def _read_front_matter(value: Mapping[str, Any], document: Document, today: date) -> Iterator[Mention]:
    """What front matter says: of a page that is a paper's own, or of the papers that it lists."""
    if not _is_of_a_paper(value):
        value = {name: inner for name, inner in value.items() if role_of(name) != "title"}
    yield from read_value(value, document, today, place="front matter: $")


def _is_of_a_paper(value: Mapping[str, Any]) -> bool:
    """Whether the page is that of one paper; a post has a title and an author as well."""
    keys = {bare_name(name) for name, inner in value.items() if inner not in (None, "", [], {})}
    kinds = {kind for name, inner in value.items() if bare_name(name) in _KIND_KEYS for kind in _kinds(inner)}
    fields = read_fields(value, "$", False)
    roles = {field.role for field in fields if field.value not in (None, "", [], {})}
    dated = any(field.role == "date" and _YEAR.fullmatch(str(field.value)) for field in fields)
    cited = {"title", "authors"} <= roles and (dated or "venue" in roles)
    return bool(keys & _PAPER_KEYS or kinds & _PAPER_KINDS or cited)


def _kinds(value: Any) -> list[str]:
    """What a page says that it is: one word, several, or links of notes (`[[journalArticle]]`)."""
    texts = value if isinstance(value, list) else re.split(r",\s*", value[:500]) if isinstance(value, str) else []
    return [str(text).strip("[]# ").lower().rpartition("/")[2] for text in texts]


def _take_entries(
    text: str, document: Document, today: date, place_of: Callable[[int], str], taken: list[Taken]
) -> str:
    """The text without its BibTeX entries, whose mentions are added to `taken`."""
    found = list(_ENTRY.finditer(text))
    if not found:
        return text
    closing = closing_braces(text)
    pieces, strings, at = [], "", 0
    for entry, after in zip(found, [*found[1:], None], strict=True):
        if entry.start() < at:
            continue
        end = _end(text, entry, after.start() if after else len(text), closing)
        written = _without_margin(text, entry.start(), end)
        if entry.group(1).lower() == "string":
            strings = f"{strings}{written}\n"[:_STRINGS]
        else:
            where = place_of(entry.start())
            read = read_bibliography(f"{strings}{written}", document, today)
            taken += ((entry.start(), replace(one, place=f"{where}, {one.place}")) for one in read)
        pieces += [text[at : entry.start()], _NOT_BLANK.sub(" ", text[entry.start() : end])]
        at = end
    return "".join([*pieces, text[at:]])


def _end(text: str, entry: re.Match[str], limit: int, closing: Mapping[int, int]) -> int:
    """Where an entry ends; one that is not closed ends with its fence, its paragraph, or where the next begins."""
    closed = closing.get(entry.start(2))
    if closed is not None and closed < limit:
        return closed + 1
    ended = _UNCLOSED_END.search(text, entry.end(), limit)
    return ended.start() if ended else limit


def _without_margin(text: str, start: int, end: int) -> str:
    """An entry without the marks of quoted mail, or of comments, that its lines begin with."""
    line = text.rfind("\n", 0, start) + 1
    if not _MARGIN.fullmatch(text, line, start):
        return text[start:end]
    return "\n".join(
        one[margin.end() :] if (margin := _MARGIN.match(one)) else one for one in text[start:end].split("\n")
    )
