"""Documents of each kind, written before what reads them: every paper in them is a mention, and nothing else is one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enrich.documents.open import read_file
from enrich.readers.dispatch import read_mentions
from enrich.record import Document, Mention
from tests.support.reading import TODAY

GOLD = Path(__file__).with_name("gold")
EXPECTED: dict[str, dict[str, Any]] = json.loads((GOLD / "expected.json").read_text(encoding="utf-8"))


def read(name: str) -> tuple[Document, list[Mention]]:
    document = read_file(name, "gold", GOLD)
    return document, [one for one in read_mentions(document, TODAY) if not one.on_trial]


def bare(title: str) -> str:
    return "".join(char for char in title.lower() if char.isalnum())


@pytest.mark.parametrize("name", EXPECTED)
def test_every_paper_of_a_document_is_a_mention_and_nothing_else_is(name: str) -> None:
    expected = EXPECTED[name]
    mentions = [one for one in read(name)[1] if not one.not_a_paper]
    by_id = {one.id: bare(one.item.title or "") if one.item else "" for one in reversed(mentions) if one.id}
    papers = expected.get("ids", {})
    assert by_id.keys() == {*papers, *expected.get("others", [])}
    assert {id_: by_id[id_] for id_, title in papers.items() if title} == {
        id_: bare(title) for id_, title in papers.items() if title
    }
    titles = [bare(one.item.title) for one in mentions if one.how == "title" and one.item and one.item.title]
    titles += [
        bare(one.item.title) for one in mentions if not one.id and one.how == "doi" and one.item and one.item.title
    ]
    assert sorted(titles) == sorted(bare(title) for title in expected.get("titles", []))


def test_every_document_of_the_gold_is_judged() -> None:
    assert {path.name for path in GOLD.iterdir()} == {*EXPECTED, "expected.json"}
