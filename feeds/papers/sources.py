"""Who states what of a paper, as its page shows it: sources of every field, disagreements, attribution (pure).

Services of which only ids and links are republished may be named here beside a value of theirs, with a link to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Any

from enrich.paper_id import doi_url, is_beyond
from enrich.record import Record
from enrich.statements.enrichment import Disagreement, SourcedValue
from enrich.statements.statement import SERVICE_NAMES
from feeds.readable_text import day, repair_text, safe_url

SERVICES = {
    "arxiv": ("https://arxiv.org", "CC0"),
    "openalex": ("https://openalex.org", "CC0"),
    "crossref": ("https://www.crossref.org", "facts, no rights claimed"),
    "orcid": ("https://orcid.org", "CC0"),
    "inspire": ("https://inspirehep.net", "CC0"),
    "huggingface": ("https://huggingface.co", "links"),
    "semantic_scholar": ("https://www.semanticscholar.org/?utm_source=api", "ids and links"),
}
"""Address and licence of each service that may be named."""
_ARXIV = {"arxiv-api": "arXiv (API)", "oai": "arXiv (OAI-PMH)", "snapshot": "arXiv (snapshot)"}
_ARXIV |= {"announcement": "arXiv (announcement)"}
_PAGES = {
    "openalex": "https://openalex.org/{}",
    "semantic_scholar": "https://www.semanticscholar.org/paper/{}?utm_source=api",
    "inspire": "https://inspirehep.net/literature/{}",
    "huggingface": "https://huggingface.co/papers/{}",
    "orcid": "https://orcid.org/{}",
}
"""The page that a service has of a work, by its own id."""


def name_of(source: str) -> str:
    """The name of a source, for people."""
    if source in SERVICE_NAMES:
        return SERVICE_NAMES[source]
    return _ARXIV.get(source) or repair_text(source.replace("document:", "document ", 1))


@lru_cache(maxsize=1024)
def field_name(field: str) -> str:
    """`authors, orcid` for `authors.orcid`: the name of a field, for people."""
    return repair_text(field.replace("_", " ").replace(".", ", "))


def sources_table(provenance: Iterable[Mapping[str, Any]]) -> str:
    """A row for each source and day with the fields that come from it, from a record in the form of the dumps."""
    fields: dict[tuple[str, str, str], list[str]] = {}
    for one in provenance:
        fields.setdefault((one["source"], one["id"] or "", one["when"][:10]), []).append(field_name(one["field"]))
    rows = [
        (
            escape(name_of(source)),
            escape("; ".join(names)),
            _its_page(source, its),
            f'<time datetime="{when}">{day(datetime.fromisoformat(when).replace(tzinfo=UTC))}</time>',
        )
        for (source, its, when), names in sorted(fields.items(), key=lambda row: (row[0][0] not in _ARXIV, row[0]))
    ]
    return _table(("Source", "Fields", "Its id", "Since"), rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, whose first is a heading; on a narrow screen each is a list of its own. Empty without any."""
    if not rows:
        return ""
    head = "".join(f'<th role="columnheader" scope="col">{column}</th>' for column in columns)
    body = "".join(
        f'<tr role="row"><th role="rowheader" scope="row">{first}</th>'
        + "".join(
            f'<td role="cell" data-label="{column}">{cell}</td>'
            for column, cell in zip(columns[1:], cells, strict=True)
        )
        + "</tr>\n"
        for first, *cells in rows
    )
    return (
        f'<table role="table" class="stacked"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">\n{body}</tbody></table>'
    )


def _its_page(source: str, its: str) -> str:
    if not its:
        return ""
    text = repair_text(its)
    if source == "crossref" and text.startswith("10."):
        return f'<a href="{escape(doi_url(text))}">{escape(text)}</a>'
    address = safe_url(text) or safe_url(_PAGES[source].format(text.rpartition("/")[2])) if source in _PAGES else None
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def disagreements_table(disagreements: Sequence[Disagreement]) -> str:
    """A row for each field that sources fill differently; empty without any."""
    rows = [(escape(field_name(one.field)), "<br>".join(map(_value, one.values))) for one in disagreements]
    return _table(("Field", "Values, the one that is kept first"), rows)


def _value(one: SourcedValue) -> str:
    return f"{escape(repair_text(one.value))} ({escape(name_of(one.source))})"


def attribution(record: Record, provenance: Iterable[Mapping[str, Any]]) -> str:
    """`Data from arXiv (CC0), OpenAlex (CC0), ...`: each service that states anything here, with a link to it."""
    named = {*(() if is_beyond(record.id) else ("arxiv",)), *(one["source"] for one in provenance)}
    if record.enrichment:
        named |= {origin.service for origin in record.enrichment.origins}
        named |= {value.source for one in record.enrichment.disagreements for value in one.values}
    shown = [
        f'<a href="{escape(address)}">{SERVICE_NAMES[service]}</a> ({licence})'
        for service, (address, licence) in SERVICES.items()
        if service in named
    ]
    return f"Data from {', '.join(shown)}."
