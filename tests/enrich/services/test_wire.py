from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import BadAnswer, NotThere, Refused
from enrich.http.messages import Response
from enrich.services import wire

WHEN = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
WALL = b"<!doctype html><html><head><title>Making sure you&#39;re not a bot!</title></head></html>"
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def answer(body: bytes, status: int = 200) -> Response:
    return Response(status, {"content-type": "text/html"}, body, "https://api.example.org/works?api_key=secret")


def test_the_body_decides_whatever_its_media_type() -> None:
    assert wire.parsed(answer(b'\xef\xbb\xbf{"results": []}')) == {"results": []}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (WALL, "web page"),
        (b"  ", "nothing"),
        (b'{"results": [{"id": "W1"', "cut off"),
        (b'{"cited": NaN}', "broken"),
        (b'{"cited": Infinity}', "broken"),
        (b"\xff\xfe{}", "broken"),
        (b"[" * 200_000, "broken"),
        (b"1" * 5000, "broken"),
    ],
)
def test_what_is_no_json_is_not_believed(body: bytes, reason: str) -> None:
    with pytest.raises(BadAnswer, match=reason) as caught:
        wire.parsed(answer(body))
    assert "secret" not in str(caught.value)
    assert wire.error_object(answer(body, 429)) == {}


def test_an_answer_that_is_no_object_is_not_believed() -> None:
    with pytest.raises(BadAnswer, match="not an object"):
        wire.parsed_object(answer(b"[]"))
    assert wire.error_object(answer(b'{"retryAfter": 7}', 429)) == {"retryAfter": 7}


def test_a_single_value_where_a_list_is_usual_is_a_list_of_one() -> None:
    assert wire.objects({"name": "A"}) == [{"name": "A"}]
    assert wire.objects([{"name": "A"}, None, "B", 7]) == [{"name": "A"}]
    assert wire.objects(None) == wire.objects(7) == []
    assert wire.texts("one") == ("one",)
    assert wire.texts(["b", None, " b ", "", "a"]) == ("b", "a")
    assert wire.first_prose([None, "", " A  title\n"]) == "A title"


def test_texts_lose_entities_and_tags_but_no_formula() -> None:
    assert wire.as_prose("R&amp;amp;D of <i>E. coli</i> at H<sub>2</sub>O") == "R&D of E. coli at H2O"
    assert wire.as_prose('<mml:math xmlns:mml="x"><mml:mi>α</mml:mi></mml:math>-decay') == "α-decay"
    assert wire.as_prose("for a<b and c>d, x<y") == "for a<b and c>d, x<y"
    assert wire.as_text("a\x00b\ud800\u00a0 c") == "ab c"
    assert wire.as_text("x" * 5000) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Dept. of Physics, Zürich. someone@example.org", "Dept. of Physics, Zürich"),
        ("Dept. of Physics (e-mail: a.b@c.example.ac.uk), Zürich", "Dept. of Physics , Zürich"),
        ("someone@example.org", None),
        ("R&amp;D at 3 @ home", "R&D at 3 @ home"),
        ("Elsewhere Inc.", "Elsewhere Inc."),
        (None, None),
    ],
)
def test_affiliations_have_no_addresses_of_persons(written: Any, name: str | None) -> None:
    assert wire.affiliation_name(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Doe, Jane", "Jane Doe"),
        ("van der Berg,  J. K.", "J. K. van der Berg"),
        ("Jane Doe", "Jane Doe"),
        ("Doe, Jane, Jr.", "Jane Doe Jr."),
        ("Doe, III, Jane", "Jane Doe III"),
        ("John Doe, Jr.", "John Doe Jr."),
        ("Doe,", "Doe"),
        ("王伟", "王伟"),
        ("One, Two, Three and Four", "One, Two, Three and Four"),
        ("", ""),
        (None, ""),
        (["Doe"], ""),
    ],
)
def test_names_are_turned_as_they_are_spoken(written: Any, name: str) -> None:
    assert wire.person_name(written) == name


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-05-08", (date(2024, 5, 8), "day")),
        ("2024-05-08T10:03:31Z", (date(2024, 5, 8), "day")),
        ("2024-05", (date(2024, 5, 1), "month")),
        ("2024", (date(2024, 1, 1), "year")),
        (2024, (date(2024, 1, 1), "year")),
        ("2023-02-31", (date(2023, 2, 1), "month")),
        ("2023-13-01", (date(2023, 1, 1), "year")),
        ("2027-03-01", (date(2027, 3, 1), "day")),
        ("2050-12-01", None),
        ("2027-12-24", None),
        ("0001-01-01", None),
        ("in May", None),
        (True, None),
        (20240508, None),
        (None, None),
    ],
)
def test_dates_are_as_exact_as_they_are_written_and_never_far_ahead(written: Any, read: Any) -> None:
    assert wire.read_date(written, WHEN) == read


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        ([2014, 10, 27], (date(2014, 10, 27), "day")),
        (["2014", "10"], (date(2014, 10, 1), "month")),
        ([2014, None, 3], (date(2014, 1, 1), "year")),
        ([None], None),
        ([], None),
        ([2014.5], None),
        ([9999, 1, 1], None),
    ],
)
def test_date_parts(parts: list[Any], read: Any) -> None:
    assert wire.date_of_parts(parts, WHEN) == read


def test_numbers_also_stand_in_quotation_marks() -> None:
    assert wire.as_number("0.5") == wire.as_share(0.5) == 0.5
    assert wire.as_number(True) is wire.as_number("nan") is wire.as_number([1]) is wire.as_number(10**400) is None
    assert wire.as_share(1.5) is None
    assert wire.as_count("7") == 7
    assert wire.as_count(7.5) is wire.as_count(-1) is None


@given(JSON)
def test_no_value_is_more_than_a_reader_can_bear(value: Any) -> None:
    wire.objects(value)
    wire.texts(value)
    wire.first_prose(value)
    wire.person_name(value)
    wire.as_share(value)
    wire.as_count(value)
    read = wire.read_date(value, WHEN)
    assert read is None or read[0].year <= 2027
    wire.date_of_parts(wire.as_list(value), WHEN)
    wire.as_object(value)


def test_what_a_service_writes_beside_a_refusal_is_read_and_a_page_of_a_proxy_is_nothing() -> None:
    url = "https://api.example.org/works?api_key=secret"
    assert wire.refusal(NotThere("not there", url, b'{"error": "Paper not found"}')) == {"error": "Paper not found"}
    assert wire.refusal(Refused("no", url, 409, b'{"error-code": 9044}')) == {"error-code": 9044}
    for body in (b"", WALL, b"[1]", b'{"error": '):
        assert wire.refusal(NotThere("not there", url, body)) == {}
    problem = wire.unexpected(NotThere("https://api.example.org/works?... does not exist (404)", url, WALL))
    assert "base_url" in str(problem)
    assert "secret" not in f"{problem} {problem.url}"


@pytest.mark.parametrize(("key", "words"), [("hush", "refuses the key (403)"), (None, "without a key (403)")])
def test_a_refused_key_is_named_by_its_setting_and_any_other_error_stays_as_it_is(key: str | None, words: str) -> None:
    refused = Refused("no", "https://api.example.org/works", 403, b"{}")
    error = wire.explained(refused, "A Service", "a_service", key)
    assert isinstance(error, Refused)
    assert words in str(error)
    assert "[services.a_service]" in str(error)
    assert "hush" not in str(error)
    assert (error.url, error.status, error.body) == (refused.url, 403, b"{}")
    for other in (Refused("no", "", 400), NotThere("none"), BadAnswer("odd")):
        assert wire.explained(other, "A Service", "a_service", key) is other
