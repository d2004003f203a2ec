"""Conditions, ranges and encodings, as RFC 9110 has them."""

import pytest

from feeds.sending.conditional import Decision, Resource, decide, headers_for, http_date, negotiated

CHANGED = 1_750_000_000
RESOURCE = Resource("abc", 100, "application/atom+xml", modified=CHANGED, settled=CHANGED, compressible=True)


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("gzip;q=0.5, identity;q=1", ""),
        ("GZIP", "gzip"),
        ("gzip;q=high", ""),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
    ],
)
def test_the_encoding_is_the_best_that_the_client_takes(accept: str, encoding: str) -> None:
    assert negotiated(accept) == encoding


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if-none-match": '"abc"'}, 304),
        ({"if-none-match": 'W/"abc"'}, 304),
        ({"if-none-match": '"x", "abc-gzip"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"abcd"'}, 200),
        ({"if-none-match": "abc"}, 200),
        ({"if-modified-since": http_date(CHANGED)}, 304),
        ({"if-modified-since": http_date(CHANGED + 9)}, 304),
        ({"if-modified-since": http_date(CHANGED - 1)}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-none-match": '"x"', "if-modified-since": http_date(CHANGED)}, 200),
        ({"if-none-match": '"abc"', "if-modified-since": http_date(CHANGED - 9)}, 304),
        ({"if-match": '"abc"'}, 200),
        ({"if-match": 'W/"abc"'}, 412),
        ({"if-match": '"x"'}, 412),
        ({"if-unmodified-since": http_date(CHANGED - 1)}, 412),
        ({"if-unmodified-since": http_date(CHANGED)}, 200),
    ],
)
def test_conditions_decide_in_their_order(headers: dict[str, str], status: int) -> None:
    assert decide("GET", headers, RESOURCE).status == status
    assert decide("HEAD", headers, RESOURCE).status == status


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-9", (206, 0, 10)),
        ("bytes=90-", (206, 90, 100)),
        ("bytes=-10", (206, 90, 100)),
        ("bytes=-1000", (206, 0, 100)),
        ("bytes=99-5000", (206, 99, 100)),
        ("Bytes = 5 - 6", (206, 5, 7)),
        ("bytes=100-", (416, 0, None)),
        ("bytes=-0", (416, 0, None)),
        ("bytes=9-5", (200, 0, None)),
        ("bytes=-", (200, 0, None)),
        ("bytes=0-1,5-6", (200, 0, None)),
        ("lines=1-2", (200, 0, None)),
        ("bytes=" + "9" * 30 + "-", (200, 0, None)),
    ],
)
def test_one_range_is_a_part_and_anything_odd_is_the_whole(wanted: str, part: tuple[int, int, int | None]) -> None:
    decision = decide("GET", {"range": wanted}, RESOURCE)
    assert (decision.status, decision.start, decision.end) == part


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        ('"abc"', 206),
        ('W/"abc"', 200),
        ('"abc-gzip"', 200),
        (http_date(CHANGED), 206),
        (http_date(CHANGED + 1), 200),
    ],
)
def test_a_part_goes_on_only_from_the_same_bytes(if_range: str, status: int) -> None:
    assert decide("GET", {"range": "bytes=0-9", "if-range": if_range}, RESOURCE).status == status


def test_a_part_is_of_the_bytes_as_they_are() -> None:
    assert decide("GET", {"range": "bytes=0-9", "accept-encoding": "gzip"}, RESOURCE) == Decision(206, "", 0, 10)
    assert decide("HEAD", {"range": "bytes=0-9"}, RESOURCE).status == 200


def test_a_304_repeats_the_tag_that_the_client_has() -> None:
    decision = decide("GET", {"if-none-match": '"abc-gzip"', "accept-encoding": "br"}, RESOURCE)
    lines = dict(headers_for(decision, RESOURCE, 0, "max-age=1"))
    assert lines["etag"] == '"abc-gzip"'
    assert "content-type" not in lines
    assert lines["vary"] == "Accept-Encoding"


def test_between_writing_and_renaming_nobody_has_seen_the_bytes() -> None:
    fresh = Resource("abc", 100, "text/html", modified=CHANGED, settled=CHANGED + 60)
    statuses = {
        second: decide("GET", {"if-modified-since": http_date(CHANGED + second)}, fresh).status
        for second in (-1, 0, 30, 60, 61)
    }
    assert statuses == {-1: 200, 0: 304, 30: 200, 60: 200, 61: 304}


def test_a_second_that_is_not_over_is_no_validator() -> None:
    fresh = Resource("abc", 100, "text/html")
    assert "last-modified" not in dict(headers_for(Decision(200), fresh, 100, ""))
    assert decide("GET", {"if-modified-since": http_date(CHANGED)}, fresh).status == 200


@pytest.mark.parametrize(
    ("version", "is_large", "encoding"), [("1.1", True, "br"), ("1.0", True, ""), ("1.0", False, "br")]
)
def test_a_large_resource_is_not_compressed_for_who_knows_no_chunks(
    version: str, is_large: bool, encoding: str
) -> None:
    resource = Resource("abc", 1 << 30, "application/json", compressible=True, is_large=is_large)
    assert decide("GET", {"accept-encoding": "br"}, resource, version) == Decision(200, encoding)


def test_what_is_gone_has_no_conditions_parts_or_encodings() -> None:
    gone = Resource("abc", 100, "text/html", modified=CHANGED, compressible=True, is_gone=True)
    asked = {"range": "bytes=0-9", "accept-encoding": "br", "if-none-match": '"abc"', "if-match": '"x"'}
    assert decide("GET", asked, gone) == Decision(410)
    assert dict(headers_for(Decision(410), gone, 100, "public")) == {
        "content-type": "text/html",
        "cache-control": "public",
        "content-length": "100",
    }


@pytest.mark.parametrize(
    ("status", "has_no_body"), [(200, False), (206, False), (410, False), (304, True), (416, True)]
)
def test_some_answers_are_headers_alone(status: int, has_no_body: bool) -> None:
    assert Decision(status).has_no_body == has_no_body
