"""An object of JSON, YAML or TOML -> the fields of a work (pure): what short keys mean, and what stands in objects within it; texts that are works."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.field_names import bare_name, role_of
from enrich.citations.named_fields import Field, fields_of
from enrich.record import Item
from enrich.titles.sentences import is_plainly_title, is_written_as_title
from enrich.titles.words import word_set
from enrich.tree.blocks import TextRun
from enrich.tree.entry import read_entry
from enrich.tree.marks import bare
from enrich.tree.task_marks import is_errand_in_tasks, without_task

_SHORT = {
    "t": "title",
    "ti": "title",
    "a": "authors",
    "au": "authors",
    "y": "date",
    "yr": "date",
    "v": "venue",
    "u": "address",
}
"""What short keys mean in an object without a title under a longer one."""
_ADDRESSES = {"address", "arxiv", "id"}
_ABOUT = word_set(
    """
    meta metadata info details bib bibliographic biblio bibliography attributes properties fields data extra
    publicationinfo paperinfo
    """
)
"""Keys of what is said of a thing in an object of its own."""
_WRITTEN = {"authors", "date", "venue", "doi", "arxiv", "address", "abstract", "code"}
_SOFTWARE_PAPERS = frozenset(["preferredcitation", "referencepublication"])
"""Keys of the paper on a program (CITATION.cff, codemeta.json)."""
_NAMING = {"arxiv", "address", "doi", "code", "page"}


_NOTE_KEYS = frozenset(
    ["content", "string", "text", "message", "body", "task", "card", "item", "entry", "subject", "note"]
)
"""Keys of what people write in programs for notes, tasks and chats; titles of works stand there alone."""
_SPOKEN_KEYS = frozenset(["string", "text", "message", "body", "subject", "note"])
"""Those of them under which anything may be said."""
_LONG = 8
"""Words of a text that is a title by its words alone, whatever the case of its letters."""
_OF_PLACES = re.compile(
    r"\b(?:department|universit\w{1,4}|institute?|school|faculty|laborator\w{1,3}|cent(?:er|re)|group|society|association|committee|course|conference|workshop"
    r"|symposium|journal|transactions|proceedings|program(?:me)?|project|team|company|inc|gmbh|ltd)\b",
    re.IGNORECASE,
)
"""What names of places, events and bodies say, which are written as titles are."""


def read_fields(value: Mapping[Any, Any], place: str, papers: bool) -> list[Field]:
    """The fields of a mapping, with links that are under a key of their own, and what short keys mean."""
    direct = [
        replace(field, role=field.role or role_in_short(name_in(field, place), field.value))
        for field in fields_of(value, place, work=papers)
    ]
    titled = any(field.role == "title" and field.value for field in direct)
    fields = [one for field in direct for part in _opened(field, place, titled) for one in _spread(part)]
    if any(field.role == "title" for field in fields):
        return _with_parent(fields, place)
    fields = _with_name(fields, place)
    short = [replace(field, role=field.role or _SHORT.get(bare_name(name_in(field, place)))) for field in fields]
    roles = {field.role for field in short if isinstance(field.value, str | int | list)}
    title = next((field.value for field in short if field.role == "title"), None)
    return short if isinstance(title, str) and title_like(title) and roles & {"authors", "date", "venue"} else fields


_BYLINES = frozenset(["by", "byline", "bylines"])
"""Keys of who wrote something."""
_NO_PERSON = re.compile(r"\b(?:team|staff|editors?|newsroom|admin|support|desk|redaktion)\b", re.IGNORECASE)


def role_in_short(key: str, value: Any) -> str | None:
    """What a key means that says who wrote something in a word: the authors, where it has whole names, as a nickname only posted it."""
    if bare_name(key) not in _BYLINES:
        return None
    names = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    return "authors" if any(" " in one.strip() for one in names) and not any(map(_NO_PERSON.search, names)) else None


def names_nobody(value: Mapping[Any, Any]) -> bool:
    """Whether an object says that a body wrote it and no person, as what a program brings with it does."""
    return any(
        isinstance(inner, str) and len(inner) < _SHORT_NAME and _NO_PERSON.search(inner)
        for key, inner in value.items()
        if bare_name(str(key)) in _BYLINES or role_of(str(key)) == "authors"
    )


_SHORT_NAME = 60


def with_code(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """What describes a program, with the address of its code at the paper on it, which does not say it itself."""
    code = next(
        (inner for name, inner in value.items() if role_of(str(name)) == "code" and isinstance(inner, str)), None
    )
    paper = next((name for name in value if bare_name(str(name)) in _SOFTWARE_PAPERS), None)
    inner = value.get(paper) if code and paper is not None else None
    if not isinstance(inner, Mapping) or any(role_of(str(name)) == "code" for name in inner):
        return value
    return {**value, paper: {**inner, "code": code}}


def _opened(field: Field, place: str, titled: bool) -> list[Field]:
    """What is said of a titled thing in an object of its own (`{"title": ..., "meta": {"venue": ...}}`), field by field."""
    inner = field.value
    if (
        not titled
        or not isinstance(inner, Mapping)
        or bare_name(name_in(field, place).rpartition(".")[2]) not in _ABOUT
    ):
        return [field]
    fields = fields_of(inner, field.place)
    roles = {one.role for one in fields}
    return fields if roles & _WRITTEN and "title" not in roles else [field]


def _with_parent(fields: list[Field], place: str) -> list[Field]:
    """The fields of a work; what it is in, as Hayagriva has it (`parent: {title: ...}`), is its venue."""
    if any(field.role == "venue" for field in fields):
        return fields
    return [
        replace(field, role="venue")
        if name_in(field, place) == "parent" and isinstance(field.value, Mapping)
        else field
        for field in fields
    ]


def _with_name(fields: list[Field], place: str) -> list[Field]:
    """The fields of a thing that has a name: the title of a paper, where it has authors too, or an address at arXiv."""
    roles = {field.role for field in fields if field.value not in (None, "", [], {})}
    found = any(field.role in _ADDRESSES and "arxiv" in str(field.value)[:500].lower() for field in fields)
    is_paper = any(str(field.value).lower() in _PAPER_KINDS for field in fields if isinstance(field.value, str))
    if not (roles & {"authors", "arxiv"} or found or is_paper):
        return fields
    return [
        replace(field, role="title")
        if bare_name(name_in(field, place)) in {"name", "heading"}
        and isinstance(field.value, str)
        and title_like(field.value, 3)
        else field
        for field in fields
    ]


_PAPER_KINDS = frozenset(
    [
        "paper",
        "article",
        "preprint",
        "journal article",
        "journal-article",
        "conference paper",
        "artikel",
        "article-journal",
    ]
)
"""What the kind of a thing says that is a paper."""


def _spread(field: Field) -> list[Field]:
    """The links of a paper one by one: `links: {arxiv: 2110.00010, code: ...}`."""
    if field.role not in _ADDRESSES or not isinstance(field.value, Mapping):
        return [field]
    roles = {name: role_of(str(name)) for name in field.value}
    flat = not any(isinstance(one, Mapping | list) for one in field.value.values())
    if not flat or not {*roles.values()} & _NAMING:
        return [field]
    return [
        Field(role if role in _NAMING else None, f"{field.place}.{name}", field.value[name])
        for name, role in roles.items()
    ]


_STATE = re.compile(r"\{\{\[\[[A-Z]{3,12}\]\]\}\}\s?")
"""The state of a task, as Roam has it."""


_CARD_NAME = re.compile(r"\b(?:cards|tasks|todos|items|notes|checklist|check_?items)\[\d{1,9}\]\.name$", re.IGNORECASE)
"""A card of a board or a task of a list has its text as its name; anything else has a name too."""


def work_alone(key: str, place: str, text: str) -> Item | None:
    """The work whose title a text of one line is, where its key says that somebody wrote it; None for anything else."""
    if bare_name(key) not in _NOTE_KEYS and not _CARD_NAME.search(place):
        return None
    written = _STATE.sub("", text).strip().strip("[]")
    text = without_task(written)
    title = bare(text).text
    surely = text != written or (bare_name(key) not in _SPOKEN_KEYS and not is_errand_in_tasks(title))
    if not _is_title(title) and not (surely and is_plainly_title(title, 5 if text != written else _LONG)):
        return None
    entry = read_entry((TextRun(text),)) if title[-1] in ")]" else None
    return (
        entry.item
        if entry and entry.item.authors and title.startswith(entry.item.title or title)
        else Item(title=title)
    )


def are_titles_alone(texts: Sequence[str]) -> bool:
    """Whether two texts at least, and two thirds, are written as titles of works are."""
    titles = sum(_is_title(bare(text).text) for text in texts)
    return titles > 1 and titles * 3 >= len(texts) * 2


def _is_title(text: str) -> bool:
    return is_written_as_title(text) and not _OF_PLACES.search(text)


def name_in(field: Field, place: str) -> str:
    """The name of a field of the mapping at `place`; it may hold dots."""
    return field.place.removeprefix(f"{place}.")


_OTHER_THINGS = word_set(
    """
    positions position appointments employment employments experience workexperience jobs education degrees studies teaching courses awards
    honours honors grants funding service languages skills hobbies interests memberships certificates certifications internships volunteer
    menu navigation contacts
    """
)
"""Keys of lists of what has a title and is no work: where somebody worked, what he can do."""
_OF_WORKS = frozenset({"authors", "arxiv", "doi", "abstract"})


_TALKS = frozenset(["talks", "invitedtalks", "presentations"])
"""Keys of texts that say where somebody spoke."""


def names_other_things(key: str) -> bool:
    """Whether a key is that of texts that say where somebody worked, taught or spoke."""
    return bare_name(key) in _OTHER_THINGS or bare_name(key) in _TALKS


def lists_other_things(key: str | None, fields: Sequence[Field]) -> bool:
    """Whether an object is in a list of positions, degrees or the like, and says nothing that only works have."""
    return bare_name(key or "") in _OTHER_THINGS and not any(
        field.role in _OF_WORKS and field.value for field in fields
    )


_BLOCK = re.compile(r"<(?:p|br|div|li|ul|ol|tr|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
"""How a block begins that is marked up in HTML."""


def is_marked_up(text: str) -> bool:
    """Whether a text is marked up in HTML, and has several blocks."""
    return "<" in text and sum(1 for _ in islice(_BLOCK.finditer(text), 2)) > 1
