"""The files of out/ where that is a bucket: brought here when they are asked for, and served as files are.

::

    path -> its row in the store -> the digest of what is here? -> Files
                                     | another: GET, unless the object is still that one

What is here is in a folder of its own that goes with the server, at most ROOM bytes of it. ETags are those of the bytes,
and so the same from a folder. While the storage does not answer, what is here is served as it is.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from msgspec import Struct

from enrich.errors import CannotPublish, TryLater
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.objects.bucket import Bucket
from feeds.objects.open_out import bucket_of
from feeds.sending.static_files import CachedFile, Files
from feeds.state.objects.object_rows import ObjectRows, digest_of

ROOM = 1 << 29
"""Bytes of files that are here, beside one that is larger."""


class _Copy(Struct, frozen=True):
    """An object that is here as a file."""

    digest: bytes
    tag: str | None
    size: int


class ObjectFiles(Files):
    """Everything in a bucket that is ours, read when it is asked for."""

    def __init__(
        self, rows: ObjectRows, bucket: Bucket, now: Callable[[], float] = time.time, room: int = ROOM
    ) -> None:
        self._folder = TemporaryDirectory(prefix="paperwire-")
        out = Path(self._folder.name) / "out"
        out.mkdir()
        super().__init__(out, now)
        self._rows = rows
        self._bucket = bucket
        self._room = room
        self._here: OrderedDict[str, _Copy] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def close(self) -> None:
        super().close()
        self._folder.cleanup()

    async def get(self, path: str) -> CachedFile | None:
        """The file, or None; raises TryLater when it is not here and the storage does not answer, BadStore."""
        is_there = await self._once(("bring", path), self._bring, path)
        return await super().get(path) if is_there else None

    def _bring(self, path: str) -> bool:
        """Have the file here as the bucket has it; whether there is one."""
        row = self._rows.of([path]).get(path)
        with self._lock:
            here = self._here.get(path)
            if here is not None:
                self._here.move_to_end(path)
        if row is None:
            self._leave(path)
            return False
        if here is not None and here.digest == row.digest:
            return True
        try:
            return self._fetch(path, here)
        except (CannotPublish, OSError) as wrong:  # a full disk here, too
            if here is None:
                raise TryLater(f"{path} cannot be had from the storage now") from wrong
            return True

    def _fetch(self, path: str, here: _Copy | None) -> bool:
        with NamedTemporaryFile(dir=self._folder.name, delete=False) as file:
            draft = Path(file.name)
        try:
            found = self._bucket.fetch(path, draft, here.tag if here else None)
            if found is None:
                self._leave(path)
            elif found.written is not None:
                os.utime(draft, (found.written, found.written))
                with draft.open("rb") as data:
                    digest = digest_of(data)
                (self.out / path).parent.mkdir(parents=True, exist_ok=True)
                size = draft.stat().st_size
                draft.replace(self.out / path)
                self._take(path, _Copy(digest, found.tag, size))
        finally:
            draft.unlink(missing_ok=True)
        return found is not None

    def _take(self, path: str, copy: _Copy) -> None:
        with self._lock:
            before = self._here.pop(path, None)
            self._here[path] = copy
            self._size += copy.size - (before.size if before else 0)
            while self._size > self._room and len(self._here) > 1:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest, copy = self._here.popitem(last=False)
        self._size -= copy.size
        (self.out / oldest).unlink(missing_ok=True)

    def _leave(self, path: str) -> None:
        with self._lock:
            if path in self._here:
                self._here.move_to_end(path, last=False)
                self._drop_oldest()


def open_bucket(store: Store, settings: Settings) -> ObjectFiles:
    """What is published in the bucket that the settings name; raises BadSettings."""
    bucket = bucket_of(settings)
    assert bucket is not None
    return ObjectFiles(ObjectRows(store.engine), bucket)
