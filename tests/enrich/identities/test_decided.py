"""What people decided is a fact: whatever comes later, in whatever order, and from whatever store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.database.connection import reading
from enrich.errors import BadSettings
from enrich.identities.decided.actions import ELSEWHERE, Decider
from enrich.identities.decided.decisions import SETTINGS, decisions
from enrich.identities.decided.decisions_csv import COLUMNS, from_csv, to_csv
from enrich.identities.decided.name_changes import NameChange, ReplacedName, name_changes, replaced_names
from enrich.identities.decided.stored_decision import StoredDecision
from enrich.options.author_claims import AuthorClaim, parse_claim
from enrich.people.person import Spot
from enrich.record import Record
from enrich.store.store import Store
from tests.enrich.identities.test_update import corpora
from tests.support.identified import NOW, a_store, arrive, authored, find, groups, merged, people

MOMENTS = st.integers(10**9, 2 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufeff"), min_size=1, max_size=12)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join).filter(lambda name: any(c.isalpha() for c in name))
CLAIMS = st.builds(
    AuthorClaim, st.sampled_from(["2501.00001", "hep-th/9901001", "doi:10.1000/x:3", "doi:10.1000/(y);z"]), st.integers(0, 9999), st.none(), NAMES
)  # fmt: skip
SIDES = st.lists(CLAIMS, min_size=1, max_size=3).map(tuple)
MARKS = {"who": NAMES, "when": MOMENTS, "why": NAMES, "undone": st.none() | MOMENTS}
DECISIONS = st.builds(
    StoredDecision, st.integers(1, 99), st.sampled_from(["same", "different", "unsure", "later"]), SIDES, SIDES, **MARKS
)  # fmt: skip
CHANGES = st.builds(NameChange, st.integers(1, 99), st.just("p2345abcd"), st.just(()), NAMES, SIDES, **MARKS)


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("2507.13575 Jane Doe", AuthorClaim("2507.13575", None, None, "Jane Doe")),
        ("arXiv:2507.13575v2:3", AuthorClaim("2507.13575", 2)),
        ("2507.13575:3  Jane  Doe", AuthorClaim("2507.13575", 2, None, "Jane Doe")),
        ("math.GT/0309136:1", AuthorClaim("math/0309136", 0)),
        ("doi:10.1000/X:3 Jane Doe", AuthorClaim("doi:10.1000/x:3", None, None, "Jane Doe")),
        ("doi:10.1000/x :3 Jane Doe", AuthorClaim("doi:10.1000/x", 2, None, "Jane Doe")),
        ("p7k2m5xq4", AuthorClaim(person="p7k2m5xq4")),
        ("Jane Doe", AuthorClaim(name="Jane Doe")),
        ("王伟", AuthorClaim(name="王伟")),
    ],
)
def test_authors_are_named_by_paper_person_or_name(text: str, claim: AuthorClaim) -> None:
    assert parse_claim(text) == claim
    assert parse_claim(str(claim)) == claim


@pytest.mark.parametrize(
    "text", ["", "2507.13575", "2507.13575:0", "2507.13575:", "7", "doi:10.1000/x", "...", "2507.1:3", "p7k2m9xq4"]
)
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"author|counted from 1|person's id"):
        parse_claim(text)


@given(st.lists(DECISIONS, max_size=4), st.lists(CHANGES, max_size=2))
def test_a_table_is_read_as_it_was_written(found: list[StoredDecision], changed: list[NameChange]) -> None:
    found = sorted(found, key=lambda one: one.batch)
    changed = sorted((replace_old(one) for one in changed), key=lambda one: one.batch)
    assert from_csv("".join(to_csv(found, changed))) == (found, changed)


def replace_old(one: NameChange) -> NameChange:
    return NameChange(
        one.batch,
        one.person,
        tuple(sorted({claim.name for claim in one.spots})),
        one.new,
        one.spots,
        one.who,
        one.when,
        one.why,
        one.undone,
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,perhaps,2501.00001:1,2501.00002:1,,2026-01-01,,,", "line 2: the decision 'perhaps' is none of same"),
        ("1,same,,2501.00002:1,,2026-01-01,,,", "authors are expected"),
        ("1,same,p2345abcd,2501.00002:1,,2026-01-01,,,", "differ from store to store"),
        ("1,same,2501.00001:1,2501.00002:1,,yesterday,,,", "'yesterday' is not a moment"),
        ("1,same,2501.00001:1,2501.00002:1,,,,,", "`when` is missing"),
        ("1,renamed,2501.00001:1,Jo,,2026-01-01,,,", "needs the id"),
        ("1,same,2501.00001,2501.00002:1,,2026-01-01,,,", "does not say which author"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_expected(row: str, message: str) -> None:
    with pytest.raises(ValueError, match="line 2") as wrong:
        from_csv(f"{','.join(COLUMNS)}\n{row}\n")
    assert message in str(wrong.value)


@st.composite
def decided(draw: st.DrawFn, papers: list[Record]) -> list[StoredDecision]:
    spots = [(one.id, at, author.name) for one in papers for at, author in enumerate(one.authors)]
    found = []
    for number in range(draw(st.integers(0, 3))):
        sides = [
            tuple(
                AuthorClaim(*spot[:2], None, spot[2])
                for spot in draw(st.lists(st.sampled_from(spots), min_size=1, max_size=2, unique=True))
            )
            for _ in range(2)
        ]
        answer = draw(st.sampled_from(["same", "different", "unsure"]))
        found.append(StoredDecision(number + 1, answer, sides[0], sides[1], "Eve", NOW + timedelta(number)))
    return found


@settings(max_examples=30)
@given(st.data())
def test_decisions_count_whether_they_come_before_papers_or_after(data: st.DataObject) -> None:
    papers = data.draw(corpora())
    facts = data.draw(decided(papers))
    arrived = data.draw(st.permutations(papers))
    at = data.draw(st.integers(0, len(papers)))
    with a_store() as once, a_store() as often:
        arrive(once, *papers)
        Decider(once.engine, "Eve", NOW).take_over(facts, ())
        find(once)
        for portion in (arrived[:at], arrived[at:]):
            if portion:
                arrive(often, *portion)
            find(often)
            Decider(often.engine, "Eve", NOW).take_over(facts, ())
            find(often)
        assert groups(often) == groups(once)


@settings(max_examples=30)
@given(st.data())
def test_what_is_undone_leaves_nothing_behind(data: st.DataObject) -> None:
    papers = data.draw(corpora())
    facts = data.draw(decided(papers))
    with a_store() as store:
        arrive(store, *papers)
        find(store)
        before = groups(store)
        for fact in facts:
            Decider(store.engine, "Eve", NOW).take_over([fact], ())
            find(store)
        for _ in facts:
            Decider(store.engine, "Eve", NOW).undo()
            find(store)
        assert groups(store) == before


def test_what_stood_in_other_settings_outlasts_the_next_update(store: Store) -> None:
    arrive(store, authored("2501.00001", "Wei Wang"), authored("2501.00002", "Wei Wang"))
    find(store)
    left, right = AuthorClaim("2501.00001", 0, None, "Wei Wang"), AuthorClaim("2501.00002", 0, None, "Wei Wang")
    fact = StoredDecision(1, "same", (left,), (right,), SETTINGS, NOW, "[authors] same: there")
    assert [Decider(store.engine, "Eve", NOW).take_over([fact], ()) for _ in range(2)] == [1, 0]
    find(store)
    find(store)
    with reading(store.engine) as connection:
        assert [one.who for one in decisions(connection)] == [ELSEWHERE]
    assert groups(store) == {(("2501.00001", 0), ("2501.00002", 0))}


def test_nobody_decides_by_the_name_of_the_settings(store: Store) -> None:
    with pytest.raises(BadSettings, match="nobody is called 'settings'"):
        Decider(store.engine, SETTINGS, NOW)


def test_a_fact_follows_the_author_when_the_list_changes(store: Store) -> None:
    one, other = authored("2501.00001", "Wei Wang", year=1990), authored("2501.00002", "Wei Wang", year=2020)
    arrive(store, one, other)
    find(store)
    Decider(store.engine, "Eve", NOW).join(["2501.00001:1", "2501.00002 Wei Wang"], "")
    find(store)
    arrive(store, replace(authored("2501.00001", "Bo Ek", "Wei Wang", year=1990, version=2)))
    find(store)
    assert groups(store) == {(("2501.00001", 1), ("2501.00002", 0))}
    arrive(store, replace(authored("2501.00001", "Bo Ek", "Someone Else", year=1990, version=3)))
    find(store)
    assert groups(store) == set(), "and to nobody else"


def test_a_name_that_is_replaced_stays_so_through_mergers_splits_and_new_papers(store: Store) -> None:
    arrive(store, *(authored(f"2501.0000{n}", "Ada Obermüller", year=2020) for n in (1, 2)))
    find(store)
    (ada,) = people(store)
    serial = store.last_serial()
    change = Decider(store.engine, "Eve", NOW).rename(ada, "Alan Obermüller", [], "asked for")
    find(store)
    assert change.old == ("Ada Obermüller",)
    assert {one.record.id for one in store.kept_since(serial)} == {"2501.00001", "2501.00002"}, (
        "they are published anew"
    )
    arrive(
        store, authored("2501.00003", "Ada Obermüller", year=2021), authored("2501.00004", "Alan Obermüller", year=2021)
    )
    find(store)
    new = ReplacedName("Ada Obermüller", "Alan Obermüller")
    assert replaced(store) == {(f"2501.0000{n}", 0): new for n in (1, 2, 3)}
    Decider(store.engine, "Eve", NOW).split(ada, ["2501.00001"], "")
    find(store)
    assert replaced(store).keys() >= {("2501.00001", 0), ("2501.00002", 0)}
    Decider(store.engine, "Eve", NOW).undo()
    Decider(store.engine, "Eve", NOW).undo()
    find(store)
    assert replaced(store) == {}
    with reading(store.engine) as connection:
        assert (name_changes(connection), decisions(connection)) == ([], [])
    assert merged(store) == {}


def replaced(store: Store) -> dict[Spot, ReplacedName]:
    with reading(store.engine) as connection:
        return replaced_names(connection)
