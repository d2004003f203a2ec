"""Which asserted ORCID iDs are believed within a block (pure).

Sources hang iDs on the co-author, swap those of two, or give one iD to several authors of a paper. So an iD counts on no
paper that has it twice, and where the names that carry it conflict it is believed only of the names that most of its papers
have; in a draw of none.
"""

from __future__ import annotations

from collections.abc import Iterable

from enrich.people.evidence import BelievedOrcid, Block, BlockMember
from enrich.people.fit_names import fit_names
from enrich.people.person import AuthorMention
from enrich.services.ids import orcid_id


def asserted_orcid(mention: AuthorMention) -> str | None:
    """The mention's iD when it came with the work or from the person, in its usual form with a good checksum."""
    if not mention.orcid or mention.asserted == "index":
        return None
    return orcid_id(mention.orcid)


def believe_orcids(block: Block) -> list[BelievedOrcid]:
    """The iDs of a block with the mentions that they are believed of, sorted by iD."""
    by_orcid: dict[str, list[BlockMember]] = {}
    for member in block.members.values():
        orcid = asserted_orcid(member.mention)
        if orcid is not None and _is_there_once(orcid, block.papers[member.spot[0]].authors):
            by_orcid.setdefault(orcid, []).append(member)
    found = ((orcid, _bearers(members)) for orcid, members in sorted(by_orcid.items()))
    return [BelievedOrcid(orcid, tuple(member.spot for member in members)) for orcid, members in found if members]


def _is_there_once(orcid: str, authors: Iterable[AuthorMention]) -> bool:
    return sum(asserted_orcid(author) == orcid for author in authors) == 1


def _bearers(members: list[BlockMember]) -> list[BlockMember]:
    """The mentions whose name fits that of most: the first of them in front, then the others."""
    papers: dict[str, int] = {}
    for member in members:
        papers[member.mention.name] = papers.get(member.mention.name, 0) + 1
    if len(papers) == 1:
        return members
    fitting = {name: [other for other in papers if fit_names(name, other).verdict != "conflict"] for name in papers}
    best = min(papers, key=lambda name: (-sum(papers[other] for other in fitting[name]), -papers[name], name))
    kept = sum(papers[other] for other in fitting[best])
    if 2 * kept <= len(members):
        return []
    first = next(member for member in members if member.mention.name == best)
    return [first, *(one for one in members if one is not first and one.mention.name in fitting[best])]
