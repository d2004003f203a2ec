"""Facts about single OAI-PMH answers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from enrich.arxiv.oai_xml import read_listing
from enrich.errors import BadAnswer, Refused
from enrich.record import Author

HEADER = (
    "<header{status}><identifier>oai:arXiv.org:{id}</identifier><datestamp>2024-02-0{day}</datestamp>"
    "<setSpec>cs:cs:LG</setSpec></header>"
)
RAW = """<record>{header}<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{id}</id>
<submitter>Ann Lee</submitter><version version="v1"><date>Mon, 1 Jan 2024 10:00:00 GMT</date><size>9kb</size></version>
<version version="v2"><date>Thu, 1 Feb 2024 11:12:13 GMT</date><size>9kb</size><source_type>D</source_type></version>
<title>On {id}
 &amp; more</title><authors>A. Lee (MIT), B. Dow</authors><categories>cs.LG stat.ML</categories>
<msc-class>68T05, 62H30</msc-class><acm-class>I.2.6</acm-class><comments>2 pages</comments>
<license>http://creativecommons.org/licenses/by/4.0/</license><abstract>  We.
</abstract></arXivRaw></metadata></record>"""  # fmt: skip
SPLIT = """<record>{header}<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{id}</id><created>2024-01-01</created>
<updated>2024-02-01</updated><authors><author><keyname>Heath,</keyname><forenames>Robert W.</forenames>
<suffix>Jr.</suffix><affiliation>UT
 Austin</affiliation><affiliation>NCSU</affiliation></author><author><keyname>Prince</keyname></author></authors>
<title>On {id}</title><categories>cs.LG</categories><abstract>We.</abstract></arXiv></metadata></record>"""


def header(id: str, status: str = "", day: int = 1) -> str:
    return HEADER.format(id=id, status=status, day=day)


def answer(inner: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>"
        f"<responseDate>2024-02-03T00:00:00Z</responseDate><request>x</request>{inner}</OAI-PMH>"
    ).encode()


def listing(*records: str, token: str = "") -> bytes:
    return answer(f"<ListRecords>{''.join(records)}{token}</ListRecords>")


def raw_record(id: str) -> str:
    return RAW.format(id=id, header=header(id))


def test_arxivraw_gives_versions_submitter_and_codes() -> None:
    (found,) = read_listing(listing(raw_record("2401.00001")), "arXivRaw", "u").records
    assert (found.id, found.datestamp) == ("2401.00001", date(2024, 2, 1))
    raw = found.raw
    assert raw is not None
    assert [(v.number, v.created) for v in raw.versions] == [
        (1, datetime(2024, 1, 1, 10, tzinfo=UTC)),
        (2, datetime(2024, 2, 1, 11, 12, 13, tzinfo=UTC)),
    ]
    assert (raw.submitter, raw.comment, raw.codes) == ("Ann Lee", "2 pages", ("68T05, 62H30", "I.2.6"))
    assert raw.authors == (Author("A. Lee", ("MIT",)), Author("B. Dow"))
    assert raw.license == "http://creativecommons.org/licenses/by/4.0/"


def test_arxiv_gives_names_and_affiliations() -> None:
    text = SPLIT.format(id="hep-th/9901001", header=header("hep-th/9901001"))
    (found,) = read_listing(listing(text), "arXiv", "u").records
    assert found.raw is not None
    assert found.raw.authors == (Author("Robert W. Heath, Jr.", ("UT Austin", "NCSU")), Author("Prince"))


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", None),
        ("<resumptionToken/>", None),
        ('<resumptionToken cursor="0" completeListSize="9"></resumptionToken>', None),
        ("<resumptionToken>a|b=1&amp;c\n</resumptionToken>", "a|b=1&c"),
        ('<resumptionToken expirationDate="2024-01-01T00:00:00Z">t</resumptionToken>', "t"),
    ],
)
def test_tokens_are_opaque_and_their_attributes_optional(token: str, expected: str | None) -> None:
    assert read_listing(listing(raw_record("2401.00001"), token=token), "arXivRaw", "u").token == expected


def test_a_deleted_record_has_no_metadata() -> None:
    deleted = header("2401.00002", " status='deleted'")
    (found,) = read_listing(listing(f"<record>{deleted}</record>"), "arXivRaw", "u").records
    assert (found.id, found.raw) == ("2401.00002", None)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (raw_record("2401.00009").replace("<title>", "<x>").replace("</title>", "</x>"), "no title"),
        (raw_record("2401.00009").replace("<id>2401.00009", "<id>2401.00008"), "another paper"),
        (raw_record("2401.00009").replace("Mon, 1 Jan 2024", "Someday"), "Someday"),
        (raw_record("2401.00009").replace("version=", "x="), "2401.00009"),
        (raw_record("2401.00009").replace("A. Lee (MIT), B. Dow", ""), "no authors"),
        (raw_record("2401.00009").replace("oai:arXiv.org:2401.00009", "oai:x:9"), "identifier"),
        (raw_record("2401.00009").replace("2024-02-01</datestamp>", "today</datestamp>"), "today"),
        (raw_record("2401.00009").replace("arXivRaw", "other"), "format"),
    ],
)
def test_a_bad_record_is_told_of_and_the_others_count(bad: str, why: str) -> None:
    found = read_listing(listing(bad, raw_record("2401.00001")), "arXivRaw", "u")
    assert [listed.id for listed in found.records] == ["2401.00001"]
    assert len(found.problems) == 1
    assert why in found.problems[0]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>One moment</body></html>",
        listing(raw_record("2401.00001"))[:-20],
        listing(raw_record("2401.00001").replace("more", "m\x01re")),
        listing(raw_record("2401.00001").replace("more", "mör")).decode().encode("latin-1"),
        listing(),
        answer(""),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + listing(raw_record("2401.00001")).partition(b"?>")[2],
    ],
)
def test_what_is_no_whole_answer_is_not_believed(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        read_listing(body, "arXivRaw", "u")


def test_no_match_is_an_empty_list_and_a_dead_token_an_expired_one() -> None:
    empty = read_listing(answer('<error code="noRecordsMatch">none</error>'), "arXiv", "u")
    assert (empty.records, empty.token, empty.expired) == ((), None, False)
    assert read_listing(answer('<error code="badResumptionToken">old</error>'), "arXiv", "u").expired


def test_other_errors_are_refusals_that_say_what_arxiv_said() -> None:
    with pytest.raises(Refused, match="badArgument: no such set"):
        read_listing(answer('<error code="badArgument">no such set</error>'), "arXiv", "u")
