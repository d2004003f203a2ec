"""The operator's page: who has the token sees everything, nobody else anything, and guessing is slow and logged."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from pathlib import Path

import pytest

from feeds.connections import gate
from tests.support.keeping import keep
from tests.support.papers import paper
from tests.support.serving import serving

TOKEN = "sixteen-letters-and-more"
ADMIN = {"admin_token": TOKEN}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SLOWLY", 0.0)


def basic(password: str) -> str:
    return f"Basic {b64encode(f'me:{password}'.encode()).decode()}"


def test_without_a_token_in_the_settings_there_is_no_such_page(tmp_path: Path) -> None:
    with serving(tmp_path, [paper()]) as site:
        assert site.get("/admin/status", Authorization=f"Bearer {TOKEN}")[0] == 404
        assert site.get("/admin/status", Authorization="Bearer ")[0] == 404


@pytest.mark.parametrize("authorization", [f"Bearer {TOKEN}", f"bearer  {TOKEN}", basic(TOKEN)])
def test_the_token_shows_the_whole_and_nobody_keeps_it(authorization: str, tmp_path: Path) -> None:
    with serving(tmp_path, [paper()], serve=ADMIN) as site:
        keep(site.store, [paper()], document="/srv/secret/list.txt")
        status, headers, body = site.get("/admin/status", Authorization=authorization)
    assert status == 200
    assert b"/srv/secret/list.txt" in body
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
    assert b'href="../static/style.css"' in body
    assert b'<a href="../admin/review">Who is who: no open questions</a>' in body
    assert TOKEN.encode() not in body


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        f"Token {TOKEN}",
        f"Bearer {TOKEN}x",
        basic("wrong"),
        "Basic !!",
        f"Basic {TOKEN}",
    ],
)
def test_without_it_the_page_says_nothing(authorization: str | None, tmp_path: Path) -> None:
    with serving(tmp_path, [paper()], serve=ADMIN) as site:
        more = {} if authorization is None else {"Authorization": authorization}
        status, headers, body = site.get(f"/admin/status?token={TOKEN}&admin_token={TOKEN}", **more)
    assert (status, headers["www-authenticate"].partition(" ")[0]) == (401, "Basic")
    assert b"list.txt" not in body


def test_a_wrong_token_is_logged_with_time_and_address_but_not_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), serving(tmp_path, serve=ADMIN) as site:
        site.get("/admin/status", Authorization="Bearer a-wrong-one")
        site.get("/admin/status")
    (line,) = [record.getMessage() for record in caplog.records if "admin_token" in record.getMessage()]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 127\.0\.0\.1: a wrong admin_token", line)
    assert "a-wrong-one" not in line


def test_who_guesses_is_told_to_wait_even_when_right(tmp_path: Path) -> None:
    with serving(tmp_path, serve=ADMIN) as site:
        found = [site.get("/admin/status", Authorization=f"Bearer {n}")[0] for n in range(gate.MOST + 1)]
        late = site.get("/admin/status", Authorization=f"Bearer {TOKEN}")
    assert found == [*[401] * gate.MOST, 429]
    assert (late[0], late[1]["retry-after"]) == (429, "60")
