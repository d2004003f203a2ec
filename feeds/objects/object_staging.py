"""Takes the place of the staging that renames, where out/ is a bucket: staged files become objects.

::

    open --> stage files --> journal --> PUT what differs, DELETE --> close
      |          | failure: it is as it was    | crash: each object is old or new,
      |          v                             v and the next opening completes it
      +---- what a crash left is completed or thrown away

A PUT is whole, and may be repeated. Which bytes an object has is known from the store: the bucket is read when it is
listed, every eighth publication, and for what publishing itself reads again (KEPT), of which copies are in the folder
`.out.<address>` beside the settings. Everything there can be lost.

A journal that another machine has overtaken is thrown away: what it was about is still to be published, by the store.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from enrich.coordination.holding import hold_lease
from enrich.errors import CannotPublish
from enrich.store.store import Store
from feeds.objects.bucket import HALF, Bucket
from feeds.objects.bucket_snapshot import BucketSnapshot
from feeds.output.missing import OutputSnapshot
from feeds.output.publishing_lock import HOLDER, LOCK
from feeds.output.staging import Staging
from feeds.state.objects.object_rows import ObjectRow, ObjectRows, digest_of
from feeds.state.publishing import PUBLISHING, TOKEN, PublishState

log = logging.getLogger("paperwire")
ROBOTS = "robots.txt"
KEPT = ("dumps/", "search/", ROBOTS)
"""What publishing reads again; robots.txt may be somebody else's, and stays so."""
EVERY = 8
"""Publications from one listing to the next."""
_PORTION, _SMALL = 500, 1 << 17
"""Objects between two notes in the store; bytes from which one of them is not read into memory."""
_NOTE = "objects"
"""The single value with the bucket that the rows are of, the journal that is worked at, and the publications since a listing."""


class FileToPut(NamedTuple):
    """A staged file."""

    digest: bytes
    data: bytes | Path
    """All of it, or where it is."""


class ObjectStaging(Staging):
    """The one publisher of a bucket at a time, with its staged files."""

    def __init__(self, store: Store, bucket: Bucket, kept: Path) -> None:
        """Complete what a crash left; `kept` is the folder for what is read again. Raises CannotPublish."""
        self.bucket = bucket
        self.rows = ObjectRows(store.engine)
        self._engine = store.engine
        self._published = PublishState(store.engine)
        self._is_publication = False
        bucket.check()
        super().__init__(kept)
        self.place = bucket.address
        try:
            self._bring_kept()
        except BaseException:
            self.close()
            raise

    def snapshot(self, *, is_publication: bool = True, look: bool = False) -> OutputSnapshot:
        self._is_publication = is_publication
        note = self._note()
        count = note.get("count", EVERY) + is_publication
        self._keep(note | {"count": count})
        is_due = is_publication and (look or count >= EVERY or self.rows.are_unsure() or not self._is_ours())
        return BucketSnapshot(self, is_due=is_due)

    def listed(self) -> None:
        """The bucket was compared with the rows."""
        self._keep(self._note() | {"count": 0})

    def present(self, paths: Iterable[str]) -> set[str]:
        return set(self.rows.of(list(paths)))

    def put_again(self, paths: Collection[str]) -> None:
        """Write objects of which there are copies here."""
        for some in portions(paths):
            self._put(some, self.out)

    # ------------------------------------------------------------ the journal

    def _write_journal(self, files: Collection[str], gone: Collection[str]) -> None:
        token = secrets.token_hex(8)
        self._token.write_text(token, encoding="ascii")
        super()._write_journal(files, gone)
        if self._is_publication:
            self._keep(self._note() | {"journal": token})

    def _is_turn(self) -> bool:
        """Whether no other machine has begun to write since this journal was begun."""
        return self._token.exists() and self._token.read_text(encoding="ascii") == self._note().get("journal")

    def _check_turn(self) -> None:
        """Raise CannotPublish when another process publishes by now: writing takes longer than renaming."""
        if self._is_publication and not self._is_turn():
            raise CannotPublish(
                f"{self.place}: another process took this one for dead and publishes there; publish again. It: {HALF}"
            )

    def _complete(self) -> None:
        note = self._note()
        if note.get("bucket") != self.bucket.address:
            self.rows.clear()
            self._keep({"bucket": self.bucket.address})
        if not self._journal.exists():
            return
        with hold_lease(self._engine, PUBLISHING, _wait_for):
            if self._is_turn():
                super()._complete()
                # What was written is not known to be published, and may have no place in the publication to come.
                self._keep(self._note() | {"count": EVERY})
            else:
                self._journal.unlink()

    def _check_places(self, files: Collection[str]) -> None:
        """Any object may be written whatever others there are."""

    def _apply(self, files: Collection[str], gone: Collection[str]) -> int:
        written = 0
        for some in portions(files):
            self._check_turn()
            written += self._put(some, self.stage)
        for some in portions(gone):
            self._check_turn()
            self.bucket.delete(some)
            self.rows.forget(some)
        kept = [path for path in files if path.startswith(KEPT) and (self.stage / path).exists()]
        super()._apply(kept, gone)
        return written

    def _put(self, paths: Collection[str], folder: Path) -> int:
        """Write those that are not there with these bytes; how many. A file that is gone was written before a crash."""
        due = differing(self.rows, paths, folder)
        if due:
            self.rows.begin(due)
            tags = self.bucket.put({path: one.data for path, one in due.items()})
            self.rows.note([ObjectRow(path, one.digest, tags[path]) for path, one in due.items()])
        return len(due)

    # ------------------------------------------------------------ what is kept here

    def _bring_kept(self) -> None:
        """Have here what publishing reads again: what is there, unless another machine published since."""
        if not self._is_ours():
            shutil.rmtree(self.out)
            self.out.mkdir()
            _empty(self.folder)
            self._clear()
        paths = {row.path for row in self.rows.beginning(KEPT)} | {ROBOTS}
        for path in sorted(path for path in paths if not (self.out / path).exists()):
            bring(self.bucket, path, self.out, self.folder / "brought.part")

    def _is_ours(self) -> bool:
        """Whether the last publication was made here."""
        token = OutputSnapshot(self.folder, self.out).token
        return token is not None and token == self._published.values().get(TOKEN)

    @property
    def _token(self) -> Path:
        return self.folder / "journal.token"

    def _note(self) -> dict[str, Any]:
        return dict(self._published.values().get(_NOTE) or {})

    def _keep(self, note: dict[str, Any]) -> None:
        self._published.set_values({_NOTE: note})


def _wait_for(whom: str) -> None:
    log.warning("%s publishes from the same store; waiting for it to end", whom)


def differing(rows: ObjectRows, paths: Collection[str], folder: Path) -> dict[str, FileToPut]:
    """Those of the files in a folder whose bytes are not in the bucket, by path in both."""
    files = {path: one for path in paths if (one := _read(folder / path)) is not None}
    known = rows.of(files)
    return {path: one for path, one in files.items() if path not in known or known[path].digest != one.digest}


def bring(bucket: Bucket, path: str, out: Path, draft: Path) -> None:
    """Have a copy of an object in a folder, if there is one."""
    if bucket.fetch(path, draft):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        draft.replace(out / path)


def _empty(workshop: Path) -> None:
    """Remove what a publisher kept there but its lock: it is of another state of out/."""
    for path in workshop.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in {LOCK, HOLDER}:
            path.unlink()


def _read(file: Path) -> FileToPut | None:
    """None where there is no such file."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_SMALL)
            if len(data) < _SMALL:
                return FileToPut(digest_of(BytesIO(data)), data)
            opened.seek(0)
            return FileToPut(digest_of(opened), file)
    except FileNotFoundError:
        return None


def portions(paths: Iterable[str]) -> Iterator[list[str]]:
    """As many as are in memory, and on their way, at a time."""
    every = iter(paths)
    return iter(lambda: list(islice(every, _PORTION)), [])
