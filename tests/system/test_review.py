"""The review in a real browser: it can be used without script, answers nothing by mistake, and axe finds nothing wrong with it.

Skipped where Chromium or axe is not installed; with PAPERWIRE_REQUIRE_TOOLS=1 that is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright import sync_api

from enrich.database.connection import reading
from enrich.identities.decided.decisions import decisions
from tests.support.reviewing import ADMIN, TOKEN, reviewing
from tests.support.serving import Site, serving
from tests.system.test_accessibility import axe, violations  # noqa: F401 - fixture
from tests.system.test_browser import chromium  # noqa: F401 - fixture


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with reviewing(tmp_path, serve=ADMIN) as one:
        one.publish()
        yield one


@pytest.fixture(params=[(1000, "light"), (1000, "dark"), (320, "light"), (320, "dark")], ids=str)
def tab(request: pytest.FixtureRequest, chromium: sync_api.Browser) -> Iterator[sync_api.Page]:  # noqa: F811
    """A tab of somebody who knows the token."""
    width, scheme = request.param
    with chromium.new_context(
        http_credentials={"username": "Eve", "password": TOKEN},
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    ) as context:
        yield context.new_page()


@pytest.fixture
def plain(chromium: sync_api.Browser) -> Iterator[sync_api.Page]:  # noqa: F811
    """The same in a browser without script."""
    with chromium.new_context(
        http_credentials={"username": "Eve", "password": TOKEN}, java_script_enabled=False
    ) as context:
        yield context.new_page()


def address(site: Site, path: str) -> str:
    return f"http://127.0.0.1:{site.port}/{path}"


def answers(site: Site) -> list[tuple[str, str, str]]:
    with reading(site.store.engine) as connection:
        return [(one.answer, one.who, one.why) for one in decisions(connection)]


def test_axe_finds_nothing_wrong_with_the_review(site: Site, tab: sync_api.Page, axe: str) -> None:  # noqa: F811
    tab.goto(address(site, "admin/review"))
    tab.get_by_role("button", name="Cannot tell").first.click()
    assert tab.locator("#decided").count() == 1
    width = (tab.viewport_size or {})["width"]
    for path in ("admin/review", "review.html"):
        tab.goto(address(site, path))
        assert violations(tab, axe) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_somebody_answers_and_undoes_without_script(site: Site, plain: sync_api.Page) -> None:
    plain.goto(address(site, "review.html"))
    plain.get_by_role("link", name="Answer them").click()
    before = plain.locator("section.question").count()
    plain.get_by_label("Why").first.fill("known to me")
    plain.get_by_role("button", name="Cannot tell").first.click()
    assert plain.url == address(site, "admin/review")
    assert answers(site) == [("unsure", "Eve", "known to me")]
    assert plain.locator("section.question").count() == before - 1
    plain.get_by_role("button", name="Undo number 1").click()
    assert answers(site) == []
    plain.get_by_label("The answer is for").first.select_option("1")
    plain.get_by_role("button", name="Two people").first.click()
    assert plain.locator("section.question").count() == 0
    assert {answer for answer, _, _ in answers(site)} >= {"different"}


def test_the_enter_key_answers_nothing(site: Site, plain: sync_api.Page) -> None:
    plain.goto(address(site, "admin/review"))
    plain.get_by_label("Why").first.press("Enter")
    plain.get_by_label("The answer is for").first.press("Enter")
    plain.goto(address(site, "review.html"))
    assert answers(site) == []


def test_a_page_of_another_site_answers_nothing_with_the_browsers_own_password(
    site: Site, plain: sync_api.Page, tmp_path: Path
) -> None:
    """Even one that has got hold of a whole form."""
    plain.goto(address(site, "admin/review"))
    form = plain.locator("section.question form").first.evaluate("one => one.outerHTML")
    stolen = form.replace('action="review"', f'action="{address(site, "admin/review")}"')
    with serving(tmp_path / "evil") as evil:
        (evil.out / "evil.html").parent.mkdir(parents=True, exist_ok=True)
        (evil.out / "evil.html").write_text(f"<!DOCTYPE html><title>x</title>{stolen}", "utf-8")
        for host in ("127.0.0.1", "localhost"):
            page = plain.context.new_page()
            page.route(
                "**/evil.html", lambda route: route.fulfill(path=evil.out / "evil.html", content_type="text/html")
            )
            page.goto(f"http://{host}:{evil.port}/evil.html")
            page.get_by_role("button", name="One person").click()
            assert "page of the review alone" in page.content()
    assert answers(site) == []
