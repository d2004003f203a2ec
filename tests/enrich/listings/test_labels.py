from __future__ import annotations

import pytest

from enrich.listings.labels import label_of
from tests.support.reading import mentions, names

CV = """C.1. PUBLICACIONES

  1  Título: Counting Sheep in the Dark Forest at Night
     Autores: AUTORA, C.; GARCIA, K.
     Revista: Cuadernos de Lana     Vol.: 14   Año: 2011

  2  Título: Critical slowing-down of flocks as indicator of
             the loss of stability
     Autores: CARTER, Dmitry; DOE, Ann
     Año: 2013
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Title: Foo Bar", ("title", "Foo Bar")),
        ("2  Título: Foo Bar", ("title", "Foo Bar")),
        ("Autoren: A. Author", ("authors", "A. Author")),
        ("Revue: Cahiers", ("venue", "Cahiers")),
        ("where: room 2", None),
        ("Nombre: Ann", None),
        ("https://a.example", None),
    ],
)
def test_labels_of_several_languages(text: str, found: tuple[str, str] | None) -> None:
    assert label_of(text) == found


def test_entries_with_labels_may_be_counted_and_their_titles_broken() -> None:
    found = [one.item for one in mentions(CV) if one.item and one.item.authors]
    assert [(one.title, one.venue, names(one)) for one in found] == [
        ("Counting Sheep in the Dark Forest at Night", "Cuadernos de Lana", ["C. AUTORA", "K. GARCIA"]),
        ("Critical slowing-down of flocks as indicator of the loss of stability", None, ["Dmitry CARTER", "Ann DOE"]),
    ]
