"""Facts about arXiv's taxonomy."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from feeds.taxonomy import CATEGORIES, category_name

CLOSED = [
    "acc-phys",
    "adap-org",
    "alg-geom",
    "ao-sci",
    "atom-ph",
    "bayes-an",
    "chao-dyn",
    "chem-ph",
    "cmp-lg",
    "comp-gas",
    "dg-ga",
    "funct-an",
    "mtrl-th",
    "patt-sol",
    "plasm-ph",
    "q-alg",
    "solv-int",
    "supr-con",
]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("cs.LG", "Machine Learning"),
        ("cs.lg", "Machine Learning"),
        ("hep-th", "High Energy Physics - Theory"),
        ("alg-geom", "Algebraic Geometry"),
        ("cond-mat", "Condensed Matter"),
        ("physics.ao-ph", "Atmospheric and Oceanic Physics"),
        ("xx.YY", "xx.YY"),
        ("", ""),
    ],
)
def test_a_category_has_arxivs_own_name(code: str, name: str) -> None:
    assert category_name(code) == name


def test_the_taxonomy_is_whole() -> None:
    assert len([code for code in CATEGORIES if "." in code]) == 146
    assert len([code for code in CATEGORIES if "." not in code]) == 38
    assert set(CLOSED) <= set(CATEGORIES)


def test_no_two_codes_differ_only_in_case() -> None:
    assert len({code.casefold() for code in CATEGORIES}) == len(CATEGORIES)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data for real records")
def test_every_category_of_real_records_has_a_name() -> None:
    with gzip.open(SHARED / "data/arxiv-cs.jsonl.gz", "rt") as rows:
        codes = {code for row in rows for code in json.loads(row)["categories"].split()}
    assert {code for code in codes if category_name(code) == code} == set()
