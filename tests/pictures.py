"""The pictures in README.md: a page in Chromium, and a feed in a reader's terminal. `python -m tests.pictures` takes them again.

Beside the pictures, `shown.json` keeps what they show, by which `tests/test_pictures.py` notices that they are no longer true.
"""

from __future__ import annotations

import fcntl
import html
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from hashlib import sha256
from pathlib import Path
from time import monotonic

import pyte  # type: ignore[import-untyped]
from lxml.html import document_fromstring
from playwright import sync_api

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
SHOWN = FOLDER / "shown.json"
PAGE, READER = "page.png", "reader.png"
LARGEST = 200_000
"""Bytes that a picture may have."""
COLUMNS, ROWS = 100, 25
PATIENCE = 60.0
"""Seconds that a program may take to show something."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_PAGE = "topics/cs-lg.html"
_FEED = "topics/cs-lg.atom"
_VERSION = re.compile(r"newsboat \d[\d.]*")
_STYLE = (
    "body { margin: 0; background: #1d1f21 } pre { margin: 0; padding: 14px 18px; width: max-content; color: #d5d8d6;"
    " font: 15px/1.25 'DejaVu Sans Mono', monospace } b { color: #fff } i { font-style: normal; background: #33507a; color: #fff }"
)


def publish_sample(folder: Path) -> Path:
    """The built-in sample, published in a folder; returns its out/."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "feeds", "--quiet", "run"], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "out"


def read_in_newsboat(feed: Path, folder: Path) -> pyte.Screen:
    """The screen of newsboat with the newest entry of a feed open."""
    (folder / "urls").write_text(f"file://{feed}\n", encoding="utf-8")
    (folder / "config").touch()
    command = ["newsboat", "--url-file=urls", "--config-file=config", "--cache-file=cache"]
    environment = os.environ | {"TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(folder)}
    environment |= {"COLUMNS": str(COLUMNS), "LINES": str(ROWS)}
    subprocess.run([*command, "--execute=reload"], cwd=folder, env=environment, check=True)
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    terminal, its_end = pty.openpty()
    fcntl.ioctl(its_end, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    ends = {"stdin": its_end, "stdout": its_end, "stderr": its_end}
    with subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **ends) as program:
        try:
            for here, there in (("Your feeds", "Articles in feed"), ("Articles in feed", "[3]:")):
                _read_until(terminal, stream, screen, here)
                # What is typed while a program draws may be dropped.
                assert any(_enter(terminal) and _read_until(terminal, stream, screen, there, 15.0) for _ in range(4)), (
                    there
                )
        finally:
            program.kill()
    os.close(its_end)
    os.close(terminal)
    return screen


def _enter(terminal: int) -> bool:
    return os.write(terminal, b"\r") == 1


def _read_until(
    terminal: int, stream: pyte.ByteStream, screen: pyte.Screen, text: str, seconds: float = PATIENCE
) -> bool:
    """Feed the screen with what the program writes until it shows a text and is quiet; whether it does so in time."""
    end = monotonic() + seconds
    while monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if ready:
            stream.feed(os.read(terminal, 65536))
        elif any(text in line for line in screen.display):
            return True
    assert seconds < PATIENCE, "\n".join(screen.display)
    return False


def screen_lines(screen: pyte.Screen) -> list[str]:
    """What a screen shows, without the version of the program."""
    return [_VERSION.sub("newsboat", line).rstrip() for line in screen.display]


def _screen_html(screen: pyte.Screen) -> str:
    """A screen as a page; bold and reversed cells as such."""
    lines = []
    for row in range(ROWS):
        cells = [screen.buffer[row][column] for column in range(COLUMNS)]
        parts = []
        for cell in cells:
            name = "i" if cell.reverse or cell.bg != "default" else "b" if cell.bold else ""
            text = html.escape(cell.data)
            parts.append(f"<{name}>{text}</{name}>" if name else text)
        lines.append("".join(parts))
    return f"<!DOCTYPE html><meta charset=utf-8><style>{_STYLE}</style><pre>" + "\n".join(lines) + "</pre>"


def shown_by_page(page: Path) -> dict[str, object]:
    """What a page shows: its text, and the style that it is shown with."""
    body = document_fromstring(page.read_bytes()).body
    style = page.parents[1] / "static" / "style.css"
    return {"text": sha256(" ".join(body.text_content().split()).encode()).hexdigest(), "style": _sum(style)}


def _sum(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def what_is_shown(out: Path, screen: pyte.Screen) -> dict[str, object]:
    """What the two pictures show, as `shown.json` keeps it."""
    return {PAGE: shown_by_page(out / _PAGE), READER: screen_lines(screen)}


def take(folder: Path) -> None:
    """Take both pictures, of a site that is published in a temporary folder."""
    out = publish_sample(folder)
    screen = read_in_newsboat(out / _FEED, folder)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (folder / "screen.html").write_text(_screen_html(screen), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 860}, color_scheme="light")
        page.goto(f"file://{out / _PAGE}")
        page.screenshot(path=FOLDER / PAGE)
        page.goto(f"file://{folder}/screen.html")
        page.locator("pre").screenshot(path=FOLDER / READER)
        browser.close()
    sums = {name: _sum(FOLDER / name) for name in (PAGE, READER)}
    SHOWN.write_text(json.dumps({"sha256": sums, **what_is_shown(out, screen)}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        take(Path(temporary))
