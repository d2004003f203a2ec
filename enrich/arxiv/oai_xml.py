"""One OAI-PMH answer of arXiv -> what it lists. Alone knows the wire form of formats arXiv and arXivRaw. Pure.

The parse is strict: an answer that is not whole and well-formed XML is not believed at all. A listed record that
lacks something is reported, and the others count.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from lxml import etree
from msgspec import Struct

from enrich.arxiv.author_field import split_authors
from enrich.arxiv.raw_record import Raw, moment, version_history
from enrich.arxiv.record_fields import author_name
from enrich.errors import BadAnswer, Refused
from enrich.record import Author, Version
from enrich.tex.to_unicode import readable
from enrich.text import collapse_spaces, drop_forbidden

Format = Literal["arXivRaw", "arXiv"]
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_FORMATS: dict[Format, str] = {"arXivRaw": "{http://arxiv.org/OAI/arXivRaw/}", "arXiv": "{http://arxiv.org/OAI/arXiv/}"}
_ID = re.compile(r"(?:oai:arXiv\.org:)?(\d{4}\.\d{4,5}|[a-z-]+/\d{7})")


class OaiRecord(Struct, frozen=True):
    """One record of a list: its header, and what its format says."""

    id: str
    datestamp: date
    """The day on which the metadata changed."""
    raw: Raw | None
    """None for a deleted record."""


class Listing(Struct, frozen=True):
    """One page of a list."""

    records: tuple[OaiRecord, ...] = ()
    token: str | None = None
    """Opaque; None on the last page."""
    expired: bool = False
    """The token that was sent is not known (any more): nothing is listed."""
    problems: tuple[str, ...] = ()


def read_listing(body: bytes, form: Format, url: str) -> Listing:
    """The page; raises BadAnswer when it cannot be believed, Refused when arXiv says that the request is wrong."""
    root = _root(body, url)
    error = root.find(f"{_OAI}error")
    if error is not None:
        return _error(error, url)
    listed = root.find(f"{_OAI}ListRecords")
    if listed is None:
        raise BadAnswer(f"{url}: an OAI-PMH answer without a list and without an error", url)
    records, problems = [], []
    for element in listed.iterfind(f"{_OAI}record"):
        try:
            records.append(_listed(element, form))
        except (ValueError, OverflowError) as problem:
            name = element.findtext(f"{_OAI}header/{_OAI}identifier", "a record")
            problems.append(f"{collapse_spaces(name)}: {problem} ({form})")
    if not records and not problems:
        raise BadAnswer(f"{url}: an OAI-PMH list without a record", url)
    token = collapse_spaces(listed.findtext(f"{_OAI}resumptionToken") or "")
    return Listing(tuple(records), token or None, problems=tuple(problems))


def _root(body: bytes, url: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise BadAnswer(f"{url}: not whole, well-formed XML ({problem})", url) from problem
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise BadAnswer(f"{url}: an OAI-PMH answer has no document type", url)
    if root.tag != f"{_OAI}OAI-PMH":
        raise BadAnswer(f"{url}: not an OAI-PMH answer but <{etree.QName(root).localname}>", url)
    return root


def _error(error: etree._Element, url: str) -> Listing:
    code, text = error.get("code", ""), collapse_spaces(error.text or "")
    if code == "noRecordsMatch":
        return Listing()
    if code == "badResumptionToken":
        return Listing(expired=True)
    raise Refused(f"{url}: arXiv refuses the request ({code}: {text}); check the set and the date", url)


def _listed(element: etree._Element, form: Format) -> OaiRecord:
    header = element.find(f"{_OAI}header")
    if header is None:
        raise ValueError("it has no header")
    name = _ID.fullmatch(collapse_spaces(header.findtext(f"{_OAI}identifier") or ""))
    if not name:
        raise ValueError("its identifier is not one of arXiv's")
    datestamp = date.fromisoformat(collapse_spaces(header.findtext(f"{_OAI}datestamp") or "")[:10])
    if header.get("status") == "deleted":
        return OaiRecord(name[1], datestamp, None)
    space = _FORMATS[form]
    inner = element.find(f"{_OAI}metadata/{space}{form}")
    if inner is None:
        raise ValueError("it has no metadata in the format that was asked for")
    fields = _Fields(inner, space)
    if fields.text("id") != name[1]:
        raise ValueError("its metadata are of another paper")
    return OaiRecord(name[1], datestamp, _raw(fields, form))


class _Fields:
    """The child elements of one record."""

    def __init__(self, element: etree._Element, space: str) -> None:
        self._element, self._space = element, space

    def text(self, name: str) -> str:
        """As it is there, without white space at the ends; empty when there is none."""
        return (self._element.findtext(self._space + name) or "").strip()

    def each(self, path: str) -> list[_Fields]:
        steps = "/".join(self._space + step for step in path.split("/"))
        return [_Fields(found, self._space) for found in self._element.iterfind(steps)]

    def texts(self, name: str) -> list[str]:
        return [collapse_spaces(found.text or "") for found in self._element.iterfind(self._space + name)]

    def attribute(self, name: str) -> str:
        return self._element.get(name, "")


def _raw(fields: _Fields, form: Format) -> Raw:
    missing = [name for name in ("title", "authors", "categories") if not fields.text(name) and not fields.each(name)]
    if missing:
        raise ValueError(f"it has no {' and no '.join(missing)}")
    authors = _joined_authors(fields) if form == "arXivRaw" else _split_authors(fields)
    if not authors:
        raise ValueError("it has no authors")
    return Raw(
        id=fields.text("id"),
        title=fields.text("title"),
        abstract=fields.text("abstract"),
        authors=authors,
        categories=tuple(fields.text("categories").split()),
        versions=_history(fields) if form == "arXivRaw" else _days(fields),
        codes=tuple(text for text in (fields.text("msc-class"), fields.text("acm-class")) if text),
        comment=fields.text("comments") or None,
        journal_ref=fields.text("journal-ref") or None,
        doi=fields.text("doi") or None,
        license=fields.text("license") or None,
        submitter=fields.text("submitter") or None,
        report_no=fields.text("report-no") or None,
    )


def _history(fields: _Fields) -> tuple[Version, ...]:
    return version_history((each.attribute("version"), each.text("date")) for each in fields.each("version"))


def _days(fields: _Fields) -> tuple[Version, ...]:
    """Format arXiv knows the days of the first and the newest version, not how many there were between."""
    created, updated = fields.text("created"), fields.text("updated")
    first = Version(1, moment(created))
    return (first, Version(2, moment(updated))) if updated else (first,)


def _joined_authors(fields: _Fields) -> tuple[Author, ...]:
    return split_authors(readable(drop_forbidden(fields.text("authors"))))


def _split_authors(fields: _Fields) -> tuple[Author, ...]:
    return tuple(
        Author(
            author_name(each.text("keyname"), each.text("forenames"), each.text("suffix")),
            tuple(dict.fromkeys(text for text in each.texts("affiliation") if text)),
        )
        for each in fields.each("authors/author")
    )
