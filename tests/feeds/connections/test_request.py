"""A request says once which host it asks."""

import pytest

from feeds.connections.request import BadRequest, check_host, with_path


@pytest.mark.parametrize(
    "host",
    ["x", "feeds.example.org", "feeds.example.org:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000", "a_b.example", "xn--a",
     " x ", "x:"],
)  # fmt: skip
def test_a_host_is_a_name_or_an_address_with_or_without_port(host: str) -> None:
    check_host([(b"accept", b"*/*"), (b"host", host.encode())], "1.1")


@pytest.mark.parametrize(
    "host",
    ["", " ", "a b", "a,b", "a/b", "user@a", "a:b", "a:1:2", "a:123456", "<a>", 'a"', "a\\b", "[::1", "[x]", "a?b", "a#b",
     "\u00e9", "a;b", "http://a"],
)  # fmt: skip
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(BadRequest, match="not a host"):
        check_host([(b"host", host.encode())], "1.1")
    with pytest.raises(BadRequest):
        check_host([(b"host", host.encode())], "1.0")


def test_it_is_there_once_and_only_http_1_0_may_leave_it_out() -> None:
    check_host([], "1.0")
    with pytest.raises(BadRequest, match="without"):
        check_host([], "1.1")
    for version in ("1.0", "1.1"):
        with pytest.raises(BadRequest, match="more than one"):
            check_host([(b"host", b"x"), (b"host", b"x")], version)


@pytest.mark.parametrize(
    ("target", "whole"),
    [(b"http://a", b"http://a/"), (b"HTTPS://a:1", b"HTTPS://a:1/"), (b"http://a/b", b"http://a/b"), (b"/", b"/"), (b"*", b"*")],
)  # fmt: skip
def test_a_target_without_a_path_is_the_root(target: bytes, whole: bytes) -> None:
    assert with_path(target) == whole
