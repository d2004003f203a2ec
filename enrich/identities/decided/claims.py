"""Whom somebody means: what settings and commands name is found in the store, or it is said why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Connection, select

from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows
from enrich.errors import PaperwireError
from enrich.identities.authored_papers import kept_papers
from enrich.identities.decided.stored_decision import spot_in
from enrich.identities.survivors import survivors
from enrich.identities.tables import person_blocks
from enrich.names import name_key
from enrich.options.author_claims import AuthorClaim
from enrich.people.fit_names import fit_names
from enrich.people.person import AuthoredPaper, Spot
from enrich.people.read_name import block_keys
from enrich.store.schema import person_spots

_NAMED = 8
"""Authors that a message lists."""


class Unclear(PaperwireError):
    """It is not clear who is meant; the message says what there is."""


def claims_named(connection: Connection, claim: AuthorClaim) -> tuple[AuthorClaim, ...]:
    """What a claim stands for, without persons: of a person, all papers that are theirs now. Raises Unclear for nobody's id."""
    if claim.person is None:
        return (claim,)
    person = survivors(connection, [claim.person])[claim.person]
    columns = person_spots.c.record, person_spots.c.position, person_spots.c.name
    rows = plain_rows(connection, select(*columns).where(person_spots.c.person == person))
    if not rows:
        raise Unclear(f"no paper is of a person {claim.person}; `paperwire people list` shows who there is")
    return tuple(AuthorClaim(record, at, None, name) for record, at, name in sorted(rows))


def located(connection: Connection, claim: AuthorClaim) -> tuple[AuthorClaim, ...]:
    """The same, for somebody who waits for an answer: papers must be there, and the author certain. Raises Unclear."""
    if claim.paper is None:
        return claims_named(connection, claim)
    paper = kept_papers(connection, [claim.paper]).get(claim.paper)
    if paper is None:
        raise Unclear(f"{claim.paper} is not among the published papers; `paperwire lookup {claim.paper}` says more")
    spot = spot_in(paper, claim)
    if spot is None:
        raise Unclear(f"{claim} is not one author of that paper; its authors are {_listed(paper)}")
    return (claim_of(paper, spot),)


class Unborne(Struct, frozen=True):
    """A name that no author of a published paper has."""

    name: str
    like: tuple[str, ...]
    """Names there that may be meant, those of most papers first."""


def unborne(connection: Connection, claims: Sequence[AuthorClaim]) -> list[Unborne]:
    """Which names that stand for everybody of that name are nobody's so far."""
    found = []
    for claim in claims:
        if claim.paper is not None or claim.person is not None:
            continue
        near = one_of(connection, person_blocks.c.key, block_keys(claim.name))
        rows = plain_rows(connection, select(person_blocks.c.record, person_blocks.c.position).where(near))
        papers = kept_papers(connection, {record for record, _ in rows})
        names = Counter(papers[record].authors[at].name for record, at in rows if record in papers)
        if name_key(claim.name) not in {name_key(name) for name in names}:
            fitting = [name for name in names if fit_names(name, claim.name).verdict != "conflict"]
            like = sorted(fitting, key=lambda name: (-names[name], name))
            found.append(Unborne(claim.name, tuple(like[:_NAMED])))
    return found


def claim_of(paper: AuthoredPaper, spot: Spot) -> AuthorClaim:
    """A mention, as decisions keep it."""
    return AuthorClaim(paper.id, spot[1], None, paper.authors[spot[1]].name)


def claims_of_spots(connection: Connection, spots: Sequence[Spot]) -> tuple[AuthorClaim, ...]:
    """The same for many; those that are no longer there are left out."""
    papers = kept_papers(connection, {record for record, _ in spots})
    return tuple(
        claim_of(papers[record], (record, at))
        for record, at in sorted(spots)
        if record in papers and at < len(papers[record].authors)
    )


def _listed(paper: AuthoredPaper) -> str:
    shown = [f"{paper.id}:{author.position + 1} {author.name}" for author in paper.authors[:_NAMED]]
    more = len(paper.authors) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "")
