"""Facts about where the bytes of a response come from."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from feeds.sending.conditional import Decision
from feeds.sending.contents import Body, FileContent, Replaced
from feeds.sending.static_files import SMALL, Files

SMALL_DATA, LARGE_DATA = b"<feed/>" * 100, b"0123456789abcdef" * (SMALL // 8)
Step = Callable[[Files], Coroutine[Any, Any, None]]


@pytest.fixture
def at_work(tmp_path: Path) -> Callable[[Step], None]:
    """Does something with the files of a folder out/."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "small.atom").write_bytes(SMALL_DATA)
    (out / "large.jsonl").write_bytes(LARGE_DATA)

    def do(step: Step) -> None:
        async def whole() -> None:
            files = Files(out)
            try:
                await step(files)
            finally:
                files.copies.close()

        asyncio.run(whole())

    return do


async def content_of(files: Files, path: str) -> FileContent:
    file = await files.get(path)
    assert file is not None
    return FileContent(files, file)


async def read(body: Body) -> bytes:
    return body.first + b"".join([piece async for piece in body.rest] if body.rest is not None else [])


def times_open(path: Path) -> int:
    """How often this process has a file open."""
    return sum(Path(one.path) == path.resolve() for one in psutil.Process().open_files())


def replace_by(files: Files, path: str, data: bytes) -> None:
    (files.out / "new").write_bytes(data)
    (files.out / "new").rename(files.out / path)


@pytest.mark.parametrize(("path", "data"), [("small.atom", SMALL_DATA), ("large.jsonl", LARGE_DATA)])
@pytest.mark.parametrize(("start", "end"), [(0, None), (3, 700), (10, 11)])
def test_a_part_is_of_the_file_as_it_is(
    at_work: Callable[[Step], None], path: str, data: bytes, start: int, end: int | None
) -> None:
    async def step(files: Files) -> None:
        wanted = Decision(200 if end is None else 206, "", start, end)
        decision, body = await (await content_of(files, path)).body(wanted, is_head=False)
        assert (decision, body.length) == (wanted, len(data[start:end]))
        assert await read(body) == data[start:end]

    at_work(step)


def test_a_head_of_a_file_reads_and_begins_nothing(at_work: Callable[[Step], None]) -> None:
    async def step(files: Files) -> None:
        for path, size in (("small.atom", len(SMALL_DATA)), ("large.jsonl", len(LARGE_DATA))):
            content = await content_of(files, path)
            assert (await content.body(Decision(200), is_head=True))[1] == Body(length=size)
        assert await content.body(Decision(200, "gzip"), is_head=True) == (Decision(200, "gzip"), Body(length=None))
        assert files.copies.get(content.file.resource.digest, "gzip") is None

    at_work(step)


def test_a_large_file_is_compressed_while_it_is_sent_and_its_length_is_known_after_it(
    at_work: Callable[[Step], None],
) -> None:
    async def step(files: Files) -> None:
        content = await content_of(files, "large.jsonl")
        decision, body = await content.body(Decision(200, "gzip"), is_head=False)
        assert decision.encoding == "gzip"
        data = await read(body)
        assert gzip.decompress(data) == LARGE_DATA
        assert (await content.body(Decision(200, "gzip"), is_head=True))[1].length == len(data)

    at_work(step)


def test_a_large_file_is_sent_as_it_is_when_no_copy_can_be_had(
    at_work: Callable[[Step], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.sending.copies.MAKING", 0)

    async def step(files: Files) -> None:
        content = await content_of(files, "large.jsonl")
        decision, body = await content.body(Decision(200, "gzip"), is_head=False)
        assert (decision, body.length) == (Decision(200), len(LARGE_DATA))
        assert await read(body) == LARGE_DATA

    at_work(step)


@pytest.mark.parametrize("path", ["small.atom", "large.jsonl"])
def test_a_file_that_is_another_by_now_is_not_sent_for_the_one_before(
    at_work: Callable[[Step], None], path: str
) -> None:
    async def step(files: Files) -> None:
        content = await content_of(files, path)
        files._bodies.clear()
        replace_by(files, path, b"new" * len(LARGE_DATA))
        with pytest.raises(Replaced):
            await content.body(Decision(200), is_head=False)

    at_work(step)


def test_no_file_stays_open_once_its_pieces_are_closed(at_work: Callable[[Step], None]) -> None:
    async def step(files: Files) -> None:
        content = await content_of(files, "large.jsonl")
        _, body = await content.body(Decision(200), is_head=False)
        assert times_open(files.out / "large.jsonl") == 1
        assert body.rest is not None
        await body.rest.aclose()
        assert times_open(files.out / "large.jsonl") == 0

    at_work(step)
