"""What of an address may be kept and shown, and what tells documents apart all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.addresses import CUT, addresses_shown, is_web, key, shown, unlike, without_user
from enrich.errors import CannotRead, NotThere, PaperwireError


@pytest.mark.parametrize(
    ("address", "as_shown"),
    [
        ("https://host.org/x", "https://host.org/x"),
        ("https://host.org:8080/@user/feed!", "https://host.org:8080/@user/feed!"),
        ("https://bob:hunter2@host.org/x?token=SECRET#part", f"https://host.org/x{CUT}"),
        ("https://bob@host.org", f"https://host.org{CUT}"),
        ("https://host.org/x?token=SECRET", f"https://host.org/x{CUT}"),
        ("https://host.org/x?", "https://host.org/x"),
        ("https://host.org/x#SECRET", "https://host.org/x"),
        ("https://bob:a@b:c@host.org/x", f"https://host.org/x{CUT}"),
        ("https://bob:hun ter2@host.org/x?a b", f"https://host.org/x{CUT}"),
        ("https://bob:hunter2/x@host.org/", f"https://{CUT}"),
        ("https://bob:hunter2@[::1]:80/x", f"https://[::1]:80/x{CUT}"),
        ("https://bob:hunter2@", f"https://{CUT}"),
        ("sqlite:///paperwire.db", "sqlite:///paperwire.db"),
        ("https://[bob:hunter2@host", f"https://{CUT}"),
    ],
)
def test_an_address_is_shown_without_what_is_secret_in_it(address: str, as_shown: str) -> None:
    assert shown(address) == as_shown
    assert shown(as_shown) == as_shown


_PART = st.text("abcXYZ019-._~%", min_size=1, max_size=12).map(lambda text: f"S3cr{text}")


@given(_PART, _PART, _PART, _PART)
def test_no_secret_is_left_in_an_error_whatever_it_says(user: str, password: str, query: str, fragment: str) -> None:
    address = f"https://{user}:{password}@host.org/feed?token={query}#{fragment}"
    for error in (PaperwireError(f"x {address}: no"), NotThere(f"({address}).", address), CannotRead(address, address)):
        message = f"{error} {vars(error).get('url')} {vars(error).get('problem')}"
        assert not any(part in message for part in (user, password, query, fragment))
        assert "https://host.org/feed" in message


def test_documents_whose_addresses_differ_in_what_is_secret_are_told_apart() -> None:
    addresses = [
        "https://host.org/x", "https://host.org/x?a=1", "https://host.org/x?a=2", "https://host.org/x#b",
        "https://u:p@host.org/x", "https://u:q@host.org/x",
    ]  # fmt: skip
    assert len({key(address) for address in addresses}) == len(addresses)
    assert {shown(key(address)).removesuffix(CUT) for address in addresses} == {"https://host.org/x"}
    assert key(addresses[0]) == addresses[0]
    assert "a=1" not in key(addresses[1])


def test_addresses_within_a_text_are_cut_and_the_rest_stays() -> None:
    text = 'see https://u:p@a.org/x?t=1: "https://b.org/y?z" (http://c.org/), 12:30 and a@b.org'
    assert (
        addresses_shown(text) == f'see https://a.org/x{CUT}: "https://b.org/y{CUT}" (http://c.org/), 12:30 and a@b.org'
    )
    assert addresses_shown(addresses_shown(text)) == addresses_shown(text)


def test_links_of_an_answer_do_not_repeat_the_secrets_of_the_question() -> None:
    source = "https://u:p@host.org/feed?token=abcdefgh&x=1"
    assert unlike("https://host.org/paper?token=abcdefgh", source) == f"https://host.org/paper{CUT}"
    assert unlike("https://host.org/paper?key=abcdefgh", source) == f"https://host.org/paper{CUT}"
    assert unlike("https://u:p@host.org/paper?id=3", source) == "https://host.org/paper?id=3"
    assert unlike("arXiv:2501.00001", source) == "arXiv:2501.00001"
    assert without_user("https://u:p@hub.org/?push=hub") == "https://hub.org/?push=hub"


def test_a_file_is_no_address_of_the_web() -> None:
    assert not any(is_web(name) for name in ("inbox/list.txt", "standard input", "httpd.txt", "http:/x"))
    assert is_web("HTTPS://host.org/x")


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://bob:hunter2@lab.example/page?token=SECRET", "https://lab.example/page"),
        ("https://lab.example/page?id=7&token=SECRET&year=2024", "https://lab.example/page?id=7&year=2024"),
        ("https://lab.example/page?id=7&access_token=SECRET#part", "https://lab.example/page?id=7#part"),
        ("https://lab.example/page#access_token=SECRET", "https://lab.example/page"),
        ("https://b.example/x?X-Amz-Signature=SECRET&X-Amz-Date=SECRET", "https://b.example/x"),
        ("https://b.example/x?sig=SECRET&amp;id=7", "https://b.example/x?id=7"),
        ("https://b.example/x?%74oken=SECRET", "https://b.example/x"),
        (
            "https://b.example/?id=7&year=2024&keyword=a&author=b",
            "https://b.example/?id=7&year=2024&keyword=a&author=b",
        ),
        ("https://b.example/x?v=1;2", "https://b.example/x?v=1;2"),
    ],
)
def test_secrets_are_cut_from_links_and_what_leads_to_a_page_stays(link: str, kept: str) -> None:
    assert unlike(link, "") == kept
    assert unlike(f"See {link} there.", "https://lab.example/feed?token=other") == f"See {kept} there."
