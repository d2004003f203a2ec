"""Bytes that are neither UTF-8 nor declared -> the encoding that they are in, for scripts that Windows-1252 has not (pure).

The only user of charset-normalizer. Encodings: https://encoding.spec.whatwg.org/#legacy-multi-byte-chinese-(simplified)-encoders.
"""

from __future__ import annotations

LABELS = {
    "cp1251": "Windows-1251", "koi8_r": "KOI8-R", "cp932": "Shift JIS", "euc_jp": "EUC-JP", "gb18030": "GB 18030",
    "big5": "Big5", "euc_kr": "EUC-KR", "cp1253": "Windows-1253",
}  # fmt: skip
"""Encodings that are looked for, and what people call them."""
_SAMPLE = 16_384
"""Bytes of lines beyond ASCII that are looked at."""
_LEAST = 4
"""Bytes that are not UTF-8 from which a script can be known."""


def encoding_of_script(head: bytes) -> str | None:
    """The encoding of a text whose beginning this is; None when the bytes are damaged UTF-8, or say too little."""
    sample = b"\n".join(line for line in head.split(b"\n")[:-1] or [head] if not line.isascii())[:_SAMPLE]
    as_utf8 = sample.decode("utf-8", "replace")
    damaged = as_utf8.count("\N{REPLACEMENT CHARACTER}")
    if damaged < _LEAST or sum(char > "\x7f" for char in as_utf8) - damaged >= damaged:
        return None
    from charset_normalizer import from_bytes  # few documents need it, and it takes long to load

    best = from_bytes(sample.rpartition(b"\n")[0] or sample, cp_isolation=list(LABELS)).best()
    return best.encoding if best else None
