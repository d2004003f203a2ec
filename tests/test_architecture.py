"""ARCHITECTURE.md names what is there: every folder with every module, the layers, and no path that is not."""

import re
from pathlib import Path

from tests.architecture_rows import with_rows
from tests.test_layers import LAYERS, MODULES, PACKAGES, ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^### `((?:enrich|feeds)/[a-z/]*)`[^\n]*\n(.*?)(?=^##|\Z)", re.M | re.S)
TO_COME = re.compile(r"^## Folders to come\n(.*?)^## ", re.M | re.S)
LINKS = ("revision", "down_revision")
PLACE = re.compile(r"`((?:enrich|feeds|tests)/[\w./]*)`")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def there() -> dict[str, list[str]]:
    """Folder -> its modules."""
    found: dict[str, list[str]] = {}
    for path in MODULES:
        folder = f"{path.parent.relative_to(ROOT).as_posix()}/"
        if "migrations" not in path.parts:
            found.setdefault(folder, []).extend([] if path.name == "__init__.py" else [path.name])
    return found


def to_come() -> set[str]:
    table = TO_COME.search(TEXT)
    assert table
    return set(re.findall(r"^\| `([\w/]+)`", table[1], re.M))


def test_every_folder_and_module_is_named_and_none_that_is_not_there() -> None:
    named = {folder: re.findall(r"^\| `(\w+\.py)` \|", text, re.M) for folder, text in SECTION.findall(TEXT)}
    assert named == there()


def test_every_module_is_told_in_a_few_words() -> None:
    for _, text in SECTION.findall(TEXT):
        rows = re.findall(r"^\| `\w+\.py` \| (.*) \|$", text, re.M)
        assert all(3 < len(row) < 200 for row in rows), [row for row in rows if not 3 < len(row) < 200]


def test_every_module_is_described_as_it_describes_itself() -> None:
    assert with_rows(TEXT) == TEXT, "write the rows anew: python -m tests.architecture_rows"


def test_the_layers_are_those_that_are_held() -> None:
    drawn = [line.split(maxsplit=1)[-1] for line in re.findall(r"^  \d+  .*$", TEXT, re.M)]
    assert drawn == [layer for package in PACKAGES for layer in LAYERS[package]]


def test_every_path_is_there_but_those_of_folders_to_come() -> None:
    missing = {path for path in PLACE.findall(TEXT) if not (ROOT / path).exists()}
    assert missing == to_come()


def test_every_path_that_newcomers_are_sent_to_is_there() -> None:
    for guide in ("CONTRIBUTING.md", "README.md"):
        named = PLACE.findall((ROOT / guide).read_text(encoding="utf-8"))
        assert named
        assert not [path for path in named if not (ROOT / path).exists()], guide


def test_every_file_that_a_paragraph_names_is_in_its_folder() -> None:
    for folder, text in SECTION.findall(TEXT):
        paragraph = text.partition("| module")[0]
        for name in re.findall(r"`([\w]+\.(?:py|toml))`", paragraph):
            assert (ROOT / folder / name).exists(), f"{folder}: {name}"


def test_every_function_that_is_named_beside_a_file_is_in_it() -> None:
    named = re.findall(r"`((?:enrich|feeds)/[\w/]+\.py)` \(`(\w+)`\)", TEXT)
    assert named
    named += [(file, word) for word, file in re.findall(r"`(\w+)` \(`((?:enrich|feeds)/[\w/]+\.py)`\)", TEXT)]
    for file, word in named:
        assert re.search(rf"\b{word}\b", Path(ROOT / file).read_text(encoding="utf-8")), f"{word} in {file}"


def test_migrations_are_one_line_and_no_two_have_one_number() -> None:
    files = sorted((ROOT / "enrich/store/migrations/versions").glob("[0-9]*.py"))
    named = {name: re.findall(rf'^{name} = "?(\w+)"?$', "\n".join(map(read, files)), re.M) for name in LINKS}
    assert {len(numbers) for numbers in named.values()} == {len(files)}
    assert [path.name[:4] for path in files] == named["revision"], "the number of a file is that of its migration"
    for name, numbers in named.items():
        assert len(set(numbers)) == len(files), f"two migrations have one {name}: {sorted(numbers)}"
    assert set(named["down_revision"]) - set(named["revision"]) == {"None"}
