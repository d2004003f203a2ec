"""Papers that differ from what is kept of them: compared, counted, and written with their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from enrich.identities.authored_papers import keep_papers, kept_papers
from enrich.identities.components import write_blocks
from enrich.identities.name_counts import NameCounts
from enrich.people.person import AuthoredPaper


class PaperChanges(Struct, frozen=True):
    """What became of some papers."""

    now: Mapping[str, AuthoredPaper | None]
    """Each that differs, as it is; None for one that is gone."""
    before: Sequence[AuthoredPaper]
    """Those of them that were kept, as they were."""
    there: Sequence[AuthoredPaper]
    """Those of them that are there."""

    def name_counts(self) -> NameCounts:
        """How many more spots bear each name."""
        counts = NameCounts(self.there)
        counts.add(self.before, -1)
        return counts


def compare(connection: Connection, papers: Mapping[str, AuthoredPaper | None]) -> PaperChanges:
    """Which of these papers, as they are now, differ from what is kept of them."""
    known = kept_papers(connection, papers)
    now = {name: paper for name, paper in papers.items() if known.get(name) != paper}
    before = [known[name] for name in now if name in known]
    return PaperChanges(now, before, [paper for paper in now.values() if paper is not None])


def keep(connection: Connection, changes: PaperChanges) -> None:
    """Keep the papers as they are, and their keys."""
    write_blocks(connection, changes.before, changes.there)
    keep_papers(connection, changes.now, [paper.id for paper in changes.before])
