"""Keeps what the versions of the readers stand for: a digest of each file that decides how documents and LaTeX are read.

    python -m tests.reading_versions [--same]

Notes the versions as they are now. Without `--same` it refuses when files changed and their version did not: where
anything may be read in another way, raise the version first, so that documents and titles that are stored are read again.
`--same` is for changes after which everything is read as before (names, comments, speed).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from enrich.pipeline.read_sources import READER
from enrich.tex.version import READING

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "data" / "reading_versions.json"


class Reading(NamedTuple):
    """One way of reading that has a version."""

    version: str
    where: str
    """The constant that has the version, and its module."""
    files: tuple[str, ...]
    """Patterns below enrich/."""


DOCUMENT_ROOMS = (
    "citations", "containers", "conversion", "documents", "gleaning", "identifiers", "items", "listings", "parsers", "prose", "readers",
    "references", "tree",
)  # fmt: skip
"""All that stands between the bytes of a document and its mentions; LaTeX has a version of its own."""
_WORDS = (
    "titles/name_signs.py",
    "titles/normalise.py",
    "titles/words.py",
    "titles/remarks.py",
    "titles/sentences.py",
    "titles/title_words.txt",
    "names.py",
    "months.py",
    "text.py",
)
READINGS = {
    "documents": Reading(
        READER, "READER in enrich/pipeline/read_sources.py", (*(f"{room}/**/*.py" for room in DOCUMENT_ROOMS), *_WORDS)
    ),
    "latex": Reading(READING, "READING in enrich/tex/version.py", ("tex/**/*.py", "text.py")),
}
Noted = Mapping[str, Mapping[str, object]]
"""Reading -> its `version`, and the digests of its `files`."""


def now(root: Path = ROOT) -> dict[str, dict[str, object]]:
    """What there is to be noted of the files below the root."""
    return {
        name: {
            "version": one.version,
            "files": {
                path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()[:12]
                for pattern in one.files
                for path in sorted((root / "enrich").glob(pattern))
            },
        }
        for name, one in READINGS.items()
    }


def unraised(noted: Noted, present: Noted) -> list[str]:
    """A line for each reading of which files differ from those that are noted, and the version does not."""
    return [
        f"{_differing(noted[name]['files'], present[name]['files'])} changed: raise {READINGS[name].where} if anything "
        "may be read in another way, then run `python -m tests.reading_versions`; if nothing is, run it with --same"
        for name in present
        if noted[name]["version"] == present[name]["version"] and noted[name]["files"] != present[name]["files"]
    ]


def _differing(before: object, after: object) -> str:
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    paths = sorted({path for path, _ in before.items() ^ after.items()})
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


def read_noted() -> Noted:
    """What is noted in the repository."""
    noted: Noted = json.loads(KEPT.read_text(encoding="utf-8"))
    return noted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--same", action="store_true", help="everything is read as before")
    given = parser.parse_args()
    present = now()
    if not given.same and KEPT.exists() and (lines := unraised(read_noted(), present)):
        sys.exit("\n".join(lines))
    KEPT.write_text(json.dumps(present, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
