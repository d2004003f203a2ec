"""What programs for notes write beside the text; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.parsers.markdown_notes import without_marks
from tests.support.reading import mentions, names

ONE, TWO, THREE = "Counting Sheep in the Dark", "On the Walls of Old Folds", "Shearing Flocks without Scissors"


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("  author:: Ann Author", "  Author: Ann Author"),
        ("\t- url:: https://arxiv.org/abs/2401.00001", "\t- URL: https://arxiv.org/abs/2401.00001"),
        ("  collapsed:: true", ""),
        ("> **Status**:: #unread", ""),
        ("  SCHEDULED: <2022-03-04 Fri>", ""),
        ("- [ ] A Title 📅 2024-05-01 ⏫", "- [ ] A Title"),
        ("- [x] A Title 🔁 every week ✅ 2024-05-01", "- [x] A Title"),
        ("- [ ] A Title [due:: 2024-05-01] (priority:: high)", "- [ ] A Title"),
        (
            "- [title:: A Title] [authors:: [[Ann Author]], B. Builder] [rating:: 4] ^q1",
            "- **A Title** ^q1<br>Authors: [[Ann Author]], B. Builder",
        ),
        ("1. A Title (arxiv:: 2401.00001) (rating:: )", "1. A Title<br>arXiv: 2401.00001"),
        ("cf. ((6221f0a1-1111-4444-9999-0123456789ab)) {{query (todo)}}", "cf.  "),
        ("std::vector is a class", "std::vector is a class"),
        (":END:", ":END:"),
    ],
)
def test_a_line_without_the_marks_of_note_programs(line: str, plain: str) -> None:
    assert [*without_marks(line)] == [plain]


def test_a_drawer_is_left_out_and_what_only_looks_like_one_stays() -> None:
    lines = ["- A Title", "  :LOGBOOK:", "  CLOCK: [2022-03-01 Tue]", "  :END:", "  :SMILE:", "text"]
    assert [*without_marks("\n".join(lines))] == ["- A Title", "", "", "", "  :SMILE:", "text"]


LOGSEQ = f"""title:: Reading

- ## Inbox
\t- TODO {ONE}
\t  :LOGBOOK:
\t  CLOCK: [2022-03-01 Tue 09:12:01]--[2022-03-01 Tue 09:40:44] =>  00:28:43
\t  :END:
\t- LATER [[{TWO}]]
\t  author:: Ann Author, Bob Builder
\t  id:: 6221f0a1-1111-4444-9999-0123456789ab
- ## Admin
\t- TODO pay rent
"""
OBSIDIAN = f"- [ ] {ONE} 📅 2024-05-01\n- [/] {TWO} ({{authors}}) [due:: 2024-05-09]\n- [ ] call the plumber ⏫\n"
ALIASES = f"## Related\n\n- [[{ONE}]]\n- [[Literature/{TWO}|Author and Builder 2020]]\n- [[Prof. Sommer]]\n- ![[figure.png]]\n"


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (LOGSEQ, ["Ann Author", "Bob Builder"]),
        (OBSIDIAN.replace("{authors}", "Author and Builder"), ["Author", "Builder"]),
        (ALIASES, ["Author", "Builder"]),
    ],
)
def test_titles_in_notes_are_papers(body: str, written: list[str]) -> None:
    one, two = mentions(body, "note.md")[:2]
    assert (one.text, names(one.item)) == (ONE, [])
    assert (two.text, names(two.item)) == (TWO, written)


def test_a_title_in_todo_txt_has_no_tags_and_dates() -> None:
    body = (
        f"(A) {ONE} +phd @read\nx 2024-03-05 2024-03-01 {TWO} +phd due:2024-03-20\n(B) {THREE} (Author et al.) +side\n"
    )
    assert [one.text for one in mentions(body, "todo.txt")] == [ONE, TWO, THREE]


def test_tasks_of_roam_and_tags_behind_a_title_are_no_part_of_it() -> None:
    body = f"- Papers::\n    - {{{{[[TODO]]}}}} {ONE}\n    - {{{{[[DONE]]}}}} {THREE} [[to read]]\n- Chores::\n    - {{{{[[TODO]]}}}} water plants\n"
    assert [one.text for one in mentions(body, "roam.md")] == [ONE, THREE]


def test_the_time_in_the_name_of_a_note_is_no_part_of_a_title() -> None:
    body = f"## Papers\n\n- [[202403011200 {ONE}]]\n- [[20240301 - {THREE}]]\n"
    assert [one.text for one in mentions(body, "z.md")] == [ONE, THREE]
