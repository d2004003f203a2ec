"""The rows of modules in ARCHITECTURE.md, written from the first lines of their docstrings. `python -m tests.architecture_rows`"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
_SECTION = re.compile(r"^### `((?:enrich|feeds)/[a-z/]*)`[^\n]*\n.*?(?=^##|\Z)", re.M | re.S)
_ROW = re.compile(r"^\| `(\w+\.py)` \|.*\|$", re.M)


def first_line(path: Path) -> str:
    """The first line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, path
    return docstring.partition("\n")[0].replace("|", "\\|")


def with_rows(text: str) -> str:
    """ARCHITECTURE.md with the rows as the docstrings have them; a module without a row gets none."""

    def row(folder: str, name: str, before: str) -> str:
        path = ROOT / folder / name
        return f"| `{name}` | {first_line(path)} |" if path.exists() else before

    return _SECTION.sub(lambda found: _ROW.sub(lambda one: row(found[1], one[1], one[0]), found[0]), text)


if __name__ == "__main__":
    ARCHITECTURE.write_text(with_rows(ARCHITECTURE.read_text(encoding="utf-8")), encoding="utf-8")
