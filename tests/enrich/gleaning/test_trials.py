"""What nobody claimed is asked on trial; what is no work is not told though it was taken; the papers are invented."""

from __future__ import annotations

import json

import pytest

from enrich.gleaning.trials import Claimed
from tests.support.reading import mentions, tried

SHEEP = "Counting Sheep in Dense Barns at Night"
WOOL = "Noisy Wool Measurements for Small Looms"
FLOCK = "Distributed Herding of Reluctant Goats"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f"We met Olga.\n\n- ask Petra\n- Olga brought {SHEEP} (Roe & Doe), and cake\n", "a.md"),
        (json.dumps({"n": 1, "was": SHEEP, "wann": "2016"}) + "\n", "a.jsonl"),
        (f"{SHEEP}\tboring, but cited a lot\n{WOOL}\tnice\n", "a.tsv"),
        (
            f"<?xml version='1.0'?><shelf><thing><label>{SHEEP}</label><state>1</state></thing><thing><label>{WOOL}</label><state>2</state></thing></shelf>",
            "a.xml",
        ),
        (f'BOOKS = {{"r14": ("{SHEEP}", 2014), "d15": ("{WOOL}", 2015)}}\n', "a.py"),
        (f"INSERT INTO papers VALUES (1,'{SHEEP}',2014);\n", "a.sql"),
        (f"> {SHEEP.capitalize()}\n> (B. Benam, 2015)\n", "a.md"),
        (f"Maybe: {SHEEP}\nDropped: {WOOL}\nTo print: {FLOCK}\n", "a.md"),
    ],
)
def test_what_may_be_a_title_is_asked(body: str, name: str) -> None:
    asked = [one.text.lower() for one in mentions(body, name)] + [one.lower() for one in tried(body, name)]
    assert any(SHEEP.lower() in one for one in asked)


def test_prose_programs_and_menus_are_not_asked() -> None:
    prose = "The herd was counted in the barn, since nobody knew how many animals there were, and the light was poor; then it rained.\n"
    assert tried(prose, "a.md") == []
    sentences = "Ten papers, written down the way people write them down. paperwire finds every one of them.\n"
    assert tried(f"# A short reading list\n\n{sentences}", "a.md") == []
    assert tried("- `herd.count --by lamp`\n- src/herd/count.py has the terms\n", "a.md") == []


def test_a_document_that_is_not_about_papers_asks_little() -> None:
    body = "".join(f"- Sheep number {number} stood near the barn of farmer {number}\n" for number in range(400))
    assert len(tried(f"# Herd\n\n{body}", "a.md")) < 20


@pytest.mark.parametrize(
    "noise",
    [
        "Order new chairs for the barn",
        "printer is broken again",
        "no meeting (holiday)",
        "Beginn 16:15, Ende 17:40",
        "AOB: the projector cable",
        "llamar a Marta mañana",
        "MSc, Informatics, University of Porto",
        "Deadline is on Friday",
    ],
)
def test_what_is_no_work_is_not_told_among_works(noise: str) -> None:
    listed = f"# Papers\n\n- {SHEEP}\n- {noise}\n- {WOOL}\n- {FLOCK}\n"
    assert [one.text for one in mentions(listed, "a.md")] == [SHEEP, WOOL, FLOCK]


@pytest.mark.parametrize(
    "title",
    [
        "Why Johnny cannot park",
        "Order preserving encryption of sheep",
        "Planning Algorithms",
        "DoorNet: finding door handles in floor plans",
        "No end of sheep in small barns",
    ],
)
def test_titles_that_look_like_tasks_and_sentences_are_told(title: str) -> None:
    listed = f"# Papers\n\n- {SHEEP}\n- {title}\n- {WOOL}\n- {FLOCK}\n"
    assert title in [one.text for one in mentions(listed, "a.md")]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f"We should look at {SHEEP.lower()} (Roe and Doe) next time.\n", "a.md"),
        (f"<p>We should look at {SHEEP.lower()} (Roe and Doe) next time.</p>", "a.html"),
        (
            f"Mar 03 10:02:40 <ann> good morning, all\nMar 03 10:02:41 <bob> morning, ann\nMar 03 10:03:02 <ann> can we do {SHEEP.lower()} (roe, doe, benam) instead\n"
            "Mar 03 10:13:00 <bob> fine, next week\n",
            "a.log",
        ),
        (f"notes:\n  - we should look at {SHEEP.lower()} (Roe and Doe) next time.\n", "a.yaml"),
        (f"n;was\n1;we should look at {SHEEP.lower()} (Roe and Doe) next time\n2;milk\n", "a.csv"),
    ],
)
def test_a_sentence_that_names_people_in_brackets_is_asked_whole(body: str, name: str) -> None:
    asked = [one.text.lower() for one in mentions(body, name)] + [one.lower() for one in tried(body, name)]
    assert any(SHEEP.lower() in one for one in asked)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f"arxiv,title,year\n2502.08606,{SHEEP},2025\n2507.13575,\"{WOOL}, 'so to say in short'\",2025\n", "a.csv"),
        (f"title\tnote\n{SHEEP}\t“{WOOL}”\n{FLOCK}\t{SHEEP}\n", "a.tsv"),
        (json.dumps([{"title": SHEEP, "note": f"see {WOOL} (Roe & Doe)"}, {"title": FLOCK, "also": SHEEP}]), "a.json"),
    ],
)
def test_a_text_that_is_asked_as_it_is_hides_nothing(monkeypatch: pytest.MonkeyPatch, body: str, name: str) -> None:
    found = mentions(body, name)
    looked: list[str] = []
    whole = Claimed.holds_all
    monkeypatch.setattr(
        Claimed, "holds_all", lambda claimed, text: looked.append(text) or (whole(claimed, text) and False)
    )
    assert found == mentions(body, name)
    assert SHEEP in looked
