from __future__ import annotations

import pytest

from tests.support.growth import processor_seconds
from tests.support.reading import mentions, names

PAGE = "== Notes ==\n\nText.<ref>{}</ref> More '''text'''.\n"


@pytest.mark.parametrize(
    "template",
    [
        "{{cite arXiv |last1=Holm|first1=Nina |title=Lintels of the North |eprint=2201.00001 |class=cs.CY |date=2022}}",
        "{{Cite journal\n | last = Holm\n | first = Nina\n | title = ''Lintels'' of the [[North|North]]\n | arxiv = 2201.00001\n | year = 2022\n}}",
        "{{Article|langue=en|prénom1=Nina|nom1=Holm|titre=Lintels of the North|périodique=Revue|année=2022|arxiv=2201.00001}}",
        "{{Article|auteur1=Nina Holm|titre=Lintels of the North|année=2022|lire en ligne=https://arxiv.org/abs/2201.00001}}",
        "{{Chapitre|auteur=Nina Holm|titre chapitre=Lintels of the North|titre=Actes|année=2022|arxiv=2201.00001}}",
        "{{Literatur |Autor=Nina Holm |Titel=Lintels of the North |Sammelwerk=Zeitschrift |Jahr=2022 |arXiv=2201.00001}}",
        "{{Cita publicación|apellidos=Holm|nombre=Nina|título=Lintels of the North|publicación=Revista|año=2022|url=https://arxiv.org/pdf/2201.00001v2}}",
        "{{cita pubblicazione|cognome=Holm|nome=Nina|titolo=Lintels of the North|rivista=R|anno=2022|arxiv=2201.00001}}",
        "{{citar periódico|ultimo=Holm|primeiro=Nina|titulo=Lintels of the North|jornal=J|ano=2022|arxiv=2201.00001}}",
        "{{статья|автор=Nina Holm|заглавие=Lintels of the North|издание=Ж|год=2022|arxiv=2201.00001}}",
        "{{Cytuj pismo|autor=Nina Holm|tytuł=Lintels of the North|czasopismo=P|rok=2022|arxiv=2201.00001}}",
        "{{Tidskriftsref|efternamn=Holm|förnamn=Nina|titel=Lintels of the North|tidskrift=T|år=2022|arxiv=2201.00001}}",
        "{{Cite journal|和書|author=Nina Holm|title=Lintels of the North|journal=J|year=2022|id={{arxiv|2201.00001}}}}",
    ],
)
@pytest.mark.parametrize("name", ["a.wiki", "a.txt", "a.md"])
def test_a_citation_template_is_one_paper_in_any_language(template: str, name: str) -> None:
    (found,) = mentions(PAGE.format(template), name)
    assert found.item
    assert (found.id, found.item.title, names(found.item)) == ("2201.00001", "Lintels of the North", ["Nina Holm"])
    assert found.item.date
    assert found.item.date.year == 2022
    assert found.place == "line 3, {{" + template[2 : template.index("|")].strip() + "}}"


def test_a_template_without_an_id_is_a_title() -> None:
    (found,) = mentions(
        "* {{cite conference |author=Nina Holm |title=Lintels of the North |book-title=Proc. X |date=2022}}\n"
    )
    assert (found.id, found.text, found.not_a_paper) == (None, "Lintels of the North", None)


@pytest.mark.parametrize(
    "template",
    [
        "{{Infobox book|title=Lintels of the North|author=Nina Holm|year=2022}}",
        "{{page|title=Lintels of the North|layout=wide}}",
        "{{ page.title | default: 'Lintels of the North' }}",
    ],
)
def test_templates_that_cite_nothing_are_no_papers(template: str) -> None:
    assert mentions(f"A page.\n\n{template}\n\nIts text.\n") == []


def test_a_page_that_is_cited_is_no_paper() -> None:
    (found,) = mentions("{{cite web|title=Weather in the North|url=http://a.example|work=Weather|date=2022}}")
    assert found.not_a_paper


def test_templates_within_a_line_of_mediawiki_are_what_they_show() -> None:
    page = '== References ==\n* Nina Holm. "{{lang|sv|Lintels of the North}}". {{arXiv|archive=cs|id=0203015}}.\n[[Category:X]] {{stub|x}}\n'
    (found,) = mentions(page, "page.txt")
    assert (found.id, found.item and found.item.title) == ("cs/0203015", "Lintels of the North")


@pytest.mark.parametrize(
    "hostile", ["{{a|", "[[", "{{cite a|title=b|", "{{a|title=b|last=c}}", "}}|", "{{cite|{{arxiv|1}}"]
)
def test_hostile_templates_take_linear_time(hostile: str) -> None:
    def cost(count: int) -> float:
        return processor_seconds(lambda number: mentions(f"{number} {hostile * count}", "a.txt"))

    assert cost(8_000) < 16 * max(cost(1_000), 0.05)
