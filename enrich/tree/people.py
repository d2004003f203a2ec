"""Whom a document itself marks as the authors of an entry, and who stands before a title that is set off -> a byline (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from enrich.citations.author_lists import Byline, name_in_order, parse_names, read_byline, read_form, read_names
from enrich.citations.surnames import read_surnames
from enrich.citations.venues import venue_like
from enrich.record import Author
from enrich.tree.blocks import BREAK, SOFT, TextRun, TextRuns
from enrich.tree.draft import Draft

_LEADING = re.compile(r"\W*+(?:(?:written |joint work )?(?:by|with)|authors?|von|par|por|di)\b[\s:]*+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\d:?!@/]{1,40}")
_LONGEST = 3_000
"""Characters of names."""


def take_people(runs: TextRuns) -> tuple[Byline | None, TextRuns]:
    """The authors whom the document marks as such, and the runs without them; no byline where these have no names' form."""
    if not any(run.people for run in runs):
        return None, runs
    names = _names(runs)
    text = ", ".join(names)
    if not names or len(text) > _LONGEST:
        return None, runs
    byline = read_byline(text) or read_names(text)
    if byline is None and any(run.title for run in runs) and all(map(_may_be_name, names)):
        byline = parse_names(text)
    if byline is None:
        return None, runs
    return byline, tuple(TextRun(" ") if run.people and run.text not in {BREAK, SOFT} else run for run in runs)


_INITIAL = re.compile(r"\b[A-Z]\.")


def one_person(plain: str, *, set_apart: bool) -> Byline | None:
    """One person alone on a line, with initials or an affiliation, above a title that is `set_apart`; a name may be a title, too."""
    byline = read_names(plain)
    if byline is None or len(byline.authors) != 1 or not set_apart:
        return None
    return byline if has_initials(plain) or byline.authors[0].affiliations else None


def has_initials(plain: str) -> bool:
    """Whether a text has a capital letter with a point, as names are shortened."""
    return _INITIAL.search(plain) is not None


def _names(runs: Sequence[TextRun]) -> list[str]:
    """The texts of neighbouring runs of people, joined."""
    found: list[str] = []
    joined = False
    for run in runs:
        if run.people and not run.hidden:
            text = " " if run.text in {BREAK, SOFT} else run.text
            found = [*found[:-1], found[-1] + text] if joined else [*found, text]
        joined = run.people
    stripped = (name[leading.end() :] if (leading := _LEADING.match(name)) else name for name in found)
    return [
        name for one in stripped if (name := " ".join(one.split()).strip(" ,;:.&|()")) and name not in {"and", "et"}
    ]


def _may_be_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and len(name.split()) < 6 and name[:1] == name[:1].upper()


_FAMILY_FIRST = re.compile(r"[^,]{2,30}, (?:[^\W\d_]\.?[ -]?){1,3}")
_SEVERAL = re.compile(r"\band\b|&|\bet al\b")
_ONE_INVERTED = re.compile(r"[A-Z][\w'’-]{1,30}, [A-Z][\w'’-]+(?: (?:[A-Z]\.?|[A-Z][\w-]+)){0,2}")
"""One name turned round: `Palamidessi, Catuscia`."""


def people_before(head: str) -> Byline | None:
    """The authors that stand before a title that is set off, however many, in any order of their names; None for other words."""
    if _ONE_INVERTED.fullmatch(head):
        return Byline((Author(name_in_order(head)),), True)
    if found := read_byline(head):
        return found
    if read_form(head.strip(" .,")) or _FAMILY_FIRST.fullmatch(head):
        return read_names(head)
    return read_surnames(head) if _SEVERAL.search(head) and not venue_like(head) else None


_FAMILY = re.compile(r"[A-Z][^\W\d_]{2,20}(?:-[A-Z][^\W\d_]+)?")


def is_family(text: str) -> bool:
    """Whether a text is a family name by itself, as it is before a title in italics."""
    return _FAMILY.fullmatch(text) is not None and not venue_like(text)


# bounded: twelve names
_FAMILIES = re.compile(
    r"[^\W\d_a-z][\w'’-]{1,30}(?:(?:, | & | and | et | und )[^\W\d_a-z][\w'’-]{1,30}){1,11}(?:,? et al\.?)?"
)


def are_others(text: str) -> bool:
    """Whether a text in italics only says that there are more authors, or what a citation says of a work."""
    return text.strip(" *_.,:").lower() in _OTHERS


_OTHERS = frozenset({"et al", "et alii", "u. a", "ibid", "ibidem", "in press", "to appear", "forthcoming"})


def are_families(text: str) -> bool:
    """Whether a text is family names by themselves, as they are before a title in italics: `Roe, Doe`."""
    return _FAMILIES.fullmatch(text) is not None and not venue_like(text) and read_surnames(text) is not None


_ET_AL = re.compile(r"(?:by\s++)?([^,.;:]{2,40}? et al\.?)[,.;]?\s*+")
# bounded: 300 characters of names
_BY = re.compile(
    r"(?:by|von|par|por|di)\s+((?:[^();.]|(?<=\b[A-Z])\.){3,300}?)(?=\s*+[(;]|(?<!\b[A-Z])\.\s|,?\s++(?:presented|led|discussed|in|at)\s|\s*+$)"
)
# bounded: 80 characters of names
_FAMILIES_BEHIND = re.compile(
    r"^[(\[]?([^()\[\]]{2,80}?)(?:[,.;]?\s+(?=\(?(?:(?:19|20)\d\d|[A-Z]{3,}))|[.)\]]\s*(?=$|\s|,)|,\s+(?=in\s)|$)"
)


def _read_families(text: str) -> Byline | None:
    """Family names by themselves: `Roe, Doe and Li`."""
    return None if venue_like(text) or not text[:1].isupper() else read_surnames(text)


def take_names(draft: Draft, after: str) -> str:
    """Family names behind a marked title: `Baker et al.`, `(Milk et al., 2019)`, `Roe and Doe, ICLR 2017`; what is left."""
    if (by := _BY.match(after)) and (byline := read_byline(by[0]) or read_names(by[1]) or _read_families(by[1])):
        draft.byline = draft.byline or byline
        draft.evidence.add("authors")
        return after[by.end() :]
    found = _ET_AL.match(after.lstrip("(["))
    if found is None and (families := _FAMILIES_BEHIND.match(after)) and re.search(r"\band\b|&", families.group(1)):
        found = None if venue_like(families.group(1)) else families
    byline = read_surnames(found.group(1)) if found else None
    if found is None or byline is None:
        return after
    draft.byline = byline
    draft.evidence.add("authors")
    return (after if found.re is _FAMILIES_BEHIND else after.lstrip("(["))[found.end() :]
