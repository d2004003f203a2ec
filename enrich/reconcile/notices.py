"""Retractions, corrections and expressions of concern: from the publisher's record of the believed DOI (pure).

An index that says `retracted` without a notice is not enough, for it is wrong often enough and nothing is worse to be
wrong about: it counts only when the title of the published work bears the publisher's mark as well. Otherwise it is kept
as a disagreement.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from enrich.reconcile.about import About, is_marked_retracted, published_doi
from enrich.reconcile.chosen import Chosen, by_rank, disagreement, origin
from enrich.record import Record
from enrich.statements.enrichment import Disagreement, EditorialNotice, Origin

_KINDS = ("retraction", "expression_of_concern", "correction")
_REGISTRAR = "crossref"


def choose_notices(record: Record, abouts: Sequence[About], doi: str | None) -> Chosen[tuple[EditorialNotice, ...]]:
    """Notices on the published work with this DOI, retractions first, then by date; none without a DOI."""
    notices: dict[tuple[str, str | None], tuple[EditorialNotice, Origin]] = {}
    for one in by_rank(abouts, _REGISTRAR):
        if doi is not None and published_doi(one.statement.doi) == doi:
            for notice in one.statement.notices:
                known = replace(notice, source=notice.source or _REGISTRAR)
                notices.setdefault((notice.kind, notice.notice), (known, origin("notices", one)))
    retracted = any(kind == "retraction" for kind, _ in notices)
    flagged = [one for one in abouts if one.statement.service != _REGISTRAR and _is_flagged(one)]
    disagreements: tuple[Disagreement, ...] = ()
    if flagged and not retracted:
        marked = [one for one in flagged if doi is not None and published_doi(one.statement.doi) == doi]
        if marked and any(is_marked_retracted(one.statement.title) for one in abouts if _of(one, doi)):
            notice = next(one for one in marked[0].statement.notices if one.kind == "retraction")
            source = notice.source or marked[0].statement.service
            notices["retraction", None] = (replace(notice, source=source), origin("notices", marked[0]))
        else:
            disagreements = _unconfirmed(record, abouts, flagged, doi)
    kept = sorted((notice for notice, _ in notices.values()), key=_order)
    origins = dict.fromkeys(source for _, source in notices.values())
    return Chosen(tuple(kept), tuple(origins), disagreements)


def _of(one: About, doi: str | None) -> bool:
    return published_doi(one.statement.doi) == doi


def _is_flagged(one: About) -> bool:
    return any(notice.kind == "retraction" for notice in one.statement.notices)


def _order(notice: EditorialNotice) -> tuple[object, ...]:
    return (_KINDS.index(notice.kind), notice.date is None, str(notice.date), notice.notice or "", notice.source)


def _unconfirmed(
    record: Record, abouts: Sequence[About], flagged: Sequence[About], doi: str | None
) -> tuple[Disagreement, ...]:
    known = any(one.statement.service == _REGISTRAR and _of(one, doi) for one in abouts)
    first = (_REGISTRAR, "no retraction") if known else ("arxiv", "withdrawn" if record.withdrawn else "not withdrawn")
    return disagreement("retraction", [first, *((one.statement.service, "retracted") for one in flagged)])
