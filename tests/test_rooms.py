"""The rooms keep to their jobs: who may import what, how large they are, and that ours are the packages imported."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for room in ("enrich", "feeds") for path in (ROOT / room).rglob("*.py"))

ALONE = {
    "httpx": ("enrich/http/client.py", "enrich/http/transport.py", "enrich/http/unpacking.py"),
    "httpcore": ("enrich/http/transport.py",),
    "tenacity": ("enrich/http/client.py",),
    "arxiv": ("enrich/arxiv/api.py",),
    "feedgen": ("feeds/formats/xml.py", "feeds/formats/feedgen_extensions.py", "feeds/formats/feed_template.py"),
    "sqlalchemy": ("enrich/store/", "feeds/state/", "feeds/search/", "enrich/snapshot/"),
    "alembic": ("enrich/store/",),
    "sqlite3": ("enrich/store/", "enrich/snapshot/"),
    "apscheduler": ("feeds/schedule/schedule.py",),
    "cronsim": ("feeds/schedule/crons.py",),
    "starlette": ("feeds/serve", "feeds/connections/", "feeds/sending/"),
    "uvicorn": ("feeds/serve", "feeds/connections/", "feeds/sending/"),
    "prometheus_client": ("feeds/serve",),
    "typer": ("feeds/cli",),
    "rich": ("feeds/cli",),
    "pylatexenc": ("enrich/tex/to_unicode.py", "enrich/tex/formula.py", "enrich/tex/symbols.py"),
    "slugify": ("enrich/names.py",),
    "pydantic": ("enrich/settings.py", "enrich/options/"),
    "pydantic_settings": ("enrich/settings.py",),
    "jinja2": ("feeds/pages",),
    "bibtexparser": ("enrich/readers/bibtex.py",),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_is_its_own(path: Path) -> None:
    here = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        package = name.partition(".")[0]
        assert not (here.startswith("enrich/") and package == "feeds"), f"{here} imports {name}"
        rooms = ALONE.get(package)
        assert rooms is None or here.startswith(rooms), f"{here} imports {name}, which is for {', '.join(rooms or ())}"


def test_every_library_that_has_a_room_is_used_in_it() -> None:
    used = {name.partition(".")[0] for path in MODULES for name in imports(path)}
    planned = {"apscheduler", "starlette", "uvicorn", "prometheus_client"}
    assert ALONE.keys() - planned <= used


@pytest.mark.parametrize("name", ["enrich", "feeds"])
def test_the_packages_that_are_imported_are_ours(name: str) -> None:
    assert Path(str(importlib.import_module(name).__file__)) == ROOT / name / "__init__.py"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_says_what_it_does_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 300
