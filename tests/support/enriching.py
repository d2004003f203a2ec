"""What services add to a paper, for tests of what is published: everything that there is, and less by `enrichment(...)`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import structs
from sqlalchemy import insert, select, update

from enrich.asking.enrichments import settle_enrichments
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.record import Author, Record
from enrich.statements.enrichment import (
    Affiliation,
    AuthorEnrichment,
    CodeLink,
    Disagreement,
    EditorialNotice,
    Enrichment,
    OpenCopy,
    Origin,
    Publication,
    RelatedVersion,
    SourcedValue,
    WorkTopic,
)
from enrich.store.schema import enrichments
from enrich.store.store import Store
from tests.support.keeping import START
from tests.support.papers import MARKUP, paper

HEARD = datetime(2025, 8, 1, 6, 0, tzinfo=UTC)
WORK = "W4396723768"
RETRACTION = EditorialNotice("retraction", date(2025, 9, 3), "10.1000/retraction", "publisher")
CORRECTION = EditorialNotice("correction", date(2025, 8, 20), "10.1000/correction", "publisher")


def origin(field: str, service: str, its: str = WORK) -> Origin:
    """Where a field came from."""
    return Origin(field, service, its, HEARD)


def author(position: int, name: str, **fields: Any) -> AuthorEnrichment:
    """What OpenAlex knows of one author."""
    known: dict[str, Any] = {
        "orcid": "0000-0001-5109-3700",
        "orcid_source": "openalex",
        "asserted": "work",
        "affiliations": (Affiliation("University of Elsewhere", "https://ror.org/05dxps055"), Affiliation("A Lab")),
        "affiliations_source": "openalex",
        "votes": ("openalex:A5023888391",),
    }
    return AuthorEnrichment(position, name, **(known | fields))


def enrichment(**fields: Any) -> Enrichment:
    """Everything, but for the fields given; `authors` are of nobody unless given."""
    whole = Enrichment(
        publication=Publication("10.1038/s42256-024-00832-8", "Nature Machine Intelligence", date(2024, 5, 8), "day"),
        notices=(CORRECTION,),
        topics=(WorkTopic("T10836", "Metabolomics", 0.9871), WorkTopic("T1", "Unrated", None)),
        keywords=("Large language models", "Chemistry"),
        open_copy=OpenCopy("https://www.nature.com/articles/s42256-024-00832-8.pdf", "published", "cc-by"),
        code=(CodeLink("https://github.com/ur-whitelab/chemcrow", "user"), CodeLink("https://github.com/x/y", "guess")),
        project="https://chemcrow.example.org/",
        related=(RelatedVersion("published-as", "10.1038/s42256-024-00832-8"),),
        disagreements=(
            Disagreement(
                "publication.venue",
                (
                    SourcedValue("crossref", "Nature Machine Intelligence"),
                    SourcedValue("openalex", "Nature Machine Learning"),
                ),
            ),
        ),
        origins=(
            origin("authors.orcid", "openalex"),
            origin("code", "huggingface", "2507.13575"),
            origin("notices", "crossref", "10.1038/s42256-024-00832-8"),
            origin("open_copy", "openalex"),
            origin("project", "huggingface", "2507.13575"),
            origin("publication", "crossref", "10.1038/s42256-024-00832-8"),
            origin("publication", "openalex"),
            origin("topics", "openalex"),
        ),
    )
    return structs.replace(whole, **fields)


def report(store: Store, known: Mapping[str, Enrichment]) -> None:
    """Let services state this of kept papers, as a run of its own that decides what of it is kept."""
    last = store.runs.last(1)
    run = store.runs.start("enrich", START + timedelta(days=(last[0].id if last else 0) + 1))
    with writing(store.engine, Lock.RECORDS) as connection:
        present = set(connection.execute(select(enrichments.c.record)).scalars())
        for name in known:
            if name not in present:
                connection.execute(insert(enrichments).values(record=name, body=None, stale=False))
        connection.execute(update(enrichments).where(enrichments.c.record.in_(list(known))).values(stale=True))
    settle_enrichments(store.engine, lambda record, *_: known[record.id], run.id, run.started)
    store.runs.finish(run, "ok", {}, (), run.started)


ENRICHED: Record = paper(
    id="2507.00006",
    authors=(Author("Ann Hostile"), Author("Bo Hostile")),
    enrichment=enrichment(
        publication=Publication(f"10.1/{MARKUP}", MARKUP, date(2024, 5, 8)),
        notices=(
            EditorialNotice("retraction", date(2025, 9, 3), f"10.1/{MARKUP}", MARKUP),
            EditorialNotice("correction", source=MARKUP),
        ),
        topics=(WorkTopic(MARKUP, MARKUP, 0.5),),
        keywords=(MARKUP,),
        open_copy=OpenCopy('https://a.org/"><script>', None, MARKUP),
        code=(CodeLink("javascript:alert(1)", "user"), CodeLink('https://a.org/"><script>', "user")),
        project="javascript:alert(1)",
        related=(RelatedVersion("same-work", MARKUP),),
        authors=(author(0, "Ann Hostile", affiliations=(Affiliation(MARKUP, "https://ror.org/05dxps055"),)),),
        disagreements=(
            Disagreement("publication.venue", (SourcedValue("crossref", MARKUP), SourcedValue("a", MARKUP))),
        ),
        origins=(origin("publication", "crossref", MARKUP),),
    ),
)
"""A paper of which services say what breaks careless programs."""
