"""The body of an answer, decompressed piece by piece, so that neither a bomb nor a cut goes unnoticed (pure)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from enrich.errors import BadAnswer

PIECE = 1 << 20
"""Bytes that are decompressed at a time: what a bomb can cost beyond the limit."""
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def unpacked(pieces: Iterable[bytes], encoding: str, limit: int, url: str) -> bytes:
    """The whole body; raises BadAnswer when it is larger than `limit` bytes, cut off, or packed in an unknown way."""
    encoding = encoding.strip().lower()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        pieces = inflated(pieces, url)
    elif encoding not in {"", "identity"}:
        raise BadAnswer(f"{url} answered in the encoding {encoding!r}, which was not asked for", url)
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise BadAnswer(f"{url} sends more than {limit >> 20} MB; the rest was not read", url)
    return bytes(body)


def inflated(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    """The content of gzip or zlib data, in pieces of at most 1 MiB."""
    inflate = zlib.decompressobj(GZIP_OR_ZLIB)
    begun = False
    try:
        for piece in pieces:
            while piece:
                if inflate.eof:
                    inflate = zlib.decompressobj(GZIP_OR_ZLIB)
                begun = True
                yield inflate.decompress(piece, PIECE)
                piece = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise BadAnswer(f"{url} sends damaged compressed data ({error})", url) from error
    if begun and not inflate.eof:
        raise BadAnswer(f"{url} sends compressed data that is cut off", url)
