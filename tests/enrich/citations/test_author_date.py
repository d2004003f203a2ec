"""Citations whose year stands between authors and title, in the styles that people use."""

from __future__ import annotations

import pytest

from enrich.citations.citation import read_citation
from tests.support.reading import names

TITLE = "Counting Sheep with Attention"


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"Petra, S., & Popa, C. (2015, Apr 01). {TITLE}. Retrieved from here", ["S. Petra", "C. Popa"]),
        (
            f"Kannan, R., Busch, C., & Vasilakos, A. (n.d.). {TITLE}. Manuscript.",
            ["R. Kannan", "C. Busch", "A. Vasilakos"],
        ),
        (
            f"Wei, Yi-Peng and Sennur Ulukus. 2014. “{TITLE}.” Preprint, submitted Oct 14, 2014.",
            ["Yi-Peng Wei", "Sennur Ulukus"],
        ),
        (
            f"Wang, Xiumin, Wentu Song, Chau Yuen, and Jing Li. 2012. “{TITLE}.” Working paper.",
            ["Xiumin Wang", "Wentu Song", "Chau Yuen", "Jing Li"],
        ),
        (f"Sarkar, Kamal. 2017. “{TITLE}.” In Essays, edited by X. Y., 1204–12.", ["Kamal Sarkar"]),
        (f"Kuhn, Thomas S. 1962. {TITLE}. Chicago: University Press.", ["Thomas S Kuhn"]),
        (f"Moon, Sungwook and Ahmed Helmy. Forthcoming. “{TITLE}.”", ["Sungwook Moon", "Ahmed Helmy"]),
        (f"Frank Jensen, S. K. Anderson. 2020. {TITLE}. Journal of Things.", ["Frank Jensen", "S. K. Anderson"]),
        (f"Alkhateeb et al. {TITLE}. 2016.", ["Alkhateeb"]),
        (f"Papalexis (2004). {TITLE}.", ["Papalexis"]),
        (f"Geuvers and Nadathur (2010): {TITLE}. Annals of Barns.", ["Geuvers", "Nadathur"]),
        (f"Bodirsky, Manuel: {TITLE}. In: Proc. European Barns Int. Grp., 2007, S. 15–20", ["Manuel Bodirsky"]),
        (f"Bahdanau, Cho, Bengio. {TITLE}. ICLR 2015.", ["Bahdanau", "Cho", "Bengio"]),
        (f"{TITLE}; H. Owlade, M. Ejtemaei and M. Irannajad", ["H. Owlade", "M. Ejtemaei", "M. Irannajad"]),
    ],
)
def test_title_and_authors_are_told_apart(text: str, authors: list[str]) -> None:
    cited = read_citation(text)
    assert cited
    assert (cited.item.title, names(cited.item)) == (TITLE, authors)


@pytest.mark.parametrize(
    "text",
    [
        "BERT: Pre-training of Deep Bidirectional Transformers",
        "Transformers. A survey of what they do and why",
        "1984 and After: Reading Orwell",
        "Chapter (2004). Notes on what to do next",
        "Sheep, Goats: A Study of Barns",
    ],
)
def test_a_word_before_a_stop_or_a_colon_is_no_author(text: str) -> None:
    cited = read_citation(text)
    assert cited is None or names(cited.item) == []


def test_the_number_of_a_part_belongs_to_its_title() -> None:
    cited = read_citation(
        "Terletskyi D. A., Provotar A. I. Fuzzy Dynamic Networks. II // Cybernetics and Barns. – 2016. – Vol. 52."
    )
    assert cited
    assert (cited.item.title, names(cited.item)) == (
        "Fuzzy Dynamic Networks. II",
        ["D. A. Terletskyi", "A. I. Provotar"],
    )
