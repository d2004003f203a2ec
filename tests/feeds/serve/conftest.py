"""One server for the tests of a module."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.serving import PAPERS, Site, serving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), PAPERS) as one:
        for file in one.out.rglob("*"):
            os.utime(file, (1_700_000_000, 1_700_000_000))
        placed, waited = int(time.time()), threading.Event()
        while int(time.time()) <= placed:  # until then files have no Last-Modified
            waited.wait(0.05)
        yield one
