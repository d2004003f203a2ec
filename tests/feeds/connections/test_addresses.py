"""Whose request it is, also behind proxies."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import BadSettings
from enrich.options.site import ServeSettings
from enrich.settings import load
from feeds.connections.addresses import Proxies, counted_as, is_loopback

PROXIES = Proxies([ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48")])


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_ipv6_is_counted_by_its_64(address: str, counted: str) -> None:
    assert counted_as(address) == counted


@pytest.mark.parametrize(
    ("lines", "client"),
    [
        ([("x-forwarded-for", "203.0.113.5")], "203.0.113.5"),
        ([("x-forwarded-for", "198.51.100.1, 203.0.113.5")], "203.0.113.5"),
        ([("x-forwarded-for", "198.51.100.1, 203.0.113.5, 10.1.2.3")], "203.0.113.5"),
        ([("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.5")], "203.0.113.5"),
        ([("x-forwarded-for", "10.0.0.1, 10.0.0.2")], "10.0.0.1"),
        ([("x-forwarded-for", "203.0.113.5:4711")], "203.0.113.5"),
        ([("x-forwarded-for", "[2001:db8::1]:4711")], "2001:db8::1"),
        ([("x-forwarded-for", "2001:db8::1")], "2001:db8::1"),
        ([("x-forwarded-for", "unknown, 10.0.0.1")], "10.0.0.1"),
        ([("x-forwarded-for", "203.0.113.5, junk")], None),
        ([("x-forwarded-for", "")], None),
        ([], None),
        ([("forwarded", "for=198.51.100.1, for=203.0.113.5;proto=https")], "203.0.113.5"),
        ([("forwarded", 'proto=https; For="[2001:db8::1]:4711"')], "2001:db8::1"),
        ([("forwarded", "for=_hidden")], None),
        ([("x-forwarded-for", "203.0.113.5"), ("forwarded", "for=198.51.100.1")], "203.0.113.5"),
        ([("x-forwarded-for", "198.51.100.1, " * 500 + "203.0.113.5")], "203.0.113.5"),
    ],
)
def test_the_client_is_the_last_address_that_no_trusted_proxy_has(
    lines: list[tuple[str, str]], client: str | None
) -> None:
    assert PROXIES.client([(name.encode(), value.encode()) for name, value in lines]) == client


@given(st.binary(max_size=200), st.sampled_from([b"x-forwarded-for", b"forwarded"]))
def test_no_header_does_harm(value: bytes, name: bytes) -> None:
    PROXIES.client([(name, value)])


def test_this_machine_is_told_from_others() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_loopback, ("203.0.113.5", "::2", "", "localhost")))


def test_nobody_is_trusted_unless_the_settings_say_so() -> None:
    assert ServeSettings().trusted_proxies == ()
    assert "127.0.0.1" not in Proxies()
    assert "10.9.9.9" in PROXIES
    assert "11.9.9.9" not in PROXIES
    assert "2001:db8:ffff::7" in PROXIES


@pytest.mark.parametrize("wrong", ['"127.0.0.1"', '["localhost"]', '["10.0.0.1/8"]', "[1.5]"])
def test_a_wrong_proxy_is_told(wrong: str, tmp_path: Path) -> None:
    (tmp_path / "paperwire.toml").write_text(f"[serve]\ntrusted_proxies = {wrong}\n")
    with pytest.raises(BadSettings, match=r"trusted_proxies.*127\.0\.0\.1"):
        load(tmp_path / "paperwire.toml")
