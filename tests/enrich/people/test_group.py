"""Mentions grouped: what joins, what forbids, and that the order of arrival does not matter."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.people.group import blocks, group_all, mention_keys
from enrich.people.person import Answer, AuthoredPaper, AuthorMention, Grouping, PersonDecision, Spot
from enrich.people.rarity import Rarity

ORCID, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
NO_COUNTS = Rarity({}, {})


def paper(key: str, *authors: str, year: int | None = 2020, votes: tuple[str, ...] = ()) -> AuthoredPaper:
    """Authors as `Name` or `Name = ORCID`; the votes are the first author's."""
    mentions = []
    for position, author in enumerate(authors):
        name, _, orcid = author.partition(" = ")
        known = ("crossref", "work") if orcid else (None, None)
        mentions.append(
            AuthorMention(key, position, name, orcid or None, *known, votes=votes if position == 0 else ())  # type: ignore[arg-type]
        )
    return AuthoredPaper(key, year, tuple(mentions))


def answer(kind: Answer, left: Spot, right: Spot, day: int = 1) -> PersonDecision:
    return PersonDecision(kind, left, right, "me", NOW.replace(day=day), "")


def persons(found: Grouping) -> list[list[Spot]]:
    return [list(group.spots) for group in found.groups]


def together(papers: list[AuthoredPaper], *decisions: PersonDecision, rarity: Rarity = NO_COUNTS) -> list[str]:
    """The first authors' groups: papers of one person, as one word."""
    groups = persons(group_all(papers, rarity, decisions))
    return sorted(" ".join(key for key, position in group if position == 0) for group in groups if (group[0][1] == 0))


def test_a_rare_name_is_one_person() -> None:
    papers = [paper("a", "Xerxes Quimby"), paper("b", "Xerxes Quimby", year=1990), paper("c", "X. Quimby")]
    assert together(papers) == ["a b"]
    (group,) = group_all(papers, NO_COUNTS).groups
    assert [edge.kind for edge in group.evidence] == ["rare-name"]
    assert not group.doubt


def test_a_common_name_is_nobody_without_more() -> None:
    assert together([paper("a", "Wei Wang"), paper("b", "Wei Wang")]) == []


def test_a_name_becomes_common_as_records_grow() -> None:
    papers = [paper("a", "Xerxes Quimby"), paper("b", "Xerxes Quimby")]
    many = Rarity({"quimby": 2000}, {"xerxes": 30})
    assert together(papers, rarity=many) == []


def test_a_rare_co_author_joins_a_common_name() -> None:
    assert together([paper("a", "Wei Wang", "Xerxes Quimby"), paper("b", "Wei Wang", "Xerxes Quimby")]) == ["a b"]
    far = [paper("a", "Wei Wang", "Xerxes Quimby", year=1990), paper("b", "Wei Wang", "Xerxes Quimby", year=2010)]
    assert together(far) == []


def test_one_common_co_author_does_not_and_two_do() -> None:
    assert together([paper("a", "Wei Wang", "Jing Li"), paper("b", "Wei Wang", "Jing Li")]) == []
    assert together([paper("a", "Wei Wang", "Jing Li", "Yu Chen"), paper("b", "Wei Wang", "Yu Chen", "Jing Li")]) == [
        "a b"
    ]


def test_one_co_author_is_enough_on_short_lists_only() -> None:
    others = ["Jun Li", "Yan Li", "Lei Li", "Min Li"]
    papers = [paper("a", "Wei Wang", "Xerxes Quimby"), paper("b", "Wei Wang", "Xerxes Quimby", *others)]
    assert together(papers) == []


def test_co_authors_of_long_lists_do_not_count() -> None:
    crowd = [f"Author{k} Crowd{k}" for k in range(20)]
    assert together([paper("a", "Wei Wang", *crowd), paper("b", "Wei Wang", *crowd)]) == []


def test_two_agreeing_indexes_stand_for_one_co_author_and_one_decides_nothing() -> None:
    both = ("openalex:A1", "semantic_scholar:1")
    for votes, expected in ((both, ["a b"]), (both[:1], [])):
        papers = [paper("a", "Wei Wang", "Jing Li", votes=votes), paper("b", "Wei Wang", "Jing Li", votes=votes)]
        assert together(papers) == expected
    alone = [paper("a", "Wei Wang", votes=both), paper("b", "Wei Wang", votes=both)]
    assert together(alone) == []


def test_initials_never_join() -> None:
    assert (
        together([paper("a", "X. Quimby", "Yu Chen", "Jing Li"), paper("b", "X. Quimby", "Yu Chen", "Jing Li")]) == []
    )


def test_a_middle_name_left_out_needs_a_shared_co_author() -> None:
    assert together([paper("a", "Xerxes Z. Quimby", "Jing Li"), paper("b", "Xerxes Quimby", "Jing Li")]) == ["a b"]
    assert together([paper("a", "Xerxes Z. Quimby"), paper("b", "Xerxes Quimby")]) == []


def test_one_link_does_not_join_two_people() -> None:
    """Two Yang Yangs wrote with Yizhou Sun: two groups of two papers, one shared co-author on one paper each."""
    left = [
        paper("a", "Yang Yang", "Xerxes Quimby", "Jing Li"),
        paper("b", "Yang Yang", "Jing Li", "Xerxes Quimby", "Yizhou Sundqvist"),
    ]
    right = [
        paper("c", "Yang Yang", "Yizhou Sundqvist", "Zeno Ptolemy", "Yu Chen"),
        paper("d", "Yang Yang", "Zeno Ptolemy", "Yu Chen"),
    ]
    assert together([*left, *right]) == ["a b", "c d"]


def test_two_links_do_not_join_two_people_of_many_papers() -> None:
    """Both wrote with Ada Quux twice; each has thirty papers with somebody else."""
    ours = [paper(f"a{k:02}", "Wei Wang", "Xerxes Quimby", *(["Ada Quux"] if k < 2 else [])) for k in range(30)]
    theirs = [paper(f"b{k:02}", "Wei Wang", "Zeno Ptolemy", *(["Ada Quux"] if k < 2 else [])) for k in range(30)]
    found = [group.split() for group in together([*ours, *theirs])]
    assert [len(group) for group in found] == [30, 30]
    assert len(together([*ours[:15], *theirs[:15]])) == 1


def test_weak_links_make_no_chain() -> None:
    """Each paper shares a co-author with the next one only."""
    links = ["Xerxes Quimby", "Zeno Ptolemy", "Yizhou Sundqvist", "Ada Quux"]
    papers = [paper(key, "Wei Wang", *links[max(k - 1, 0) : k + 1]) for k, key in enumerate("abcde")]
    assert together(papers) == ["a b", "d e"]


def test_nobody_is_twice_on_one_paper() -> None:
    found = group_all([paper("a", "Xerxes Quimby", "Xerxes Quimby"), paper("b", "Xerxes Quimby")], NO_COUNTS)
    assert persons(found) == []


def test_conflicting_middle_initials_stay_apart_whatever_links_them() -> None:
    papers = [
        paper("a", "Xerxes A. Quimby", "Jing Li"),
        paper("b", "Xerxes Quimby", "Jing Li"),
        paper("c", "Xerxes B. Quimby", "Jing Li"),
    ]
    assert together(papers) == []
    assert together(papers[:2]) == ["a b"]


def test_the_same_orcid_joins_spellings() -> None:
    papers = [
        paper("a", f"J. Smith = {ORCID}"),
        paper("b", f"John Smith = {ORCID}"),
        paper("c", f"John Garcia Smith = {ORCID}"),
    ]
    assert together(papers) == ["a b c"]
    (group,) = group_all(papers, NO_COUNTS).groups
    assert {edge.detail for edge in group.evidence} == {(ORCID, "crossref")}


def test_an_orcid_reaches_beyond_the_surnames_block() -> None:
    papers = [paper("a", f"Maria Garcia = {ORCID}"), paper("b", f"Maria Garcia Lopez = {ORCID}")]
    assert together(papers) == ["a b"]


def test_one_paper_with_an_orcid_is_a_person() -> None:
    assert together([paper("a", f"Wei Wang = {ORCID}"), paper("b", "Wei Wang")]) == ["a"]
    (group,) = group_all([paper("a", f"Wei Wang = {ORCID}"), paper("b", "Wei Wang")], NO_COUNTS).groups
    assert group.doubt


def test_two_orcids_are_not_joined() -> None:
    papers = [paper("a", f"Xerxes Quimby = {ORCID}"), paper("b", f"Xerxes Quimby = {OTHER}")]
    assert together(papers) == ["a", "b"]


def test_orcids_swapped_between_co_authors_join_nobody() -> None:
    papers = [
        paper("a", f"Jun Chen = {ORCID}", f"Wei Wang = {OTHER}"),
        paper("b", f"Jun Chen = {OTHER}", f"Wei Wang = {ORCID}"),
    ]
    assert persons(group_all(papers, NO_COUNTS)) == []
    papers.append(paper("c", f"Jun Chen = {ORCID}", f"Wei Wang = {OTHER}"))
    assert persons(group_all(papers, NO_COUNTS)) == [[("a", 0), ("c", 0)], [("a", 1), ("c", 1)]]


def test_an_orcid_on_two_first_names_joins_none_of_them_by_way_of_an_initial() -> None:
    papers = [paper("a", f"Jun Li = {ORCID}"), paper("b", f"Jing Li = {ORCID}"), paper("c", f"J. Li = {ORCID}")]
    assert together(papers) == []
    papers += [paper("d", f"Jing Li = {ORCID}"), paper("e", f"Jing Li = {ORCID}")]
    assert together(papers) == ["b c d e"]


def test_an_orcid_twice_on_a_paper_counts_nowhere_on_it() -> None:
    papers = [paper("a", f"J. Smith = {ORCID}", f"John Smith = {ORCID}"), paper("b", f"J. Smith = {ORCID}")]
    assert persons(group_all(papers, NO_COUNTS)) == [[("b", 0)]]


def test_a_wrong_checksum_or_a_guess_is_no_orcid() -> None:
    assert mention_keys(AuthorMention("a", 0, "Wei Wang", "0000-0002-1825-0098", "crossref", "work")) == ("wang w",)
    assert mention_keys(AuthorMention("a", 0, "Wei Wang", ORCID, "openalex", "index")) == ("wang w",)
    assert mention_keys(AuthorMention("a", 0, "Wei Wang", ORCID, "crossref", "work")) == ("wang w", f"orcid:{ORCID}")


def test_what_a_human_answered_beats_everything() -> None:
    rare = [paper("a", "Xerxes Quimby"), paper("b", "Xerxes Quimby")]
    assert together(rare, answer("different", ("a", 0), ("b", 0))) == []
    strange = [paper("a", "Jane Smith"), paper("b", "Wei Wang")]
    assert together(strange, answer("same", ("a", 0), ("b", 0))) == ["a b"]
    assert together(strange, answer("unsure", ("a", 0), ("b", 0))) == []
    orcids = [paper("a", f"Wei Wang = {ORCID}"), paper("b", f"Wei Wang = {OTHER}")]
    assert together(orcids, answer("same", ("a", 0), ("b", 0))) == ["a b"]


def test_a_rare_name_that_two_people_have_is_not_rare_any_more() -> None:
    """What is known of two of them does not say whose the third paper is."""
    papers = [paper(key, "Xerxes Quimby") for key in "abc"]
    assert together(papers, answer("different", ("a", 0), ("b", 0))) == []
    papers = [
        paper("a", f"Xerxes Quimby = {ORCID}"),
        paper("b", f"Xerxes Quimby = {OTHER}"),
        paper("c", "Xerxes Quimby"),
    ]
    assert together(papers) == ["a", "b"]


def test_the_newest_answer_counts() -> None:
    papers = [paper("a", "Wei Wang"), paper("b", "Wei Wang")]
    same, different = answer("same", ("a", 0), ("b", 0), 1), answer("different", ("b", 0), ("a", 0), 2)
    assert together(papers, same, different) == []
    assert together(papers, different, answer("same", ("a", 0), ("b", 0), 3)) == ["a b"]


def test_answers_on_what_is_not_there_any_more_are_passed_over() -> None:
    assert together([paper("a", "Wei Wang")], answer("same", ("a", 0), ("gone", 3))) == []


NAMES = [
    "Wei Wang",
    "W. Wang",
    "Wei Wang = " + ORCID,
    "Wei A. Wang",
    "Wei B. Wang",
    "Xerxes Quimby",
    "Xerxes Q. Quimby",
    "Jing Li",
    "Yu Chen",
    "Zeno Ptolemy",
]
AUTHORS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4)
SPOTS = st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1))
ANSWERS = st.builds(answer, st.sampled_from(["same", "different", "unsure", "later"]), SPOTS, SPOTS, st.integers(1, 28))


@st.composite
def collections(draw: st.DrawFn) -> list[AuthoredPaper]:
    lists = draw(st.lists(AUTHORS, min_size=2, max_size=8))
    years = st.one_of(st.none(), st.integers(1995, 2020))
    return [paper("abcdefgh"[k], *authors, year=draw(years)) for k, authors in enumerate(lists)]


@given(collections(), st.lists(ANSWERS, max_size=3), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_arrival_does_not_matter(
    papers: list[AuthoredPaper], answers: list[PersonDecision], random: object
) -> None:
    before = group_all(papers, NO_COUNTS, answers)
    random.shuffle(papers)  # type: ignore[attr-defined]
    random.shuffle(answers)  # type: ignore[attr-defined]
    assert group_all(papers, NO_COUNTS, answers) == before


@given(collections(), st.sampled_from([NO_COUNTS, Rarity({"quimby": 2000, "ptolemy": 21}, {"xerxes": 30})]))
@settings(max_examples=80, deadline=None)
def test_a_rare_name_alone_gives_what_the_rules_give(papers: list[AuthoredPaper], rarity: Rarity) -> None:
    found = group_all(papers, rarity)
    with patch("enrich.people.group._of_one_rare_name", return_value=None):
        assert group_all(papers, rarity) == found


@given(collections())
@settings(max_examples=150, deadline=None)
def test_a_person_is_once_on_a_paper_and_every_mention_has_evidence(papers: list[AuthoredPaper]) -> None:
    seen: set[Spot] = set()
    for group in group_all(papers, NO_COUNTS).groups:
        assert len({key for key, _ in group.spots}) == len(group.spots)
        assert seen.isdisjoint(group.spots)
        seen.update(group.spots)
        linked = {spot for edge in group.evidence for spot in (edge.left, edge.right)}
        assert linked == set(group.spots) or len(group.spots) == 1


@given(collections(), st.lists(ANSWERS, max_size=2))
@settings(max_examples=100, deadline=None)
def test_blocks_hold_every_mention_once_and_all_that_share_a_key(
    papers: list[AuthoredPaper], answers: list[PersonDecision]
) -> None:
    found = blocks(papers, answers)
    spots = [spot for block in found for spot in block]
    assert len(spots) == len(set(spots)) == sum(len(one.authors) for one in papers)
    keys = [
        {
            key
            for one in papers
            for author in one.authors
            if (one.id, author.position) in block
            for key in mention_keys(author)
        }
        for block in found
    ]
    assert all(one.isdisjoint(other) for one, other in combinations(keys, 2))
