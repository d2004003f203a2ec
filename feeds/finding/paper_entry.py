"""What a list of results shows of a paper, before its page is opened (pure)."""

from __future__ import annotations

from itertools import islice

from enrich.paper_id import marked_id
from enrich.record import PublishableRecord
from feeds.enriched import as_published
from feeds.formats.content import retracted_title, shown_authors
from feeds.pages.paper import page_path
from feeds.readable_text import repair_text

NAMED = 5
"""Authors who are named."""
PaperEntry = tuple[str, str, str, str, str]
"""Title, authors, date of publication, categories, and the path of the page unless that follows from the id."""


def paper_entry(kept: PublishableRecord) -> PaperEntry:
    """The entry of a paper."""
    record = as_published(kept.record)
    title = repair_text(record.title) or marked_id(record.id)
    retracted = record.enrichment is not None and record.enrichment.retraction is not None
    names = [author.name for author in islice(shown_authors(record.authors[: 4 * NAMED]), NAMED)]
    more = len(record.authors) - len(names)
    path = page_path(record.id)
    return (
        f"Withdrawn: {title}" if record.withdrawn else retracted_title(title) if retracted else title,
        f"{', '.join(names)}{f' and {more:,} more' if more > 0 and names else ''}",
        record.published.date().isoformat(),
        " ".join(filter(None, map(repair_text, record.categories))),
        "" if path == f"papers/{record.id}.html" else path,
    )
