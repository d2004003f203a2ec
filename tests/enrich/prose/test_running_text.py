"""Running text in which nothing is named is told at once, and no document is read differently for it."""

from __future__ import annotations

import textwrap

import pytest

from enrich.gleaning import glean
from enrich.parsers import plain
from enrich.prose.running_text import has_capitals, names_nothing
from tests.support.reading import mentions

PROSE = (
    "We count the sheep of a large valley by night, and show that a shepherd who walks along the hills needs no dog for it. "
    "The method (a simple one) uses lanterns, and it doesn't wake any of the animals; nobody had tried this in such weather before. "
    "At last the number is compared with that of the owners, who count by day and are mistaken more often."
)
TITLE = "Counting Sheep in Bounded Valleys"


@pytest.mark.parametrize("width", [0, 60, 72, 79])
def test_sentences_name_nothing_however_they_are_wrapped(width: int) -> None:
    assert names_nothing(textwrap.fill(PROSE, width) if width else PROSE)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Too short to be anything but a title, or a note.",
        f'{PROSE} See "{TITLE}" for more.',
        f"{PROSE} See “{TITLE}” for more.",
        f"{PROSE} See ‘{TITLE}’ for more.",
        f"{PROSE} See 'counting of sheep in valleys' for more.",
        f"{PROSE} See *{TITLE}* for more.",
        f"{PROSE} See _{TITLE}_ for more.",
        f"{PROSE} See ``{TITLE}'' for more.",
        f"{PROSE} See [[{TITLE}]] for more.",
        f"{PROSE} See [{TITLE}](papers/sheep.pdf) for more.",
        f"{PROSE} See https://example.org/sheep for more.",
        f"{PROSE} See {TITLE} and Wool for more.",
        f"{PROSE} See counting of sheep in valleys (Roe & Doe, 2013) for more.",
        f"{PROSE} See counting of sheep in valleys by Roe and Doe for more.",
        f"{PROSE} Ann Roe: Counting of sheep in valleys.",
        f"{PROSE} 中文里的《山谷中的羊》。",
        f"- {PROSE}",
        f"{PROSE}\nPapers to read:",
        f"{textwrap.fill(PROSE, 72)}\n| a | b |",
        f"{textwrap.fill(PROSE, 72)}\n\t{TITLE}",
        "\n".join(PROSE.split(". ")),
        "\n".join(
            f"Line {number} of what is no prose, as every line of it begins with a capital" for number in range(9)
        ),
    ],
)
def test_what_may_name_a_work_is_left_for_those_who_judge_it(paragraph: str) -> None:
    assert not names_nothing(paragraph)


def test_quotation_marks_around_a_word_set_nothing_off() -> None:
    assert names_nothing(PROSE.replace("dog", '"dog"').replace("lanterns", "“lamps”"))


@pytest.mark.parametrize(
    ("text", "chained"),
    [
        ("we read Counting Sheep in Bounded Valleys today", True),
        ("we read Counting Sheep in 12 Bounded Valleys today", True),
        ("we read Counting Sheep near Bounded Valleys today", False),
        ("Counting Sheep. Bounded", False),
        ("wir zählen Große Schafe nahe Åsen Täler", False),
        ("wir zählen Große Schafe vs Ähnliche Täler", True),
    ],
)
def test_long_words_in_capitals_stand_in_a_row(text: str, chained: bool) -> None:
    assert has_capitals(text) is chained


DOCUMENTS = {
    "prose": [PROSE] * 9,
    "a list within": [PROSE, "Papers to read:", f"- {TITLE}\n- Night Shepherds and Their Flocks", PROSE, PROSE],
    "a title above": [TITLE, "Ann Author, Bob Builder", PROSE, PROSE, "Night Shepherds and Their Flocks", PROSE],
    "an id within": [PROSE, f"{PROSE} It extends arXiv:2502.08606, as was said above.", PROSE, "arXiv:2507.13575", PROSE],
    "titles within": [PROSE, f'{PROSE} See “{TITLE}”.', f"{PROSE} See {TITLE} by Ann Roe and Bob Doe.", PROSE],
    "a chat": ["[10:02] anna: hi", f"[10:03] ben: {PROSE}", "[10:04] anna: “Counting Sheep in Valleys”", PROSE],
    "capitals": ["LIST OF PAPERS", "COUNTING SHEEP IN BOUNDED VALLEYS\nANN AUTHOR", PROSE],
}  # fmt: skip


@pytest.mark.parametrize("width", [0, 72])
@pytest.mark.parametrize("name", ["notes.txt", "notes.md", "notes.html"])
@pytest.mark.parametrize("paragraphs", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_a_text_is_read_as_if_nothing_was_passed_over(
    monkeypatch: pytest.MonkeyPatch, paragraphs: list[str], name: str, width: int
) -> None:
    filled = [textwrap.fill(one, width) if width and len(one) > 100 else one for one in paragraphs]
    text = "".join(f"<p>{one}</p>" for one in filled) if name.endswith("html") else "\n\n".join(filled)
    found, looked = mentions(text, name), list[str]()
    for module in (plain, glean):
        monkeypatch.setattr(module, "names_nothing", lambda paragraph: looked.append(paragraph) or False)
    assert found == mentions(text, name)
    assert any(map(names_nothing, looked))
