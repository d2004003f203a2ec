"""What an error of the file system means for whoever publishes, and what to do (pure)."""

from __future__ import annotations

import errno
from pathlib import Path

from enrich.errors import CannotPublish

AS_IT_WAS = "it is as it was"


def cannot_publish(out: Path, wrong: OSError, state: str = AS_IT_WAS) -> CannotPublish:
    """The error for whoever publishes to `out`, which is in this state."""
    why = {
        errno.ENOSPC: "the disk is full: make room",
        errno.EDQUOT: "the disk quota is used up: make room",
        errno.EROFS: "it is on a read-only file system: name another folder in [site] out",
        errno.EACCES: "it may not be written: give yourself the right, or name another folder in [site] out",
        errno.EPERM: "it may not be written: give yourself the right, or name another folder in [site] out",
        errno.EXDEV: "it is on another file system than the rest of out/: move it there",
        errno.EISDIR: "a folder stands where a file goes: move it away",
        errno.ENOTDIR: "a file stands where a folder goes: move it away",
        errno.EEXIST: "a file, or a link to nothing, stands where a folder goes: move it away",
    }.get(wrong.errno or 0, "see to that")
    return CannotPublish(
        f"{wrong.filename or out}: {wrong.strerror or wrong}; {why}, then publish again. {out}: {state}"
    )
