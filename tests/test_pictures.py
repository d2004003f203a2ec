"""The pictures in README.md show what is published now."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.pictures import FOLDER, LARGEST, PAGE, READER, ROOT, SHOWN, publish_sample, read_in_newsboat, what_is_shown

AGAIN = "the pictures in README.md no longer show what is published; take them again: python -m tests.pictures"
PNG = b"\x89PNG\r\n\x1a\n"


def test_each_picture_is_in_the_readme_and_small() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (PAGE, READER):
        picture = (FOLDER / name).read_bytes()
        assert picture.startswith(PNG)
        assert len(picture) < LARGEST
        assert f"(docs/pictures/{name})" in readme


def test_the_pictures_are_those_that_were_taken() -> None:
    sums = json.loads(SHOWN.read_text(encoding="utf-8"))["sha256"]
    assert sums == {name: sha256((FOLDER / name).read_bytes()).hexdigest() for name in (PAGE, READER)}, AGAIN


def test_the_pictures_show_what_is_published(tmp_path: Path) -> None:
    if shutil.which("newsboat") is None:
        if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
            pytest.fail("a judge is missing: newsboat: apt-get install newsboat")
        pytest.skip("needs newsboat: apt-get install newsboat")
    out = publish_sample(tmp_path)
    now = what_is_shown(out, read_in_newsboat(out / "topics" / "cs-lg.atom", tmp_path))
    before = json.loads(SHOWN.read_text(encoding="utf-8"))
    for name in (PAGE, READER):
        assert before[name] == now[name], AGAIN
