"""Whoever changes how documents or LaTeX are read raises the version, so that what is stored is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading_versions import DOCUMENT_ROOMS, READINGS, ROOT, now, read_noted, unraised
from tests.test_layers import MODULES, imports, name_of

PRESENT = {"documents": {"version": "4", "files": {"enrich/tree/a.py": "aa", "enrich/tree/b.py": "bb"}}}


def test_what_is_noted_is_what_there_is() -> None:
    noted, present = read_noted(), now()
    lines = unraised(noted, present)
    assert not lines, "\n".join(lines)
    assert noted == present, "a version was raised: run `python -m tests.reading_versions`"


@pytest.mark.parametrize(
    "files",
    [
        {"enrich/tree/a.py": "aa", "enrich/tree/b.py": "other"},
        {"enrich/tree/a.py": "aa"},
        {"enrich/tree/a.py": "aa", "enrich/tree/b.py": "bb", "enrich/tree/c.py": "cc"},
    ],
    ids=["changed", "gone", "new"],
)
def test_a_file_that_differs_wants_another_version(files: dict[str, str]) -> None:
    [line] = unraised({"documents": {"version": "4", "files": files}}, PRESENT)
    assert READINGS["documents"].where in line
    assert "enrich/tree/a.py" not in line
    assert unraised({"documents": {"version": "3", "files": files}}, PRESENT) == []


def test_the_digests_are_of_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "enrich" / "tex"
    folder.mkdir(parents=True)
    (folder / "symbols.py").write_text("A = 1\n", encoding="utf-8")
    before = now(tmp_path)
    (folder / "symbols.py").write_text("A = 2\n", encoding="utf-8")
    assert [READINGS["latex"].where in line for line in unraised(before, now(tmp_path))] == [True]


def test_every_module_that_readers_import_is_among_them() -> None:
    rooms = tuple(f"enrich.{room}." for room in DOCUMENT_ROOMS)
    imported = {name for path in MODULES if name_of(path).startswith(rooms) for name, _ in imports(path)}
    files = {name_of(path): path.relative_to(ROOT).as_posix() for path in MODULES}
    covered = {file for one in now().values() for file in one["files"]}
    assert {files[name] for name in imported if name.startswith("enrich.") and name in files} - covered == BESIDE


BESIDE = {
    "enrich/errors.py", "enrich/machine/process.py", "enrich/options/sources.py", "enrich/paper_id.py", "enrich/record.py",
    "enrich/version.py",
}  # fmt: skip
"""They decide nothing about what a document says."""
