"""What ORCID iDs and the votes of indexes may do: on tables of authors with right ones, swapped ones, and two of one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from enrich.people.fit_names import fit_names
from enrich.people.group import group_all
from enrich.people.person import AuthoredPaper, AuthorMention, Grouping, Spot
from enrich.people.rarity import Rarity

NO_COUNTS = Rarity({}, {})
PEOPLE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "wei": (("Wei Wang", "W. Wang"), ("0000-0002-1825-0097",)),
    "jun": (("Jun Wang",), ("0000-0001-5109-3700", "0000-0002-1694-233X")),
    "ada": (("Ada Obermüller", "Ada B. Obermüller", "A. Obermueller"), ("0000-0003-1419-2405",)),
    "bo": (("Bo Ek",), ()),
    "xerxes": (("Xerxes Quimby",), ("0000-0001-8135-3489", "0000-0002-9079-593X")),
}
"""Person -> spellings of the name, and the person's own iDs. The names of any two conflict."""
ORCIDS = sorted(orcid for _, ones in PEOPLE.values() for orcid in ones)
VOTES = [f"{index}:{person}" for index in ("openalex", "semantic_scholar") for person in PEOPLE]
Truth = dict[Spot, str]


@st.composite
def mentions(draw: st.DrawFn, key: str, at: int, person: str, trouble: bool) -> AuthorMention:
    """An author of a paper; with trouble, the iD may be anybody's, or an index's guess."""
    names, own = PEOPLE[person]
    orcids = [None, *own, *(ORCIDS if trouble else ())]
    orcid = draw(st.sampled_from(orcids))
    votes = draw(st.sets(st.sampled_from(VOTES), max_size=2)) if trouble else {f"openalex:{person}"}
    name = draw(st.sampled_from(names))
    if orcid is None:
        return AuthorMention(key, at, name, votes=tuple(sorted(votes)))
    asserted = draw(st.sampled_from(("work", "person", "index") if trouble else ("work", "person")))
    source = draw(st.sampled_from(("crossref", "openalex", "orcid")))
    return AuthorMention(key, at, name, orcid, source, asserted, tuple(sorted(votes)))  # type: ignore[arg-type]


@st.composite
def tables(draw: st.DrawFn, trouble: bool = True) -> tuple[list[AuthoredPaper], Truth]:
    """Papers with who wrote them."""
    papers, truth = [], {}
    for number in range(draw(st.integers(2, 7))):
        key = f"2501.{number:05}"
        authors = draw(st.lists(st.sampled_from(sorted(PEOPLE)), min_size=1, max_size=4, unique=True))
        listed = [draw(mentions(key, at, person, trouble)) for at, person in enumerate(authors)]
        if trouble and len(listed) > 1 and draw(st.booleans()):
            one, other = listed[0], listed[1]
            listed[:2] = replace(one, orcid=other.orcid), replace(other, orcid=one.orcid)
        papers.append(AuthoredPaper(key, draw(st.sampled_from((2005, 2010, 2020))), tuple(listed)))
        truth |= {(key, at): person for at, person in enumerate(authors)}
    return papers, truth


def grouped(papers: list[AuthoredPaper]) -> Grouping:
    return group_all(papers, NO_COUNTS)


def spots(found: Grouping) -> set[tuple[Spot, ...]]:
    return {group.spots for group in found.groups}


def altered(paper: AuthoredPaper, change: Callable[[AuthorMention], AuthorMention]) -> AuthoredPaper:
    return replace(paper, authors=tuple(map(change, paper.authors)))


def test_the_names_of_any_two_people_here_conflict() -> None:
    for (one, _), (other, _) in combinations(PEOPLE.values(), 2):
        assert all(fit_names(left, right).verdict == "conflict" for left in one for right in other)


@settings(max_examples=100)
@given(tables())
def test_no_orcid_and_no_vote_makes_two_people_one(table: tuple[list[AuthoredPaper], Truth]) -> None:
    papers, truth = table
    for group in grouped(papers).groups:
        assert len({truth[spot] for spot in group.spots}) == 1
        assert len({record for record, _ in group.spots}) == len(group.spots)


@settings(max_examples=40)
@given(tables(), st.randoms())
def test_the_order_of_papers_and_of_votes_decides_nothing(
    table: tuple[list[AuthoredPaper], Truth], dice: object
) -> None:
    papers, _ = table
    shuffled = [altered(paper, lambda one: replace(one, votes=one.votes[::-1])) for paper in papers]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = grouped(papers), grouped(shuffled)
    assert one.groups == other.groups
    assert one.questions == other.questions


@settings(max_examples=40)
@given(tables(trouble=False))
def test_one_own_orcid_everywhere_joins_whatever_the_spelling(table: tuple[list[AuthoredPaper], Truth]) -> None:
    """Where nothing is wrong, all mentions with one iD are together, and nobody has two."""
    papers, _ = table
    bearers: dict[str, set[Spot]] = {}
    for paper in papers:
        for author in paper.authors:
            if author.orcid:
                bearers.setdefault(author.orcid, set()).add((paper.id, author.position))
    found = grouped(papers)
    for ones in bearers.values():
        assert any(ones <= {*group.spots} for group in found.groups)
    for group in found.groups:
        assert sum(not ones.isdisjoint(group.spots) for ones in bearers.values()) <= 1


@settings(max_examples=40)
@given(tables())
def test_an_indexs_guess_is_as_no_orcid(table: tuple[list[AuthoredPaper], Truth]) -> None:
    papers, _ = table
    without = [
        altered(paper, lambda one: replace(one, orcid=None, orcid_source=None) if one.asserted == "index" else one)
        for paper in papers
    ]
    assert grouped(papers) == grouped(without)


@settings(max_examples=40)
@given(tables(), st.sampled_from(ORCIDS))
def test_an_orcid_twice_on_a_paper_counts_nowhere_on_it(table: tuple[list[AuthoredPaper], Truth], orcid: str) -> None:
    papers, _ = table
    first, *others = papers

    def twice(one: AuthorMention) -> AuthorMention:
        return replace(one, orcid=orcid, orcid_source="crossref", asserted="work") if one.position < 2 else one

    if len(first.authors) > 1:
        for group in grouped([altered(first, twice), *others]).groups:
            for edge in group.evidence:
                ends = {edge.left, edge.right}
                assert edge.kind not in {"orcid", "orcid-record"} or ends.isdisjoint({(first.id, 0), (first.id, 1)})


@settings(max_examples=40)
@given(tables())
def test_votes_alone_join_nobody(table: tuple[list[AuthoredPaper], Truth]) -> None:
    """On papers of one author each there is nobody whom a vote could stand for one of."""
    papers, _ = table
    alone = [replace(paper, authors=paper.authors[:1]) for paper in papers]
    without = [altered(paper, lambda one: replace(one, votes=())) for paper in alone]
    assert spots(grouped(alone)) == spots(grouped(without))


@settings(max_examples=40)
@given(st.lists(st.sampled_from((None, *PEOPLE["xerxes"][1])), min_size=2, max_size=6))
def test_two_orcids_of_one_rare_name_stay_apart_and_are_asked_about(orcids: list[str | None]) -> None:
    papers = [
        AuthoredPaper(f"2501.{n:05}", 2020, (AuthorMention(f"2501.{n:05}", 0, "Xerxes Quimby", orcid, "crossref", "work"),))
        for n, orcid in enumerate(orcids)
    ]  # fmt: skip
    found = grouped(papers)
    for group in found.groups:
        assert len({orcids[int(record[5:])] for record, _ in group.spots} - {None}) <= 1
    if len({*orcids} - {None}) == 2:
        assert any("ORCID" in against for one in found.questions for against in one.reasons_against)
    elif len(orcids) > 1:
        assert len(found.groups) == 1


@settings(max_examples=40)
@given(st.integers(4, 9), st.data())
def test_orcids_swapped_on_one_paper_of_many_cost_that_paper_alone(count: int, data: st.DataObject) -> None:
    """Two co-authors whose iDs a source swapped: neither gets the other's papers, all the others keep theirs."""
    wrong = data.draw(st.integers(0, count - 1))
    ids = ("0000-0002-1825-0097", "0000-0001-5109-3700")
    papers = []
    for n in range(count):
        key, own = f"2501.{n:05}", ids[::-1] if n == wrong else ids
        listed = [
            AuthorMention(key, at, name, own[at], "crossref", "work") for at, name in enumerate(("Wei Wang", "Jun Li"))
        ]
        papers.append(AuthoredPaper(key, 1990 + 15 * (n % 2), tuple(listed)))
    right = {f"2501.{n:05}" for n in range(count)} - {f"2501.{wrong:05}"}
    for at in (0, 1):
        groups = [{record for record, position in group.spots if position == at} for group in grouped(papers).groups]
        assert any(right <= group for group in groups)
        assert all(len({position for _, position in group.spots}) == 1 for group in grouped(papers).groups)
