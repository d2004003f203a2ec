"""What the name of a venue looks like."""

from __future__ import annotations

import pytest

from enrich.citations.venues import first_venue, is_kind, published_at, stated_venue, venue_like, venue_only
from enrich.titles.words import VENUES
from tests.support.reading import only


@pytest.mark.parametrize("name", VENUES)
def test_a_venue_is_known_by_its_short_name(name: str) -> None:
    assert venue_like(f"Presented at {name}, best paper")
    assert venue_only(f"{name} 2024 (oral)")


@pytest.mark.parametrize("text", ["Learning to sing", "We soda-lime the glass", "Chi square tests and icing", ""])
def test_other_words_are_none(text: str) -> None:
    assert not venue_like(text)


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("to be announced", None),
        ("TBA", None),
        ("(in press)", None),
        ("Submitted to ICML 2024", None),
        ("under review", None),
        ("preprint", None),
        ("noch offen", None),
        ("Technical report", None),
        ("Tech. Rep., 2023", None),
        ("(unpublished manuscript)", None),
        ("arXiv preprint arXiv:2401.00001v2 [cs.LG], 2024", None),
        ("ArXiv e-prints", None),
        ("arXiv (Cornell University)", None),
        ("CoRR abs/2401.00001", None),
        ("eprint arXiv:hep-th/9901001", None),
        ("Working Paper", None),
        ("Master's thesis", None),
        ("Misc.", None),
        ("Technical Report MSR-TR-2020-1", "Technical Report MSR-TR-2020-1"),
        ("Technical report, Google", "Technical report, Google"),
        ("Scientific Reports", "Scientific Reports"),
        ("Physics Reports 12", "Physics Reports 12"),
        ("Print Quarterly", "Print Quarterly"),
        ("PhD thesis, MIT", "PhD thesis, MIT"),
        ("Papers", "Papers"),
        ("2023", "2023"),
        ("NeurIPS 2023 (arXiv version)", "NeurIPS 2023 (arXiv version)"),
        ("In *Annals of Sheep*", "Annals of Sheep"),
        ("ICML 2024 (to appear)", "ICML 2024 (to appear)"),
        ("Insects and Us", "Insects and Us"),
        (None, None),
    ],
)
def test_what_is_only_to_come_or_a_kind_of_document_is_no_venue(text: str | None, venue: str | None) -> None:
    assert stated_venue(text) == venue


def test_a_kind_of_document_shows_that_something_is_cited_and_is_no_venue_of_it() -> None:
    assert first_venue(["Technical Report, 2023"]) == "Technical Report, 2023"
    assert published_at(["Technical Report, 2023"]) is None
    assert published_at(["Technical Report, 2023", "ICML 2024"]) == "ICML 2024"


@pytest.mark.parametrize("name", VENUES)
def test_no_venue_is_a_kind_of_document(name: str) -> None:
    assert not is_kind(name)


_DOCUMENTS = {
    "a.bib": "@techreport{{a, title={{Scaling Laws of Sheep}}, author={{Ada Lovelace}}, year=2025, journal={{{}}}, eprint={{2502.08606}}}}",
    "b.bib": "@misc{{a, title={{Scaling Laws of Sheep}}, author={{Ada Lovelace}}, booktitle={{{}}}, eprint={{2502.08606}}}}",
    "a.ris": "TY  - RPRT\nTI  - Scaling Laws of Sheep\nAU  - Lovelace, Ada\nJO  - {}\nUR  - https://arxiv.org/abs/2502.08606\nER  -\n",
    "a.csv": "title,authors,venue,arxiv\nScaling Laws of Sheep,Ada Lovelace,{},2502.08606\n",
    "a.json": '[{{"title": "Scaling Laws of Sheep", "authors": ["Ada Lovelace"], "venue": "{}", "arxiv": "2502.08606"}}]',
    "a.txt": "Ada Lovelace. Scaling Laws of Sheep. {}. arXiv:2502.08606\n",
    "a.md": "- Ada Lovelace, Grace Hopper. Scaling Laws of Sheep. *{}*. arXiv:2502.08606\n",
    "a.html": "<ul><li><b>Scaling Laws of Sheep</b><br>Ada Lovelace<br><i>{}</i><br><a href='https://arxiv.org/abs/2502.08606'>arXiv</a></li></ul>",
}  # fmt: skip


@pytest.mark.parametrize("name", _DOCUMENTS)
@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Technical report", None),
        ("Technical Report 2025", None),
        ("arXiv preprint arXiv:2502.08606", None),
        ("Manuscript", None),
        ("ICML 2025", "ICML 2025"),
        ("Proceedings of the 3rd Conference on Sheep", "Proceedings of the 3rd Conference on Sheep"),
    ],
)
def test_no_format_takes_a_kind_of_document_for_a_venue(name: str, text: str, venue: str | None) -> None:
    mention, item = only(_DOCUMENTS[name].format(text), name)
    assert (mention.id, item.title, item.venue) == ("2502.08606", "Scaling Laws of Sheep", venue)
