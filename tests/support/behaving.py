"""Documents whose bytes never come, loaded by the process that reads them: light, since loading it counts as reading."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path


def pieces(body: bytes, behaviour: str, sign: str) -> Iterator[bytes]:
    """A document's bytes; `sign` is a file that is there after the first reading began."""
    first = not Path(sign).exists()
    Path(sign).touch()
    if behaviour == "always" or (behaviour == "once" and first):
        threading.Event().wait()
    if behaviour == "gone":
        raise FileNotFoundError(2, "it is gone")
    yield body
