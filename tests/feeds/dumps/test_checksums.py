"""feeds/dumps/checksums.py: the crc32 of a whole from those of its parts."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from feeds.dumps.checksums import crc32_of


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_the_checksum_of_a_whole_is_that_of_its_parts(parts: list[bytes]) -> None:
    assert crc32_of((zlib.crc32(part), len(part)) for part in parts) == zlib.crc32(b"".join(parts))


def test_parts_may_be_long() -> None:
    first, second = b"abc" * 1_000_003, b"xyz" * 3_000_017
    parts = [(zlib.crc32(first), len(first)), (zlib.crc32(second), len(second))]
    assert crc32_of(parts) == zlib.crc32(first + second)
