"""Searches by title at Crossref and OpenAlex: one request, works of every kind, with their DOIs."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrich.errors import BadAnswer
from enrich.services.crossref import Crossref
from enrich.services.openalex import OpenAlex
from enrich.services.service import Account, Ask, TitleSearch
from tests.support.services import CONTACT, WHEN, Replies, recorded_answer, reply

ACCOUNT = Account("https://service.example", None, CONTACT)
SERVICES = (Crossref(ACCOUNT), OpenAlex(ACCOUNT))


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
def test_both_can_be_searched(service: Crossref | OpenAlex) -> None:
    assert isinstance(service, TitleSearch)


def test_a_recorded_search_of_crossref_is_read(shared: Path) -> None:
    ask = Replies(recorded_answer(shared, "crossref/search_title_author.json"))
    [work] = SERVICES[0].by_title(ask, "Personality Emulation", WHEN)
    assert (work.work, work.title) == ("10.3390/app15126636", "Personality Emulation Utilizing Large Language Models")
    [question] = ask.asked
    assert dict(question.params or {})["query.bibliographic"] == "Personality Emulation"
    assert SERVICES[0].by_title(Replies(recorded_answer(shared, "crossref/search_no_result.json")), "x", WHEN) == ()


def test_a_recorded_search_of_openalex_is_read(shared: Path) -> None:
    name = "openalex/works_title_search_preprint_and_journal_two_works.json"
    ask = Replies(recorded_answer(shared, name))
    works = SERVICES[1].by_title(ask, "Augmenting large language models, with: chemistry|tools!", WHEN)
    assert {(work.doi, work.arxiv_id, work.type) for work in works} == {
        ("10.1038/s42256-024-00832-8", None, "article"),
        (None, "2304.05376", "preprint"),
    }
    [question] = ask.asked
    assert dict(question.params or {})["filter"] == "title.search:Augmenting large language models with chemistry tools"


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
@pytest.mark.parametrize("body", [{}, {"message": {}}, {"results": None, "message": None}, []])
def test_an_answer_that_is_no_list_is_not_believed(service: Crossref | OpenAlex, body: object) -> None:
    ask: Ask = Replies(reply(body))
    if service.name == "openalex" and isinstance(body, dict) and "results" in body:
        assert service.by_title(ask, "x", WHEN) == ()
    else:
        with pytest.raises(BadAnswer):
            service.by_title(ask, "x", WHEN)
