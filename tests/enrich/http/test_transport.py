from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import BadAnswer
from enrich.http.transport import PIECE, inflated, unpacked

URL = "http://127.0.0.1/x"
PACKERS: list[Callable[[bytes], bytes]] = [lambda data: gzip.compress(data), lambda data: zlib.compress(data)]


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[k : k + size] for k in range(0, len(data), size)]


@given(content=st.binary(max_size=3000), size=st.integers(1, 500), pack=st.sampled_from(PACKERS))
def test_what_was_packed_comes_out_however_it_is_cut(content: bytes, size: int, pack: Callable[[bytes], bytes]) -> None:
    assert unpacked(cut(pack(content), size), "gzip", 1 << 20, URL) == content


@given(content=st.binary(min_size=1, max_size=3000), lost=st.integers(1, 20))
def test_a_cut_never_goes_unnoticed(content: bytes, lost: int) -> None:
    packed = gzip.compress(content)
    with pytest.raises(BadAnswer):
        unpacked([packed[: max(1, len(packed) - lost)]], "gzip", 1 << 20, URL)


def test_a_bomb_comes_out_in_small_pieces() -> None:
    bomb = gzip.compress(bytes(32 << 20))
    assert max(len(piece) for piece in inflated([bomb], URL)) <= PIECE


def test_no_more_is_unpacked_than_the_limit_needs() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for piece in cut(gzip.compress(bytes(64 << 20)), 1000):
            taken += 1
            yield piece

    with pytest.raises(BadAnswer, match="more than 2 MB"):
        unpacked(pieces(), "gzip", 2 << 20, URL)
    assert taken < 10


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_what_is_not_packed_stays_as_it_is(encoding: str) -> None:
    assert unpacked([b"a", b"b"], encoding, 9, URL) == b"ab"


def test_an_empty_body_is_empty_however_it_says_it_is_packed() -> None:
    assert unpacked([], "gzip", 9, URL) == b""
