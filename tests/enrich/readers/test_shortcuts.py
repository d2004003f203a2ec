"""Facts about the quick ways through cleaning and reading: each gives what the plain, slow way gives."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enrich import text
from enrich.arxiv import code_links as codelinks
from enrich.arxiv.record_fields import author_name
from enrich.snapshot.rows import full_name
from enrich.tex import to_unicode as readable
from tests.enrich.tex.test_to_unicode import PIECES, TEXTS

ANY = st.text(st.characters(exclude_categories=[]), max_size=40)


def slow_pass(folded: str) -> str:
    """All of the markup, looked for everywhere."""
    stash: list[str] = []
    found = readable._some_formulae(folded, stash)
    found = readable._TEXT_WITH_LINKS.sub(readable._replaced, found)
    if "``" in found:
        found = found.replace("``", "“").replace("''", "”")
    found = readable._QUOTE.sub(r"‘\1’", found)
    return readable._STASHED.sub(lambda one: stash[ord(one[0]) - readable._STASH], found)


def slowly(tex: str) -> str:
    folded = " ".join(tex.split())
    if readable._STASHED.search(folded):
        return folded
    for _ in range(readable._PASSES):
        before, folded = folded, " ".join(slow_pass(folded).split())
        if before == folded:
            break
    return folded


def slow_paragraphs(tex: str) -> str:
    return "\n\n".join(found for found in map(slowly, readable._paragraphs(tex)) if found)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(TEXTS, ANY, st.lists(st.one_of(PIECES, st.sampled_from(["$n$", "$x_{i,j}$", "$5", "2", "²", "\r"])))))
@example("$x_{i,j}$2 and $x^$2$")
@example("$x_{i,j}$$^2$ $a$")
@example("One.\n  Two.\n\n Three.\x85Four")
@example("a } b ` c -- d")
def test_a_text_reads_as_it_reads_without_shortcuts(tex: str | list[str]) -> None:
    joined = "".join(tex)
    assert readable.readable(joined) == slowly(joined)
    assert readable.readable_paragraphs(joined) == slow_paragraphs(joined)


def test_real_abstracts_and_titles_read_as_they_read_without_shortcuts(shared: Path) -> None:
    with gzip.open(shared / "data" / "arxiv-cs.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert len(rows) == 20_000
    for row in rows:
        assert readable.readable(row["title"]) == slowly(row["title"])
        assert readable.readable_paragraphs(row["abstract"]) == slow_paragraphs(row["abstract"])


@given(ANY)
def test_cleaning_and_folding_skip_only_what_needs_neither(one: str) -> None:
    assert text.drop_forbidden(one) == text._FORBIDDEN.sub("", one)
    assert text.collapse_spaces(one) == " ".join(one.split())


PART = st.one_of(
    st.none(), st.sampled_from(["", "Lee", " Lee", "Ann ", "de  la", ",", "Jr.", "\x01", "\u00a0", "é,"]), ANY
)


@given(st.lists(PART, max_size=4))
@example(["Lee", "Ann", ""])
@example(["Lee,", "Ann", ""])
@example(["Lee", "Ann", "Jr."])
def test_a_plain_name_is_put_together_as_any_other(parts: list[str | None]) -> None:
    last, first, suffix = ([part or "" for part in parts] + ["", "", ""])[:3]
    whole = author_name(last, first, suffix)
    cleaned = text.drop_forbidden(whole)
    assert full_name(parts) == (whole if cleaned == whole else text.collapse_spaces(cleaned))


@pytest.mark.parametrize("start", ["http://", "HTTPS://", "see "])
def test_every_address_has_the_sign_by_which_links_are_looked_for(start: str) -> None:
    for host in codelinks._HOSTS.replace("git(?:hub|lab|ee)", "gitee").replace("\\", "").split("|"):
        for written in (host, host.upper()):
            address = f"{start}{written}/a/b"
            assert codelinks._URL.search(address)
            assert codelinks._PERHAPS.search(address)
