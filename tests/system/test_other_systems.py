"""The sample on a system that lacks what Windows lacks: its modules, its calls, and ways in which files cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LACKING = """
import builtins, ctypes, fcntl, os, runpy, shutil, signal, socket, sys

MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "uvloop"}
CALLS = ("fchmod", "fdatasync", "killpg", "pread", "preadv", "pwrite", "pwritev", "sched_getaffinity",
         "setpriority", "sync", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "RWF_NOWAIT")
sys.path.insert(0, os.environ["ROOT"])
import portalocker  # which has its own way in Windows

missing = builtins.__import__
def lacking(name, globals=None, *more, **options):
    ours = ((globals or {}).get("__name__") or "").partition(".")[0] in {"enrich", "feeds"}
    if name.partition(".")[0] in MODULES and (ours or name == "uvloop"):
        raise ImportError(f"there is no {name} here")
    return missing(name, globals, *more, **options)
builtins.__import__ = lacking

made, flushed, renamed, library = os.open, os.fsync, os.rename, ctypes.CDLL
def opened(path, flags, *more, **options):
    if os.path.isdir(path):
        raise PermissionError(13, "a folder cannot be opened", path)
    return made(path, flags, *more, **options)
def synced(file):
    if not fcntl.fcntl(file, fcntl.F_GETFL) & (os.O_WRONLY | os.O_RDWR):
        raise OSError(9, "a file that is only read cannot be flushed")
    flushed(file)
def moved(old, new, **options):
    if os.path.exists(new):
        raise FileExistsError(17, "there is such a file", new)
    renamed(old, new, **options)
def loaded(name, *more, **options):
    if name is None:
        raise TypeError("a library has a name")
    return library(name, *more, **options)
os.open, os.fsync, os.rename, ctypes.CDLL = opened, synced, moved, loaded
shutil._use_fd_functions = False  # it opens folders where it finds that the system can
for name in CALLS:
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGALRM"):
    delattr(signal, name)
for name in ("AF_UNIX", "TCP_NOTSENT_LOWAT"):
    if hasattr(socket, name):
        delattr(socket, name)
sys.argv = ["paperwire", *sys.argv[1:]]
"""
EACH_MODULE = """
import enrich, feeds, importlib, pkgutil
for package in (enrich, feeds):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""
MAIN = "runpy.run_module('feeds', run_name='__main__', alter_sys=True)"


def lacking(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LACKING + program, *arguments], cwd=home, env={"ROOT": str(ROOT), "PATH": ""},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_every_module_can_be_imported(tmp_path: Path) -> None:
    done = lacking(tmp_path, EACH_MODULE)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def usual(tmp_path: Path) -> Path:
    """The sample as it is published here."""
    home = tmp_path / "usual"
    home.mkdir()
    subprocess.run(
        [sys.executable, "-m", "feeds", "run"], cwd=home, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
    )
    return home / "out"


def published(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_the_sample_is_published_and_published_again(tmp_path: Path, usual: Path) -> None:
    home = tmp_path / "lacking"
    home.mkdir()
    for arguments in (("run",), ("run",), ("verify",), ("status",)):
        done = lacking(home, MAIN, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    assert published(home / "out") == published(usual)
    assert (home / "out/topics").is_dir()
