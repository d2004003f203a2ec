"""`paperwire people`: what somebody decides holds in every later run, and each bad input is answered with what to do."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich.store.store import Store
from feeds.cli.commands import call
from tests.support.identified import arrive, authored, find, groups, people

WANG = [authored(f"2501.0000{n}", "Wei Wang", "Lotte Ockerbloem", year=2019) for n in (1, 2)]
OTHER = [authored(f"2501.0000{n}", "Wei Wang", "Sten Uddenfeldt", year=2019) for n in (3, 4, 5)]
LINK = authored("2501.00006", "Wei Wang", "Lotte Ockerbloem", "Sten Uddenfeldt", "A", "B", "C", "D", year=2019)
RARE = [authored(f"2501.0001{n}", "Ada Obermüller", year=2020) for n in (1, 2)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, with a store of papers by two or three Wei Wangs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paperwire.toml").write_text("[[sources]]\nname = 'inbox'\nfiles = ['inbox/*']\n", encoding="utf-8")
    with Store("sqlite:///paperwire.db") as store:
        arrive(store, *WANG, *OTHER, *RARE)
        find(store)
    return tmp_path


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store("sqlite:///paperwire.db") as opened:
        yield opened


def person(store: Store, paper: str, at: int = 0) -> str:
    return next(name for name, spots in people(store).items() if (paper, at) in spots)


def settle(home: Path, more: str) -> None:
    file = home / "paperwire.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[authors]\n{more}\n", encoding="utf-8")


def test_persons_are_listed_and_shown_with_the_evidence(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["people", "list", "wei w", "--json"]) == 0
    assert [(one["name"], one["papers"]) for one in json.loads(capsys.readouterr().out)] == [
        ("Wei Wang", 3),
        ("Wei Wang", 2),
    ]
    ada = person(store, "2501.00011")
    assert call(["people", "show", ada, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["name"], shown["papers"][0]["evidence"]) == (
        "Ada Obermüller",
        ["rare name: Ada Obermüller (2501.00012)"],
    )
    assert call(["people", "show", ada]) == 0
    assert "Ada Obermüller (2)" in capsys.readouterr().out
    assert call(["people", "show", "obermuller"]) == 0, "a part of a name is enough when one person has it"
    assert "Ada Obermüller (2)" in capsys.readouterr().out


def test_the_family_name_may_come_first_and_that_nobody_is_found_is_printed(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = person(store, "2501.00011")
    for command in ("show", "list"):
        assert call(["people", command, "obermüller, ada"]) == 0
        assert ada in capsys.readouterr().out
    assert call(["people", "list", "zzz"]) == 0
    output, message = capsys.readouterr()
    assert output == ""
    assert "none has 'zzz' in a name" in message


def test_that_nobody_is_known_is_true_right_after_a_run_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store("sqlite:///paperwire.db") as store:
        arrive(store, authored("2501.00011", "Ada Obermüller"))
        find(store)
    assert call(["people", "list"]) == 0
    assert "two papers that evidence joins, or an ORCID iD on one, make a person" in capsys.readouterr().err


def test_a_person_is_shown_by_any_paper(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    ada = person(store, "2501.00011")
    for text in ("2501.00011:1", "arXiv:2501.00012v1 Ada Obermüller", f"{ada}"):
        assert call(["people", "show", text, "--json"]) == 0, text
        assert json.loads(capsys.readouterr().out)["id"] == ada
    for text, message in (
        ("2501.00011", "does not say which author"),
        ("2501.00011:2", "its authors are 2501.00011:1 Ada Obermüller"),
        ("2501.99999:1", "is not among the published papers"),
        ("2501.00003:2 Sten Uddenfeldt", ""),
        ("p00000000", "is no person's id"),
    ):
        assert call(["people", "show", text]) == (1 if message else 0), text
        assert message in " ".join(capsys.readouterr().err.split())
    assert call(["people", "split", ada, "2501.00012"]) == 0
    assert call(["people", "show", "2501.00012:1"]) == 1
    assert "2501.00012:1 Ada Obermüller is no person so far" in " ".join(capsys.readouterr().err.split())


def test_what_a_decision_changes_is_said(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    arrive(store, authored("2501.00013", "Ada Obermüller", year=2020))
    ada = person(store, "2501.00011")

    def lines(*words: str) -> str:
        assert call(["people", *words]) == 0
        return " ".join(capsys.readouterr().err.split())

    assert "persons: 1 paper without a person for now" in lines("split", ada, "2501.00012")
    assert "shows 1 paper anew" in (back := lines("undo"))
    assert "persons: 1 paper added to a person;" in back
    small, large = person(store, "2501.00001"), person(store, "2501.00003")
    assert "persons: 1 merged; the next `paperwire publish` shows 2 papers anew" in lines("join", small, large)
    assert "persons: 1 split; " in lines("undo")
    assert "no paper becomes another person's by this now; later runs keep to it" in lines("different", small, large)


def test_who_is_told_from_somebody_else_is_not_said_to_have_been_joined(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    small, large = person(store, "2501.00001"), person(store, "2501.00003")
    before = people(store)
    assert call(["people", "different", small, large, "--who", "Eve"]) == 0
    assert people(store) == before
    for one in (small, large):
        capsys.readouterr()
        assert call(["people", "show", one, "--json"]) == 0
        reasons = [why for paper in json.loads(capsys.readouterr().out)["papers"] for why in paper["evidence"]]
        assert reasons
        assert all("when Eve told somebody else from this person" in why for why in reasons)


def test_a_new_name_is_said_with_the_one_that_it_replaces_and_when_it_shows(
    home: Path, store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = person(store, "2501.00011")

    def lines(*words: str) -> str:
        assert call(["people", *words]) == 0
        return " ".join(capsys.readouterr().err.split())

    message = lines("rename", ada, "Ada King")
    assert f"{ada}: Ada Obermüller -> Ada King, for 2 papers; the next `paperwire publish` shows it" in message
    assert "another person" not in message
    assert call(["people", "export"]) == 0
    (home / "decided.csv").write_text(capsys.readouterr().out, encoding="utf-8")
    assert "number 1 is undone" in (message := lines("undo"))
    assert f"{ada}: Ada King -> Ada Obermüller, for 2 papers; the next `paperwire publish` shows it" in message
    monkeypatch.setenv("PAPERWIRE_STORE__URL", "sqlite:///other.db")
    with Store("sqlite:///other.db") as other:
        arrive(other, *RARE)
    message = lines("import", "decided.csv")
    assert "1 taken over, 0 known already" in message
    assert f"{ada}: Ada Obermüller -> Ada King, for 2 papers" in message
    assert "Ada King" not in lines("import", "decided.csv")


def test_a_name_of_several_persons_lists_them_with_their_ids(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    ids = {person(store, "2501.00001"), person(store, "2501.00003")}
    assert call(["people", "show", "Wei Wang"]) == 1
    shown = capsys.readouterr()
    assert all(one in shown.out for one in ids)
    assert "2 persons have Wei Wang in their names; name one by the id" in shown.err
    assert call(["people", "show", "Wei Wang", "--json"]) == 1
    assert {one["id"] for one in json.loads(capsys.readouterr().out)} == ids


def test_a_join_outlasts_new_papers_and_undo_gives_both_ids_back(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    small, large = person(store, "2501.00001"), person(store, "2501.00003")
    before = people(store)
    assert call(["people", "join", small, large, "--why", "he says so", "--who", "Eve"]) == 0
    assert len(people(store)[large]) == 5
    arrive(store, authored("2501.00007", "Wei Wang", "Somebody Unrelated", year=2020))
    find(store)
    assert {*before[small], *before[large]} <= {*people(store)[large]}
    assert call(["people", "show", small]) == 0, "the other id leads there"
    assert "he says so" in capsys.readouterr().out
    assert call(["people", "undo"]) == 0
    assert {small, large} <= people(store).keys()
    assert (people(store)[small], people(store)[large]) == (before[small], before[large])


def test_a_name_that_nobody_bears_is_said_with_what_is_like_it_and_holds_when_it_comes(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    large = person(store, "2501.00003")
    assert call(["people", "join", "Wei X. Wang", "2501.00003 Wei Wang"]) == 0
    message = " ".join(capsys.readouterr().err.split())
    assert "no published paper has an author called Wei X. Wang (there are Wei Wang)" in message
    assert "`paperwire people undo 1`" in message
    arrive(store, authored("2501.00008", "Wei X. Wang", year=1990))
    find(store)
    assert ("2501.00008", 0) in people(store)[large]
    assert call(["people", "different", "Nemo Nobody", "Ada Obermüller"]) == 0
    message = " ".join(capsys.readouterr().err.split())
    assert "called Nemo Nobody: the answer is kept" in message
    assert "Ada Obermüller:" not in message


@pytest.mark.parametrize("written", ["2501.00012", "arXiv:2501.00012v2", "2501.00012:1", "2501.00012 Ada Obermuller"])
def test_a_split_outlasts_every_run_and_the_id_stays_with_more_papers(store: Store, written: str) -> None:
    ada = person(store, "2501.00011")
    arrive(store, authored("2501.00013", "Ada Obermüller", year=2020))
    find(store)
    assert call(["people", "split", ada, written]) == 0
    assert people(store)[ada] == [("2501.00011", 0), ("2501.00013", 0)]
    arrive(store, authored("2501.00014", "Ada Obermüller", year=2020))
    find(store)
    assert not any({("2501.00011", 0), ("2501.00012", 0)} <= set(spots) for spots in people(store).values())


@pytest.mark.parametrize(
    "written", ["2501.00001", "2501.00001:1", "2501.00012:2", "2501.00012 Wei Wang", "Ada Obermüller"]
)
def test_what_is_no_paper_of_a_person_is_not_split_off(
    store: Store, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    before = groups(store)
    assert call(["people", "split", person(store, "2501.00011"), "2501.00012", written]) == 1
    assert f"{written} is not a paper of" in " ".join(capsys.readouterr().err.split())
    assert groups(store) == before


def test_the_settings_decide_while_they_say_so(home: Path, store: Store) -> None:
    before = groups(store)
    settle(home, 'same = [["2501.00001 Wei Wang", "2501.00003:1"]]\ndifferent = [["2501.00011:1", "2501.00012:1"]]')
    assert call(["people", "list"]) == 0
    assert any({("2501.00001", 0), ("2501.00005", 0)} <= set(spots) for spots in groups(store))
    assert not any("2501.00011" in [spot[0] for spot in spots] for spots in groups(store))
    assert call(["people", "undo"]) == 1
    (home / "paperwire.toml").write_text("", encoding="utf-8")
    assert call(["people", "list"]) == 0
    assert groups(store) == before


def test_a_name_alone_in_the_settings_means_everybody_of_that_name_now_and_later(home: Path, store: Store) -> None:
    settle(home, 'same = [["Wei Wang"]]')
    assert call(["people", "list"]) == 0
    arrive(store, authored("2501.00009", "Wei Wang", year=1999))
    assert call(["people", "list"]) == 0
    assert {(f"2501.0000{n}", 0) for n in (1, 2, 3, 4, 5, 9)} in [set(spots) for spots in groups(store)]


def test_decisions_go_to_another_store_and_come_back_as_they_were(
    home: Path, store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = person(store, "2501.00001"), person(store, "2501.00003")
    assert call(["people", "join", small, large, "--why", 'a "reason", with\nlines']) == 0
    assert call(["people", "split", person(store, "2501.00011"), "2501.00012"]) == 0
    assert call(["people", "undo"]) == 0
    assert call(["people", "rename", large, "Vera Wang"]) == 0
    capsys.readouterr()
    assert call(["people", "export"]) == 0
    table = capsys.readouterr().out
    assert [row["decision"] for row in csv.DictReader(io.StringIO(table))] == ["same", "different", "renamed"]
    (home / "decided.csv").write_text(table, encoding="utf-8")
    assert call(["people", "import", "decided.csv"]) == 0
    assert "0 taken over, 3 known already" in " ".join(capsys.readouterr().err.split())
    monkeypatch.setenv("PAPERWIRE_STORE__URL", "sqlite:///other.db")
    with Store("sqlite:///other.db") as other:
        arrive(other, *WANG, *OTHER, *RARE)
        assert call(["people", "import", "decided.csv"]) == 0
        assert groups(other) == groups(store)
        capsys.readouterr()
        assert call(["people", "export"]) == 0
        assert capsys.readouterr().out == table


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["join", "p2345abcd", "p2345abce"], 1, "people list"),
        (["join", "2501.00001:1"], 2, "name two"),
        (["join", "2501.00001:1", "2501.99999:1"], 1, "not among the published papers"),
        (["join", "2501.00001:9", "2501.00002:1"], 1, "its authors are 2501.00001:1 Wei Wang"),
        (["join", "2501.00001:1", "2501.00001:2"], 2, "two authors of one paper"),
        (["join", "2501.00001", "7"], 2, "does not say which author"),
        (["different", "2501.00001:1"], 2, "two authors or more"),
        (["split", "Wei Wang", "2501.00001"], 2, "not the id of a person"),
        (["split", "p2345abcd", "2501.00001"], 1, "people list"),
        (["undo"], 1, "nothing has been decided"),
        (["undo", "7"], 1, "nothing under the number 7"),
        (["show", "nobody"], 1, "nobody has the id or the name nobody"),
        (["show", "  "], 1, "nobody has the id or the name"),
        (["import", "missing.csv"], 2, "cannot be read"),
        (["import", "wrong.csv"], 2, "line 2"),
        (["import", "paperwire.toml"], 2, "no column 'decision'"),
        (["rename", "Wei Wang", "X"], 2, "not the id of a person"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, message: str
) -> None:
    (home / "wrong.csv").write_text(
        "decision,left,right,when\nmaybe,2501.00001:1,2501.00002:1,2026-01-01\n", encoding="utf-8"
    )
    assert call(["people", *arguments]) == status
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('[["Jane Doe", "Jane Doe"]]', "two authors or more"),
        ('[["2501.00001"]]', "which author"),
        ('[["7"]]', "names no author"),
    ],
)
def test_settings_that_name_nobody_are_refused(
    home: Path, capsys: pytest.CaptureFixture[str], row: str, message: str
) -> None:
    settle(home, f"different = {row}")
    assert call(["people", "list"]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def review(keys: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(keys))
    return call(["people", "review", "--who", "Eve", "--why", "known to me"])


def test_the_review_shows_both_sides_and_keeps_what_is_answered(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(store, LINK)
    assert review("x\ns\n", monkeypatch) == 0
    shown, end = capsys.readouterr()
    assert "1 answer is kept" in end
    assert "nobody so far, 1 paper\n" in shown
    assert "There is no key 'x' here.\ns same   d different" in shown
    for part in (
        "Are these one person?",
        "On 2501.00001",
        "2019",
        "*Lotte Ockerbloem*",
        "cs.LG",
        "missing:",
        "a yes:",
        "for:",
    ):
        assert part in shown
    assert call(["people", "export"]) == 0
    row, *_ = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["decision"], row["who"], row["why"]) == ("same", "Eve", "known to me")
    assert any({spot[0] for spot in spots} > {"2501.00006"} for spots in groups(store))


def test_cannot_tell_is_an_answer_and_later_comes_again(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(store, LINK)
    find(store)
    before = groups(store)
    assert review("l" * 9, monkeypatch) == 0
    assert "That was all for now" in capsys.readouterr().out
    assert review("c" * 9, monkeypatch) == 0
    assert "put off before" in capsys.readouterr().out
    assert review("", monkeypatch) == 0
    printed = capsys.readouterr()
    assert "Nothing is open" in printed.out
    assert "undo" not in printed.err, "there is no answer to take back"
    assert groups(store) == before


def test_all_of_this_name_is_answered_at_once_and_undone_at_once(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(store, LINK)
    find(store)
    before = groups(store)
    assert review("a\nd\n", monkeypatch) == 0
    assert "Nothing is open" in capsys.readouterr().out
    assert call(["people", "undo"]) == 0
    assert review("su" + "q", monkeypatch) == 0
    assert groups(store) == before
