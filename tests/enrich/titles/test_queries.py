"""Queries for titles find them and never break the query language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.titles.queries import batch_queries, queries

TERM = r'ti:(?:"[a-z0-9]+(?: [a-z0-9]+)*"|[a-z0-9]+)'
SAFE = re.compile(rf"\(*{TERM}\)*(?: (?:AND|OR) \(*{TERM}\)*)*")


def test_a_title_is_quoted_without_punctuation() -> None:
    assert queries("Peek-Arc Consistency, at last!")[0] == 'ti:"peek arc consistency at last"'


def test_the_phrase_breaks_where_the_index_cannot_be_foreseen() -> None:
    quoted = queries(r"From Nondeterministic B\"uchi Automata to Parity Games")[0]
    assert quoted == 'ti:"automata to parity games" AND ti:"from nondeterministic"'
    assert queries("From Nondeterministic Büchi Automata to Parity Games")[0] == quoted


def test_a_long_main_part_is_asked_for_too() -> None:
    quoted = queries("Spectral Sparsifiers for Hypergraphs: A Theory")[0]
    assert quoted == 'ti:"spectral sparsifiers for hypergraphs a theory" OR ti:"spectral sparsifiers for hypergraphs"'


def test_a_cut_word_is_not_asked_for() -> None:
    assert queries("Executing Bags of Distributed Ta…")[0] == 'ti:"executing bags of distributed"'


@pytest.mark.parametrize(
    "names",
    [
        "J. Quixby, M. Fenwyck (2019). ",
        "Jo Quixby and Mo Fenwyck et al.: ",
        'Jo Quixby et al. "',
        "Yao-An Quixby, Mo Fenwyck, ",
    ],
)
def test_authors_before_the_title_are_left_out(names: str) -> None:
    quoted, _ = queries(f"{names}Toeplitz Block Matrices in Compressed Sensing")
    assert 'ti:"toeplitz block matrices in compressed sensing"' in quoted


def test_what_may_be_a_name_and_may_be_the_title_is_asked_for_both_ways() -> None:
    quoted, loose = queries("Regulating Greed Over Time - A Unified Approach")
    assert 'ti:"regulating greed over time"' in quoted
    assert "greed" in loose


def test_authors_run_on_are_left_out() -> None:
    quoted, loose = queries("Practices for Sigmoid Self-AttentionJason Ramapuram, Federico Danieli")
    assert 'ti:"practices for sigmoid self attention"' in quoted
    assert "ramapuram" not in loose


def test_two_typos_leave_a_pair_of_the_looser_query_whole() -> None:
    words = ["entropy", "consensus", "bipartite", "gossip", "lattice"]
    loose = queries(" ".join(words))[1]
    pairs = [set(re.findall(r"ti:(\w+)", p)) for p in re.findall(r"\([^)]*\)", loose)]
    for a in words:
        for b in words:
            assert any(not pair & {a, b} for pair in pairs), (a, b)


def test_operators_in_titles_are_words_not_operators() -> None:
    for query in queries('NOT Enough AND "Too Much" (OR: ANDNOT) ti:wine [a TO b]'):
        assert SAFE.fullmatch(query), query


@given(st.text(max_size=120))
def test_no_title_breaks_the_query_language(title: str) -> None:
    for query in queries(title):
        assert not query or SAFE.fullmatch(query), query
        assert query.count("(") == query.count(")")
        assert query.count('"') % 2 == 0


def test_titles_share_requests_within_the_length_of_a_url() -> None:
    titles = [f"Spectral Sparsifiers for Hypergraph Number {n}" for n in range(100)]
    batches = batch_queries(titles, 4000)
    assert [t for b in batches for t in b.titles] == titles
    assert len(batches) < 10
    assert all(len(b.query) < 4000 and len(b.titles) * 10 <= b.max_results <= 2000 for b in batches)


def test_a_title_without_a_word_is_not_asked_for() -> None:
    assert batch_queries(["…", "", "Spectral Sparsifiers"]) == batch_queries(["Spectral Sparsifiers"])
    assert batch_queries(["?!"], loose=True) == []
