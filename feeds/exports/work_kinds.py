"""As what a paper was published, in the words of BibTeX, RIS and CSL (pure).

Only for papers that arXiv does not have: one of arXiv's is cited as the preprint that its record is, wherever it appeared later.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from enrich.paper_id import is_beyond


class WorkKind(Struct, frozen=True):
    """A kind of published work."""

    bibtex: str
    container: str
    """The field of BibTeX that names what the work appeared in; empty where it appeared by itself."""
    publisher: str
    """The field of BibTeX that names who published it; empty where styles have none."""
    ris: str
    csl: str
    needed: tuple[str, ...]
    """Of `venue` and `publisher`, what styles of BibTeX do not do without."""


KINDS = {
    "journal-article": WorkKind("article", "journal", "", "JOUR", "article-journal", ("venue",)),
    "proceedings-article": WorkKind(
        "inproceedings", "booktitle", "publisher", "CPAPER", "paper-conference", ("venue",)
    ),
    "book-chapter": WorkKind("incollection", "booktitle", "publisher", "CHAP", "chapter", ("venue", "publisher")),
    "report": WorkKind("techreport", "", "institution", "RPRT", "report", ("publisher",)),
    "dissertation": WorkKind("phdthesis", "", "school", "THES", "thesis", ("publisher",)),
}


class CitedAs(Struct, frozen=True):
    """What a citation says of a published work beside title, authors and DOI; what is not known is empty."""

    kind: WorkKind
    venue: str
    volume: str
    issue: str
    pages: str
    publisher: str

    @property
    def first_page(self) -> str:
        return self.pages.replace("–", "-").partition("-")[0].strip()

    @property
    def last_page(self) -> str:
        return self.pages.replace("–", "-").partition("-")[2].strip()


def cited_as(record: dict[str, Any]) -> CitedAs | None:
    """The published work that a record in the form of the dumps is; None when it is cited as it is, or too little is known."""
    known = record.get("published_as")
    if known is None or not is_beyond(record["id"]):
        return None
    publication = record["publication"] or {}
    kind = KINDS[known["type"]]
    found = CitedAs(
        kind,
        publication.get("venue") or "",
        *(known[name] or "" for name in ("volume", "issue", "pages", "publisher")),
    )
    return found if all(getattr(found, name) for name in kind.needed) else None


def cited_date(record: dict[str, Any]) -> str:
    """`2024-05-12`, `2024-05` or `2024`: arXiv's date, or of a paper that it does not have the published one, as exact as known."""
    publication = record["publication"] if is_beyond(record["id"]) else None
    day: str = (publication or {}).get("date") or record["published"][:10]
    return day


def cited_place(record: dict[str, Any]) -> str:
    """`Acta 6(5), 525-535`, as far as it is known, or who published what appeared by itself; empty for a paper of arXiv's."""
    found = cited_as(record)
    if found is None:
        return ""
    number = f"{found.volume}({found.issue})" if found.volume and found.issue else found.volume or found.issue
    place = ", ".join(filter(None, (" ".join(filter(None, (found.venue, number))), found.pages)))
    return ", ".join(filter(None, (place, "" if found.venue else found.publisher)))
