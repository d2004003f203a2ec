"""What other programs may use: `enrich` and `feeds` by name, loaded when used, and the README's example as it stands."""

import contextlib
import importlib
import io
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.cli.sample_settings import HERE

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("enrich", "feeds")


def example() -> str:
    """The README's one block of Python."""
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 1
    return blocks[0]


def test_the_example_of_the_readme_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arxiv = {"base_url": "http://127.0.0.1:9", "refresh": "0", "retries": "0", "snapshot": str(HERE / "papers.jsonl")}
    for name, value in arxiv.items():
        monkeypatch.setenv(f"PAPERWIRE_ARXIV__{name.upper()}", value)
    monkeypatch.chdir(tmp_path)  # which is empty: the example brings all that it needs
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example(), "README.md", "exec"), {"__name__": "__main__"})
    lines = printed.getvalue().splitlines()
    assert lines[0] == re.findall(r"# (\d+\.\d+ line .*)", example())[0]
    assert lines[1] == "2502.08606"
    assert lines[2].startswith("PublishReport(files_written=")
    assert lines[3].startswith("Distillation Scaling Laws ['Dan Busbridge', ")
    assert (tmp_path / "out" / "all.atom").is_file()


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    package = importlib.import_module(name)
    assert package.__all__ == sorted(package.__all__)
    assert set(package.__all__) <= set(dir(package))
    for public in package.__all__:
        assert getattr(package, public).__doc__, public


@pytest.mark.parametrize("name", PACKAGES)
def test_no_public_name_is_a_modules(name: str) -> None:
    """A module that was imported would stand in the place of the name."""
    package = importlib.import_module(name)
    assert not {module.name for module in pkgutil.iter_modules(package.__path__)} & set(package.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_name_that_is_not_public_is_no_attribute(name: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'nothing'"):
        _ = importlib.import_module(name).nothing


def test_to_import_the_packages_loads_nothing_else_of_ours_and_no_library() -> None:
    code = "import sys; before = set(sys.modules); import enrich, feeds; print(*set(sys.modules) - before)"
    asked = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {module.partition(".")[0] for module in asked.stdout.split()} <= {*PACKAGES, *sys.stdlib_module_names}
    assert {module for module in asked.stdout.split() if module.startswith(PACKAGES)} == set(PACKAGES)
