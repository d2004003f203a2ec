"""The folders keep to their places: who may import whom, which library is at home where, how large each may be, which words are no names.

A folder is a stage; a module beside the folders counts as one. Layers stand from the lowest to the highest, and an import goes
down, so that there is no circle among folders.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("enrich", "feeds")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))

LAYERS = {
    "enrich": [
        "addresses statements months version",
        "record errors machine clock text names due paper_id",
        "options merging",
        "settings identifiers tex titles documents http database",
        "citations coordination arxiv reconcile services",
        "people store prose",
        "listings snapshot tree identities",
        "parsers references",
        "conversion",
        "containers items",
        "gleaning",
        "readers asking",
        "beyond following",
        "pipeline",
    ],
    "feeds": [
        "readable_text",
        "feed taxonomy disclosure enriched former_names installation media_types state output",
        "channels formats exports home objects",
        "pages dumps work",
        "papers finding",
        "people",
        "publish",
        "search",
        "connections sending schedule hosting",
        "operate review notify",
        "serve",
        "cli",
        "__main__",
    ],
}
BELOW = {
    "addresses",
    "asking",
    "clock",
    "conversion",
    "coordination",
    "database",
    "errors",
    "http",
    "identifiers",
    "identities",
    "machine",
    "months",
    "names",
    "options",
    "paper_id",
    "people",
    "pipeline",
    "record",
    "settings",
    "statements",
    "store",
    "tex",
    "version",
}
"""What `feeds` may import of `enrich`."""
HOMES = {
    "httpx": ("enrich/http/exchange.py",),
    "httpcore": ("enrich/http/transport.py",),
    "tenacity": ("enrich/http/attempts.py",),
    "arxiv": ("enrich/arxiv/api.py", "enrich/arxiv/api_answers.py"),
    "sqlalchemy": (
        "enrich/asking/",
        "enrich/database/",
        "enrich/coordination/",
        "enrich/store/",
        "enrich/identities/",
        "feeds/state/",
        "feeds/search/",
    ),
    "alembic": ("enrich/store/",),
    "apprise": ("feeds/notify/chats.py",),
    "obstore": ("feeds/objects/bucket.py",),
    "brotli": ("feeds/sending/",),
    "feedparser": ("enrich/readers/syndication.py",),
    "lxml": (
        "enrich/arxiv/",
        "enrich/conversion/",
        "enrich/parsers/",
        "enrich/readers/",
        "enrich/references/",
        "feeds/formats/",
    ),
    "markupsafe": (
        "feeds/pages/",
        "feeds/papers/",
        "feeds/people/",
        "feeds/publish/",
        "feeds/review/",
        "feeds/search/",
    ),
    "pyarrow": ("feeds/exports/tabular.py",),
    "rapidfuzz": ("enrich/titles/", "enrich/snapshot/"),
    "sqlite3": ("enrich/database/", "enrich/store/", "enrich/snapshot/"),
    "feedgen": ("feeds/formats/",),
    "jinja2": ("feeds/pages/",),
    "starlette": ("feeds/serve/", "feeds/connections/", "feeds/review/", "feeds/sending/"),
    "uvicorn": ("feeds/serve/", "feeds/connections/", "feeds/sending/"),
    "prometheus_client": ("feeds/serve/",),
    "apscheduler": ("feeds/schedule/",),
    "cronsim": ("feeds/schedule/crons.py",),
    "typer": ("feeds/cli/",),
    "rich": ("feeds/cli/",),
    "pylatexenc": ("enrich/tex/",),
    "pypdfium2": ("enrich/conversion/pdf.py",),
    "distributed": ("feeds/work/cluster.py",),
    "docutils": ("enrich/conversion/restructured.py",),
    "yaml": ("enrich/references/parse_values.py",),
    "charset_normalizer": ("enrich/documents/charsets.py",),
    "cmarkgfm": ("enrich/parsers/markdown.py",),
    "bibtexparser": ("enrich/references/bibtex_entries.py",),
    "slugify": ("enrich/names.py",),
    "portalocker": ("enrich/machine/open_files.py",),
    "pydantic": ("enrich/settings.py", "enrich/options/"),
    "pydantic_settings": ("enrich/options/settings_file.py",),
    "tomlkit": ("feeds/cli/edit/toml_text.py",),
}
"""Libraries that one folder knows, and nobody else; XML and HTML are parsed where their format is read."""
EVERYWHERE = {"msgspec"}
"""Libraries that are like a part of the language: the types of data."""
TESTED_ONE_BY_ONE = ("enrich/titles", "feeds/dumps", "feeds/review", "feeds/serve")
"""Folders in which every module has a test file of its own: a wrong paper, a broken dump, an open server cost most."""
MOST_MODULES, MOST_LINES, MOST_LINES_OF_A_FUNCTION = 12, 300, 40
NO_NAMES = frozenset({"held", "made", "said", "says", "tell", "tells", "told"})
"""Words that do not say what a thing is; a name is the noun of it (`title`, `reason`, `found`, `message`)."""
KNOWN_TERMS = {"connection_made": "asyncio.Protocol", "tell": "io.IOBase", "held_out": "data that a rule has not seen"}
"""Names of libraries and of the field that have such a word."""
COPIES = {"sources_standin.py"}
"""Programs that are kept byte for byte as they came."""

# What still is otherwise. Each row is struck when it is mended: a row that is not needed any more fails.
UPWARDS: dict[str, set[str]] = {}
"""Module -> the modules that it imports against the arrows."""
BESIDE: dict[str, set[str]] = {}
"""Module of `feeds` -> what it imports of `enrich` beside BELOW."""
CROWDED: dict[str, int] = {}
"""Folder -> how many modules it has, where these are more than twelve."""
STRANGERS: dict[str, set[str]] = {}
"""Library -> modules that import it away from its home."""
PRIVATE: dict[str, set[str]] = {}
"""Module or test -> names with a leading underscore that it imports from elsewhere."""


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path) for path in (*MODULES, *TESTS)}


@cache
def imports(path: Path) -> tuple[tuple[str, str], ...]:
    """(module, name taken from it or nothing) of each import, in functions and for types too."""

    def found() -> Iterator[tuple[str, str]]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield (whole, "") if whole in NAMES else (node.module, alias.name)

    return tuple(found())


def folder_of(module: str) -> str:
    """The stage of a module, or nothing for the package itself."""
    return module.split(".")[1] if "." in module else ""


def layer_of(module: str) -> int:
    package = module.partition(".")[0]
    return next((at for at, layer in enumerate(LAYERS[package]) if folder_of(module) in layer.split()), -1)


def ours(path: Path) -> Iterator[str]:
    return (module for module, _ in imports(path) if module.partition(".")[0] in PACKAGES)


def gathered(pairs: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    result: dict[str, set[str]] = {}
    for one, other in pairs:
        result.setdefault(one, set()).add(other)
    return result


def test_every_folder_has_a_layer() -> None:
    strays = {name_of(path) for path in MODULES if folder_of(name_of(path)) and layer_of(name_of(path)) < 0}
    assert not strays, "give these a place in LAYERS"
    for package, layers in LAYERS.items():
        there = {folder_of(name_of(path)) for path in MODULES if name_of(path).startswith(f"{package}.")}
        assert set(" ".join(layers).split()) == there


def upwards() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        here = name_of(path)
        for module in ours(path):
            same_package = module.partition(".")[0] == here.partition(".")[0]
            inside = not folder_of(here) or folder_of(module) == folder_of(here)
            if same_package and folder_of(module) and not inside and layer_of(module) >= layer_of(here):
                yield here, module


def test_a_layer_imports_lower_layers_and_its_own_folder_only() -> None:
    assert gathered(upwards()) == UPWARDS


def test_enrich_knows_nothing_of_feeds() -> None:
    assert not [
        name_of(path) for path in MODULES for m in ours(path) if name_of(path)[:6] == "enrich" and m[:5] == "feeds"
    ]


def beside() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for module in ours(path):
            if name_of(path).startswith("feeds.") and module.startswith("enrich.") and folder_of(module) not in BELOW:
                yield name_of(path), module


def test_feeds_imports_of_enrich_what_is_meant_for_it() -> None:
    assert gathered(beside()) == BESIDE


def crowded() -> dict[str, int]:
    folders = Counter(path.parent for path in MODULES if path.name not in {"__init__.py", "env.py"})
    return {folder.relative_to(ROOT).as_posix(): count for folder, count in folders.items() if count > MOST_MODULES}


def test_no_folder_is_crowded_and_no_module_long() -> None:
    assert crowded() == CROWDED
    assert not [name_of(path) for path in MODULES if path.read_text(encoding="utf-8").count("\n") > MOST_LINES]


def test_no_function_is_long() -> None:
    functions = (
        (f"{name_of(path)}.{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert not [(name, lines) for name, lines in functions if lines > MOST_LINES_OF_A_FUNCTION]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_does_and_a_folder_holds_no_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    if path.name == "__init__.py" and path.parent.parent != ROOT:
        assert len(tree.body) == 1


def strangers() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for library in {module.partition(".")[0] for module, _ in imports(path)}:
            if not path.relative_to(ROOT).as_posix().startswith(HOMES.get(library, ("",))):
                yield library, name_of(path)


def test_a_library_has_one_home() -> None:
    assert gathered(strangers()) == STRANGERS


def test_every_library_that_has_a_home_is_used_in_it() -> None:
    assert HOMES.keys() <= {module.partition(".")[0] for path in MODULES for module, _ in imports(path)}


def test_every_library_has_a_home() -> None:
    known = {*HOMES, *EVERYWHERE, *PACKAGES, *sys.stdlib_module_names}
    assert {module.partition(".")[0] for path in MODULES for module, _ in imports(path)} <= known


@pytest.mark.parametrize("folder", TESTED_ONE_BY_ONE)
def test_what_costs_most_is_tested_module_by_module(folder: str) -> None:
    modules = {path.name for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"}
    assert modules <= {path.name.removeprefix("test_") for path in (ROOT / "tests" / folder).glob("test_*.py")}


def private() -> Iterator[tuple[str, str]]:
    for path in (*MODULES, *TESTS):
        for module, name in imports(path):
            if module.partition(".")[0] in {*PACKAGES, "tests"} and name.startswith("_"):
                yield name_of(path), f"{module}.{name}"


def test_nothing_private_is_imported_from_elsewhere() -> None:
    assert gathered(private()) == PRIVATE


def test_a_class_has_its_name_alone() -> None:
    classes = [
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert not [name for name, count in Counter(classes).items() if count > 1], "one word would stand for two things"


def vague_names(path: Path) -> list[str]:
    with path.open("rb") as file:
        names = {one.string for one in tokenize.tokenize(file.readline) if one.type == tokenize.NAME}
    words = {name: re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name) for name in names}
    return sorted(name for name in names if NO_NAMES.intersection(map(str.lower, words[name])))


@pytest.mark.parametrize("path", [path for path in (*MODULES, *TESTS) if path.name not in COPIES], ids=name_of)
def test_a_name_says_what_the_thing_is(path: Path) -> None:
    assert not [name for name in vague_names(path) if name not in KNOWN_TERMS and not name.startswith("test_")]


def test_vague_names_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("class Told:\n    x_said: int\n    def f(self, held, *, _TOLD):\n        'said'\n        # made\n")
    assert vague_names(path) == ["Told", "_TOLD", "held", "x_said"]
    path.write_text("telling, household, unsaid, handmade, aid = 1, 2, 3, 4, f'{3} told'\n")
    assert vague_names(path) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_the_packages_that_are_imported_are_ours(name: str) -> None:
    assert Path(str(importlib.import_module(name).__file__)) == ROOT / name / "__init__.py"


def test_files_of_data_are_in_the_wheel() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    for package in PACKAGES:
        packed = {path for pattern in patterns[package] for path in (ROOT / package).glob(pattern)}
        data = (path for path in (ROOT / package).rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
        assert not [path.relative_to(ROOT).as_posix() for path in data if path not in packed]
