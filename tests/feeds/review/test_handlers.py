"""The review over HTTP: everybody may read, whoever has the token may answer, and nobody else's page may do it for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

import pytest

from enrich.database.connection import reading
from enrich.identities.decided.decisions import decisions
from enrich.identities.decided.stored_decision import StoredDecision
from feeds.connections import gate
from feeds.review import handlers
from feeds.review.forms import MOST_BYTES
from tests.support.reviewing import ADMIN, FORM, basic, forms, page_of, post, reviewing
from tests.support.serving import Site


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SLOWLY", 0.0)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with reviewing(tmp_path, serve=ADMIN) as one:
        yield one


def kept(site: Site) -> list[StoredDecision]:
    with reading(site.store.engine) as connection:
        return decisions(connection)


def a_form(site: Site, name: str = "Eve", **more: str) -> dict[str, str]:
    return forms(page_of(site, name))[0] | {"answer": "same", "why": "I know her"} | more


def test_everybody_may_read_and_caches_keep_it_for_a_moment(tmp_path: Path) -> None:
    with reviewing(tmp_path) as site:
        status, headers, body = site.get("/review.html")
        assert (status, headers["cache-control"]) == (200, "public, max-age=60")
        assert b"Lotte Ockerbloem" in body
        assert b"<form" not in body
        assert b"admin/review" not in body
        assert b'href="review.html"' in site.get("/search.html")[2], "the way to it, where a server answers"
        assert b"review.html" not in site.get("/index.html")[2]
        assert site.get("/review.html", If_None_Match=headers["etag"])[0] == 304
        assert site.get("/review.html", method="HEAD")[2] == b""


def test_without_a_token_in_the_settings_nothing_is_taken(tmp_path: Path) -> None:
    with reviewing(tmp_path) as site:
        assert site.get("/admin/review", Authorization=basic())[0] == 404
        assert post(site, {"undo": "1"})[0] == 405
        assert post(site, {"undo": "1"}, address="/review.html")[0] == 405


def test_an_answer_is_kept_with_who_gave_it_and_is_undone(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    public = site.get("/review.html")[2]
    status, headers, _ = post(site, a_form(site, "Zoë", answer="unsure"), Authorization=basic("Zoë"))
    assert (status, headers["location"], headers["cache-control"]) == (303, "review", "no-store")
    (one,) = kept(site)
    assert (one.answer, one.who, one.why) == ("unsure", "Zoë", "I know her")
    assert site.get("/review.html")[2] != public
    assert any("unsure" in record.getMessage() and "Zoë" in record.getMessage() for record in caplog.records)
    undo = next(fields for fields in forms(page_of(site, "Eve")) if "undo" in fields)
    assert post(site, undo)[0] == 303
    assert kept(site) == []
    assert site.get("/review.html")[2] == public


def test_a_page_with_forms_is_nobodys_but_the_operators(site: Site) -> None:
    status, headers, body = site.get("/admin/review", Authorization=basic())
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "form-action 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "set-cookie" not in headers
    assert ADMIN["admin_token"].encode() not in body
    for wrong in ({}, {"Authorization": basic(token="wrong")}, {"Authorization": "Bearer"}):
        status, headers, body = site.get("/admin/review", **wrong)
        assert (status, headers["www-authenticate"].partition(" ")[0]) == (401, "Basic")
        assert b"Wei Wang" not in body


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": None, "Origin": "https://evil.example.org"},
        {"Sec_Fetch_Site": None, "Origin": "null"},
        {"Sec_Fetch_Site": None, "Origin": "http://127.0.0.1:1"},
    ],
)
def test_another_sites_form_is_refused_even_with_the_token_and_a_seal(
    site: Site, headers: dict[str, str | None]
) -> None:
    assert post(site, a_form(site), **headers)[0] == 403
    assert kept(site) == []


def test_a_browser_without_sec_fetch_site_a_program_and_a_proxy_may(site: Site) -> None:
    undo = []
    for headers in (
        {"Sec_Fetch_Site": None},
        {"Sec_Fetch_Site": None, "Origin": None},
        {"Sec_Fetch_Site": None, "Origin": "https://feeds.example.org"},
    ):
        assert post(site, a_form(site), **headers)[0] == 303
        undo = [fields for fields in forms(page_of(site)) if "undo" in fields]
        assert post(site, undo[0])[0] == 303


@pytest.mark.parametrize(
    "change",
    [
        {"form_token": ""},
        {"form_token": "1.00"},
        {"seen": "0" * 32},
        {"undo": "1"},
    ],
)
def test_a_form_that_was_not_sealed_for_this_is_refused(site: Site, change: dict[str, str]) -> None:
    status, _, body = post(site, a_form(site) | change)
    assert (status, b"Nothing was kept" in body) == (403, True)
    assert kept(site) == []


def test_a_seal_is_no_other_persons_and_of_no_other_question(site: Site) -> None:
    assert post(site, a_form(site, "Eve"), Authorization=basic("Bob"))[0] == 403
    first, second = forms(page_of(site))[:2]
    assert post(site, first | {"answer": "same", "form_token": second["form_token"]})[0] == 403
    mixed = first | {"answer": "same", "left": second["left"], "right": second["right"]}
    assert post(site, mixed)[0] == 409
    assert kept(site) == []


@pytest.mark.parametrize("authorization", [None, "", "Bearer wrong", "Basic !!", basic(token="wrong")])
def test_without_the_token_nothing_is_kept(site: Site, authorization: str | None) -> None:
    assert post(site, a_form(site), Authorization=authorization)[0] == 401
    assert kept(site) == []


def test_what_is_open_no_more_is_not_answered(site: Site) -> None:
    fields = a_form(site)
    assert post(site, fields)[0] == 303
    status, _, body = post(site, fields | {"answer": "different"})
    assert (status, b"no longer open" in body) == (409, True)
    undo = next(fields for fields in forms(page_of(site)) if "undo" in fields)
    assert [post(site, undo)[0] for _ in range(2)] == [303, 409]
    assert kept(site) == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x" * (MOST_BYTES + 1), {}, 413),
        (b"why=" + b"x" * 5_000_000, {}, 413),
        (b"x", {"Content_Length": "999999999999"}, 413),
        (b"", {}, 400),
        (b"\xff\xfe\x00", {}, 400),
        (b"answer=same", {}, 400),
        (b"left=nobody+1&right=nobody+2&answer=same&seen=x&form_token=x", {}, 403),
        (b"undo=1;DROP", {}, 400),
        (b'{"undo": 1}', {"Content_Type": "application/json"}, 415),
        (b"undo=1", {"Content_Type": "text/plain"}, 415),
        (b"undo=1", {"Content_Type": "multipart/form-data; boundary=x"}, 415),
        (b"undo=1", {"Content_Type": None}, 415),
    ],
)
def test_hostile_bodies_are_refused_and_the_server_goes_on(
    site: Site, body: bytes, headers: dict[str, str], status: int
) -> None:
    try:
        assert post(site, body, **headers)[0] == status
    except (BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
        assert len(body) > MOST_BYTES
    assert kept(site) == []
    assert site.get("/review.html")[0] == 200


def test_a_body_in_pieces_is_bounded_too(site: Site) -> None:
    head = (
        f"POST /admin/review HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nAuthorization: {basic()}\r\n"
        f"Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    pieces = b"".join(b"400\r\n" + b"x" * 1024 + b"\r\n" for _ in range(MOST_BYTES // 1024 + 1)) + b"0\r\n\r\n"
    assert site.raw(head.encode() + pieces).split(b"\r\n")[0].split()[1] == b"413"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "post", "BREW"])
def test_other_methods_do_nothing(site: Site, method: str) -> None:
    with suppress(ConnectionResetError):
        assert post(site, a_form(site), method=method)[0] in {400, 405}
    assert kept(site) == []


@pytest.mark.parametrize("address", ["/admin/status", "/admin/", "/", "/review.html", "/search.html", "/admin/review/"])
def test_no_other_address_takes_a_post(site: Site, address: str) -> None:
    assert post(site, a_form(site), address=address)[0] in {404, 405}
    assert kept(site) == []


def test_a_get_decides_nothing(site: Site) -> None:
    query = urlencode(a_form(site))
    assert site.get(f"/admin/review?{query}", Authorization=basic())[0] == 200
    assert kept(site) == []


def test_more_answers_than_can_wait_are_sent_away(site: Site) -> None:
    fields = a_form(site)
    with patch.object(handlers, "WAITING", 0):
        status, headers, _ = post(site, fields)
    assert (status, headers["retry-after"]) == (503, "2")
    assert kept(site) == []


def test_who_guesses_waits_on_this_page_too(site: Site) -> None:
    found = [post(site, {"undo": "1"}, Authorization=f"Bearer {n}")[0] for n in range(gate.MOST + 1)]
    assert found == [*[401] * gate.MOST, 429]
    assert site.get("/admin/review", Authorization=basic())[0] == 429
