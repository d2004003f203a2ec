"""Two accounts of one paper: the record never gets worse."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from enrich.merging import differences, merge, with_documents
from enrich.record import Author, Item, Mention, Outcome, Record, ResolvedMention, Verdict, Version
from tests.support.papers import stamped

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PLAIN = Record(
    "2507.13575", 2, "T", "T", "A", "A", (Author("Ada Lovelace", ("Here",)),), ("cs.LG",), "cs.LG", NOW, NOW,
    (Version(1, NOW), Version(2, NOW)), comment="5 pages", dois=("10.1/x",),
)  # fmt: skip
KNOWN = stamped(PLAIN, "arxiv-api", NOW)


def heard(source: str = "arxiv-api", **values: object) -> Record:
    return stamped(replace(PLAIN, **values), source, LATER)  # type: ignore[arg-type]


def test_the_same_again_is_the_same_record() -> None:
    assert merge(KNOWN, heard()) is KNOWN


@pytest.mark.parametrize("source", ["arxiv-api", "oai", "snapshot"])
def test_an_answer_with_fewer_fields_takes_nothing_away(source: str) -> None:
    poor = heard(source, comment=None, dois=(), abstract="", abstract_tex="", authors=(), versions=())
    assert merge(KNOWN, poor) == KNOWN


def test_an_older_version_fills_gaps_only() -> None:
    old = heard(version=1, title="Older", title_tex="Older", comment="3 pages", license="https://x.org")
    merged = merge(KNOWN, old)
    assert [name for name, _, _ in differences(KNOWN, merged)] == ["license"]


def test_a_newer_version_is_believed_from_any_source() -> None:
    merged = merge(KNOWN, heard("snapshot", version=3, title="New", title_tex="New", updated=LATER))
    assert (merged.version, merged.title, merged.updated) == (3, "New", LATER)
    assert {mark.field: mark.source for mark in merged.provenance}["title"] == "snapshot"


def test_a_less_believed_source_does_not_change_the_same_version() -> None:
    assert merge(KNOWN, heard("snapshot", title="Other", title_tex="Other")).title == "T"
    assert merge(KNOWN, heard("arxiv-api", title="Mended", title_tex="Mended")).title == "Mended"


def test_affiliations_survive_a_list_of_authors_without_them() -> None:
    merged = merge(KNOWN, heard(authors=(Author("Ada Lovelace"), Author("Charles Babbage"))))
    assert merged.authors == (Author("Ada Lovelace", ("Here",)), Author("Charles Babbage"))


def test_a_withdrawal_is_believed_and_can_end_with_a_newer_version() -> None:
    gone = merge(KNOWN, heard(version=3, withdrawn=True))
    assert gone.withdrawn
    assert not merge(gone, heard(version=4)).withdrawn
    assert merge(gone, heard(version=2)).withdrawn


def test_two_papers_are_never_merged() -> None:
    with pytest.raises(ValueError, match="not one paper"):
        merge(KNOWN, heard(id="2507.00001"))


def account(item: Item) -> tuple[ResolvedMention, datetime]:
    mention = Mention("list.txt", "inbox", "line 1, column 1", "x", "id", "2507.13575", item=item)
    return ResolvedMention(mention, Verdict(Outcome.FOUND, "arXiv has it", "2507.13575")), NOW


def test_documents_add_and_never_overwrite() -> None:
    item = Item(
        title="Another title",
        authors=(Author("ada lovelace", ("There",), "0000-0002-1825-0097"),),
        venue="ICML",
        comment="Another comment",
        page="https://lab.example/paper",
    )
    record = with_documents(KNOWN, [account(item), account(Item(venue="NeurIPS"))])
    assert (record.title, record.comment) == ("T", "5 pages")
    assert record.authors == (Author("Ada Lovelace", ("Here",), "0000-0002-1825-0097"),)
    assert (record.venue, record.pages) == ("ICML", ("https://lab.example/paper",))


def test_an_affiliation_is_given_to_nobody_when_two_authors_have_the_name() -> None:
    twins = replace(KNOWN, authors=(Author("Wei Wang"), Author("Wei Wang")))
    record = with_documents(twins, [account(Item(authors=(Author("Wei Wang", ("Lab",)),)))])
    assert record.authors == twins.authors


def test_the_authors_stay_arxivs_when_a_document_knows_their_affiliations() -> None:
    alone = stamped(replace(KNOWN, authors=(Author("Ada Lovelace"),)), "arxiv-api", NOW)
    record = with_documents(alone, [account(Item(authors=(Author("Ada Lovelace", ("Lab",)),)))])
    sources = {mark.field: mark.source for mark in record.provenance}
    assert (sources["authors"], sources["author_affiliations"]) == ("arxiv-api", "document:list.txt")
