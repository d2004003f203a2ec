"""Which author an iD belongs to; in doubt nobody."""

from collections.abc import Mapping

import pytest
from msgspec import structs

from enrich.reconcile.about import all_about
from enrich.reconcile.chosen import Chosen
from enrich.reconcile.orcids import AttachedOrcid, choose_orcids
from enrich.record import Record
from enrich.statements.enrichment import Disagreement, SourcedValue
from enrich.statements.statement import PersonStatement, Statement
from tests.support.stated import DOI, ID, IDS, NAMES, author, authors, people, person, published, record, statement

JANE, MING, _, ANNA = IDS
SECOND = "0000-0002-9079-593X"
OPENALEX, CROSSREF = statement("openalex"), published()
PAPER = record(dois=(DOI,))


def chosen(
    *statements: Statement, persons: Mapping[str, PersonStatement] | None = None, paper: Record = PAPER
) -> Chosen[Mapping[int, AttachedOrcid]]:
    known = people() if persons is None else persons
    return choose_orcids(paper, all_about(paper, statements), known, DOI)


def ids(
    *statements: Statement, persons: Mapping[str, PersonStatement] | None = None, paper: Record = PAPER
) -> dict[int, str]:
    return {at: one.orcid for at, one in chosen(*statements, persons=persons, paper=paper).value.items()}


def listed(names: tuple[str, ...], *orcids: str | None) -> Statement:
    return structs.replace(OPENALEX, authors=authors(names, orcids))


def test_an_id_that_came_with_the_work_attaches_where_the_persons_name_fits() -> None:
    found = chosen(structs.replace(CROSSREF, authors=authors(NAMES, IDS[:2])))
    assert found.value == {0: AttachedOrcid(JANE, "crossref", "work"), 1: AttachedOrcid(MING, "crossref", "work")}
    assert [(one.field, one.service, one.id) for one in found.origins] == [("authors.orcid", "crossref", DOI)]


@pytest.mark.parametrize("service", [OPENALEX, CROSSREF, statement("inspire")])
def test_lists_that_are_shifted_by_one_attach_nothing(service: Statement) -> None:
    assert ids(structs.replace(service, authors=authors(NAMES, (IDS[-1], *IDS[:-1])))) == {}


def test_all_lists_shifted_alike_attach_nothing_whoever_is_known() -> None:
    shifted = authors(NAMES, (None, *IDS[:-1]))
    hints = tuple(
        structs.replace(one, orcids=(*one.orcids, *(structs.replace(o, asserted="index") for o in one.orcids)))
        for one in shifted
    )
    lists = (structs.replace(OPENALEX, authors=hints), structs.replace(CROSSREF, authors=shifted))
    for persons in ({}, people(), people(person(JANE, NAMES[0])), people(person(JANE, works=[ID]))):
        assert ids(*lists, persons=persons) == {}


def test_an_id_on_the_co_author_is_nobodys() -> None:
    assert ids(listed(NAMES, None, JANE, MING)) == {}
    assert ids(listed(NAMES, None, JANE, None, ANNA)) == {3: ANNA}


def test_an_id_on_two_authors_is_settled_by_the_persons_names_or_nobodys() -> None:
    assert ids(listed(NAMES, JANE, JANE)) == {0: JANE}
    assert ids(listed(NAMES, JANE, JANE), persons={}) == {}
    assert ids(listed(NAMES, *[ANNA] * 4)) == {3: ANNA}


def test_services_that_disagree_about_the_place_are_settled_by_the_persons_names() -> None:
    here, there = listed(NAMES, JANE), structs.replace(CROSSREF, authors=authors(NAMES, (None, JANE)))
    assert ids(here, there) == {0: JANE}
    assert ids(here, there, persons={}) == {}


def test_an_indexs_hint_needs_the_persons_own_list_of_papers() -> None:
    hint = structs.replace(OPENALEX, authors=authors(NAMES, (JANE,), "index"))
    assert ids(hint) == {}
    for works in ((ID,), (DOI,)):
        found = chosen(hint, persons=people(person(JANE, "Jane Doe", works=works)))
        assert found.value == {0: AttachedOrcid(JANE, "orcid", "person")}
        assert [(one.service, one.id) for one in found.origins] == [("orcid", JANE)]
    assert ids(hint, persons=people(person(JANE, "Bo Strange", works=[ID]))) == {}
    elsewhere = structs.replace(OPENALEX, authors=authors(NAMES, (None, JANE), "index"))
    assert ids(elsewhere, persons=people(person(JANE, "Jane Doe", works=[ID]))) == {}


def test_names_that_fit_two_authors_need_one_who_has_the_very_name() -> None:
    paper = record("J. Li", "Jun Li", "Jane Doe", dois=(DOI,))
    names = ("J. Li", "Jun Li", "Jane Doe")
    assert ids(listed(names, None, MING), persons=people(person(MING, "Jun Li")), paper=paper) == {1: MING}
    assert ids(listed(names, MING), persons=people(person(MING, "Jun Li")), paper=paper) == {}
    assert ids(listed(names, MING), persons=people(person(MING, "Jun Li", "J. Li")), paper=paper) == {}
    namesakes = record("Wei Wang", "Wei Wang", dois=(DOI,))
    assert ids(listed(("Wei Wang", "Wei Wang"), MING), persons=people(person(MING, "Wei Wang")), paper=namesakes) == {}


def test_an_author_who_cannot_be_aligned_is_found_by_name() -> None:
    strangers = tuple(f"Bo Strange{k}" for k in "abcde")
    assert ids(listed((*NAMES, *strangers), JANE)) == {0: JANE}
    assert ids(listed((*NAMES, *strangers), None, JANE)) == {}
    assert ids(listed(("", *NAMES[1:2]), JANE, MING)) == {0: JANE, 1: MING}


def test_of_a_paper_by_one_author_the_names_need_not_be_public() -> None:
    paper = record("Jane Doe", dois=(DOI,))
    assert ids(listed(("J. Doe",), JANE), persons={}, paper=paper) == {0: JANE}
    assert ids(listed(("J. Doe", "Bo Strange"), JANE), persons={}, paper=paper) == {}
    assert ids(listed(("Bo Strange",), JANE), persons={}, paper=paper) == {}
    assert ids(listed(("J. Doe",), JANE), persons=people(person(JANE, "Bo Strange")), paper=paper) == {}
    hint = structs.replace(OPENALEX, authors=authors(("Jane Doe",), (JANE,), "index"))
    assert ids(hint, persons={}, paper=paper) == {}


def test_names_that_are_not_public_need_two_voices_and_a_sound_list() -> None:
    persons = people(person(ANNA, NAMES[3]))
    sound, other = (
        listed(NAMES, JANE, None, None, ANNA),
        structs.replace(CROSSREF, authors=authors(NAMES, (JANE, None, None, ANNA))),
    )
    assert ids(sound, other, persons=persons) == {0: JANE, 3: ANNA}
    assert ids(sound, persons=persons) == {3: ANNA}
    assert ids(sound, structs.replace(CROSSREF, authors=authors(NAMES, (JANE,))), persons=persons) == {0: JANE, 3: ANNA}
    assert ids(sound, structs.replace(CROSSREF, authors=authors(NAMES, (None, JANE))), persons=persons) == {3: ANNA}
    one, other = listed(NAMES, JANE), structs.replace(CROSSREF, authors=authors(NAMES, (JANE,)))
    assert ids(one, other, persons=persons) == {}
    assert ids(sound, structs.replace(CROSSREF, authors=authors(NAMES, (JANE, ANNA))), persons=persons) == {3: ANNA}
    both = (
        structs.replace(author(NAMES[0], JANE), orcids=(*author("", JANE).orcids, *author("", JANE, "index").orcids)),
        *sound.authors[1:],
    )
    assert ids(structs.replace(OPENALEX, authors=both), persons=persons) == {0: JANE, 3: ANNA}
    deactivated = people(person(ANNA, NAMES[3]), person(JANE))
    assert ids(sound, other, persons=deactivated) == {0: JANE, 3: ANNA}


def two(
    *extra: PersonStatement, works: tuple[str, ...] = (), second_works: tuple[str, ...] = ()
) -> dict[str, PersonStatement]:
    return people(person(JANE, "Jane Doe", works=works), person(SECOND, "Jane Doe", works=second_works), *extra)


def test_two_ids_of_one_author() -> None:
    lists = listed(NAMES, JANE), structs.replace(CROSSREF, authors=authors(NAMES, (SECOND,)))
    values = (SourcedValue("openalex", f"Jane Doe: {JANE}"), SourcedValue("crossref", f"Jane Doe: {SECOND}"))
    found = chosen(*lists, persons=two())
    assert found.value == {}
    assert found.disagreements == (Disagreement("authors.orcid", values),)
    found = chosen(*lists, persons=two(works=(ID,)))
    assert found.value == {0: AttachedOrcid(JANE, "openalex", "work")}
    assert found.disagreements == (Disagreement("authors.orcid", values),)
    assert ids(*lists, persons=two(second_works=(ID,))) == {0: SECOND}
    assert ids(*lists, persons=two(works=(ID,), second_works=(DOI,))) == {0: SECOND}, "Crossref is believed first"


def test_an_id_that_was_merged_into_another_is_the_other() -> None:
    merged = people(person(JANE, "Jane Doe"), person(SECOND, "Jane Doe", successor=JANE))
    lists = listed(NAMES, JANE), structs.replace(CROSSREF, authors=authors(NAMES, (SECOND,)))
    found = chosen(*lists, persons=merged)
    assert found.value == {0: AttachedOrcid(JANE, "crossref", "work")}
    assert found.disagreements == ()
    assert ids(lists[1], persons=people(person(SECOND, "Jane Doe", successor=JANE))) == {0: JANE}


def test_of_one_that_came_with_the_work_and_one_that_an_index_has_the_persons_lists_decide() -> None:
    mixed = (
        structs.replace(
            author("Jane Doe", JANE), orcids=(*author("", JANE).orcids, *author("", SECOND, "index").orcids)
        ),
        *authors(NAMES[1:]),
    )
    assert ids(structs.replace(OPENALEX, authors=mixed), persons=two()) == {0: JANE}
    assert ids(structs.replace(OPENALEX, authors=mixed), persons=two(second_works=(ID,))) == {0: SECOND}
    assert ids(structs.replace(OPENALEX, authors=mixed), persons=two(works=(ID,), second_works=(ID,))) == {0: JANE}
