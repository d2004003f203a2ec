"""Who has the token, and by which name: what a browser and a program send."""

from __future__ import annotations

from base64 import b64encode

import pytest

from feeds.connections.gate import name_of, token_of


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("authorization", "name", "token"),
    [
        (basic("ada:secret"), "ada", b"secret"),
        (basic("ada:with:colons"), "ada", b"with:colons"),
        (basic(":secret"), "", b"secret"),
        (basic("Zoë:secret"), "Zoë", b"secret"),
        ("Bearer secret", "", b"secret"),
        ("bearer  secret ", "", b"secret"),
        ("Basic !!", "", b""),
        ("Digest x", "", None),
        ("", "", None),
    ],
)
def test_name_and_token_are_read_from_the_header(authorization: str, name: str, token: bytes | None) -> None:
    assert (name_of(authorization), token_of(authorization)) == (name, token)
