"""The crc32 of a whole from those of its parts, so that what is only copied need not be reckoned again.

Pure. As zlib's crc32_combine, which Python does not offer: a crc32 is a polynomial over two elements, lowest power in the
highest bit; bytes that follow multiply it by x to eight times their number, modulo the polynomial of the checksum
(https://github.com/madler/zlib/blob/v1.3.1/crc32.c).
"""

from __future__ import annotations

from collections.abc import Iterable

_MODULUS = 0xEDB88320
_ONE = 1 << 31
_BITS_OF_A_BYTE = 3
"""As a power of two."""


def crc32_of(parts: Iterable[tuple[int, int]]) -> int:
    """The crc32 of parts in a row; of each its crc32 and its length in bytes."""
    whole = 0
    for checksum, length in parts:
        whole = _product(_power(length), whole) ^ checksum
    return whole


def _product(first: int, second: int) -> int:
    product = 0
    while first:
        if first & _ONE:
            product ^= second
        first = (first << 1) & 0xFFFFFFFF
        second = second >> 1 ^ _MODULUS if second & 1 else second >> 1
    return product


def _powers() -> Iterable[int]:
    power = _ONE >> 1
    while True:
        yield power
        power = _product(power, power)


_SQUARES = tuple(power for power, _ in zip(_powers(), range(64), strict=False))
"""x to the power of 1, 2, 4, 8, ..."""


def _power(length: int) -> int:
    """x to the power of eight times the length."""
    power = _ONE
    for place in range(length.bit_length()):
        if length >> place & 1:
            power = _product(_SQUARES[place + _BITS_OF_A_BYTE], power)
    return power
