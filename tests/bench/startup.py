"""How long each command takes to start: ours, an earlier checkout's (--before DIR), and what others need for as much.

    git worktree add --detach ../before cf1d48e
    python tests/bench/startup.py --before ../before [--times 5] [--only status]

Each command does the least that it can be asked for, in a folder in which the built-in sample was run, where nobody
answers for arXiv; what keeps running is stopped at its first word. The best of several runs counts: seconds by the clock,
and of a processor in brackets, which is what counts on a machine that does other things too; `-` is a command that is not
there. `python -c pass` is what nobody can go below; `reader` is a feed library with commands, `pip` what everybody knows.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
PEERS = (("-c", "pass"), ("-m", "reader", "--version"), ("-m", "reader", "--help"), ("-m", "pip", "--version"))
SETTINGS = '[[sources]]\nname = "New in cs.LG"\nannouncements = ["cs.LG"]\n'
OWN = ("--config", "own.toml")
NOBODY = {
    "PAPERWIRE_ARXIV__BASE_URL": "http://127.0.0.1:9",
    "PAPERWIRE_ARXIV__RETRIES": "0",
    "PAPERWIRE_ARXIV__MIN_INTERVAL": "0",
}
KEEP_RUNNING = (("serve", "--port", "0"), ("schedule",))
LEAST = (
    ("status",), ("topics",), ("authors",), ("lookup", "none"), ("verify",), ("notify",), ("run",), ("run", "--dry-run"),
    ("publish",), ("publish", "--dry-run"), ("enrich", "none.txt"), ("schedule", "--list"), ("schedule", "--check"),
    ("people", "list"), ("people", "show", "none"), ("people", "join", "none", "nobody"), ("people", "different", "a", "b"),
    ("people", "split", "none", "2401.00001"), ("people", "rename", "none", "A"), ("people", "undo"), ("people", "review"),
    ("people", "export"), ("people", "import", "decisions.csv"), (*OWN, "init"), (*OWN, "add", "cs.LG"),
    (*OWN, "remove", "cs.CL"), (*OWN, "harvest", "--set", "cs.LG"), (*OWN, "doctor"), *KEEP_RUNNING,
)  # fmt: skip
"""What each command is asked for; some have nothing to do and say so, which is a failure to them."""


def commands() -> list[tuple[str, ...]]:
    """The version, the help of everything, then what each command does; raises SystemExit for one that LEAST has not."""
    from feeds.cli.commands import app

    names = [(str(one.name or (one.callback and one.callback.__name__)),) for one in app.registered_commands]
    for group in app.registered_groups:
        inner = group.typer_instance.registered_commands if group.typer_instance else []
        names += [("people", str(one.name or (one.callback and one.callback.__name__))) for one in inner]
    asked = [one[len(OWN) :] if one[0] == OWN[0] else one for one in LEAST]
    if missing := [name for name in names if not any(one[: len(name)] == name for one in asked)]:
        raise SystemExit(f"LEAST says nothing of {missing}")
    return [("--version",), ("--help",), *((*name, "--help") for name in sorted(names)), *LEAST]


def once(
    arguments: Sequence[str], root: Path, home: Path, *, keeps_running: bool = False
) -> tuple[float, float] | None:
    """(seconds by the clock, of a processor) of one run; None where there is no such command."""
    environment = {**os.environ, **NOBODY, "PYTHONPATH": str(root)}
    began = time.perf_counter()
    with (home / "log.txt").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if keeps_running else log,
        )  # fmt: skip
        clock = 0.0
        if process.stderr is not None:
            log.write(process.stderr.readline().decode())
            clock = time.perf_counter() - began
            process.terminate()
            process.stderr.close()
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        clock = clock or time.perf_counter() - began
        log.seek(0)
        words = log.read()
    missing = "No such" in words or "Traceback" in words or "No module" in words
    return None if missing else (clock, used.ru_utime + used.ru_stime)


def best(arguments: Sequence[str], root: Path, home: Path, times: int) -> str:
    """`0.21 (0.19)`, or `-` where there is no such command."""
    keeps = any(tuple(arguments[-len(one) :]) == one for one in KEEP_RUNNING)
    found = [once(arguments, root, home, keeps_running=keeps) for _ in range(times)]
    whole = [one for one in found if one]
    return f"{min(one for one, _ in whole):.2f} ({min(one for _, one in whole):.2f})" if whole else "-"


def main() -> None:
    """Print a line for each command."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--before", type=Path, help="another checkout")
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--only", default="", help="commands that begin with this, such as 'people list'")
    given = options.parse_args()
    roots = [one.resolve() for one in (given.before, ROOT) if one]
    print(f"{'':28}" + "".join(f"{'before' if root != ROOT else 'now':>16}" for root in roots))
    with TemporaryDirectory() as folder:
        homes = {root: Path(folder) / str(number) for number, root in enumerate(roots)}
        for root, home in homes.items():
            home.mkdir()
            (home / "own.toml").write_text(SETTINGS)
            (home / "decisions.csv").write_text("decision,left,right\n")
            once(("-m", "feeds", "run"), root, home)
        for command in commands():
            name = " ".join(command).removeprefix(" ".join(OWN) + " ")
            if not name.startswith(given.only):
                continue
            row = [best(("-m", "feeds", *command), root, homes[root], given.times) for root in roots]
            print(f"{name:28}" + "".join(f"{one:>16}" for one in row), flush=True)
        for peer in PEERS:
            print(f"{'python ' + ' '.join(peer):28}{best(peer, ROOT, Path(folder), given.times):>16}", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
