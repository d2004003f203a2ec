"""Which out/ a store publishes: one, which the store notes, for two would undo each other's state again and again.

An out/ is known by a word beside it, in the folder that its publisher keeps, so that it may be moved::

    the store notes none, or was copied, or put back elsewhere   this one from now on
    the word is the same                                         the same out/, moved perhaps; but a copy is refused
    another word: the noted out/ is gone, or was here            this one from now on
    another word: the noted out/ is there, or on another host    refused
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from enrich.coordination.holding import Renewal, hold_lease
from enrich.database.identity import identity
from enrich.errors import BadSettings, CannotPublish
from enrich.machine.process import host
from enrich.store.store import Store
from feeds.output.staging import workshops
from feeds.state.publishing import PUBLISHING, PublishState

HOME = "home"
"""The single value that names the out/; the file with its word is called so, too."""


@dataclass(frozen=True, slots=True)
class Home:
    """An out/ as a store notes it."""

    word: str
    """What distinguishes it from every other: a bucket's address; empty for a folder that was never published to."""
    place: str
    """Its absolute path, or a bucket's address."""
    host: str
    """The machine with that path; empty for a bucket, which is at its address from everywhere."""
    store: str
    """The store that noted it."""


def refusal(noted: Home | None, here: Home, word_there: str | None) -> str | None:
    """Why a store that noted one out/ may not publish another; None when it may.

    `word_there` is what is beside the noted place: None when no such folder is on this machine, or when it is
    the same folder by another path.
    """
    if noted is None or noted.store != here.store:
        return None
    same_host = noted.host == here.host
    is_folder = bool(noted.host)
    if here.word == noted.word:
        is_copy = same_host and noted.place != here.place and word_there == noted.word
        return f"is a copy of {noted.place}, which this store publishes" if is_copy else None
    if is_folder and same_host and (noted.place == here.place or word_there is None):
        return None
    where = noted.place if same_host or not is_folder else f"{noted.place} on {noted.host}"
    return f"is not what this store publishes: that is {where}"


ADVICE = (
    "One store publishes one folder, for two would undo each other's work. Copy that folder to have the same in another "
    "place; name a store of its own in [store] url for other content; or, if this folder is to take its place from "
    "now on, say `paperwire publish --move` once"
)


def check_home(store: Store, out: Path | str, url: str | None = None) -> None:
    """Raise BadSettings, which says what to do, when the store publishes another out/.

    `url` is the address of the store that this one is a trial of.
    """
    noted, here = _noted(store), _here(store, out, url)
    if why := refusal(noted, here, _word_there(noted, here)):
        raise BadSettings(f"{out} {why}. {ADVICE}")


@contextmanager
def sole_publisher(
    store: Store, out: Path | str, workshop: Path, say: Callable[[str], None], *, moving: bool
) -> Iterator[Renewal | None]:
    """While the context lasts, no other process publishes from the store; from now on it publishes this out/.

    Waits for another one, and says so. Raises BadSettings when the store publishes another out/, unless it is `moving`.
    """

    def check() -> None:
        if not moving:
            check_home(store, out)

    def wait_for(whom: str) -> None:
        say(f"{whom} publishes from the same store; waiting for it to end")

    with hold_lease(store.engine, PUBLISHING, wait_for, check=check) as lease:
        _note_home(store, out, workshop, say)
        yield lease


def check_lease(lease: Renewal | None, out: Path | str) -> None:
    """Raise CannotPublish when another process publishes from the store by now."""
    if lease is not None and lease.is_lost:
        raise CannotPublish(
            "another process took this one for dead and publishes from the same store; publish again. "
            f"{out}: it is as it was"
        )


def _note_home(store: Store, out: Path | str, workshop: Path, say: Callable[[str], None]) -> None:
    """From now on the store publishes this out/."""
    noted, here = _noted(store), _here(store, out)
    if not here.word:
        word = secrets.token_hex(8)
        (workshop / HOME).write_text(word, encoding="ascii")
        here = Home(word, here.place, here.host, here.store)
    if noted == here:
        return
    if noted is not None and noted.store == here.store and noted.place != here.place:
        what = "has moved" if noted.word == here.word else "is no longer published"
        say(f"{noted.place} {what}; this store publishes {here.place} from now on")
    PublishState(store.engine).set_values({HOME: asdict(here)})


def _noted(store: Store) -> Home | None:
    value = PublishState(store.engine).values().get(HOME)
    return None if value is None else Home(**value)


def _here(store: Store, out: Path | str, url: str | None = None) -> Home:
    if isinstance(out, str):
        return Home(out, out, "", identity(store.engine, url))
    return Home(_word(out) or "", str(out.absolute()), host(), identity(store.engine, url))


def _word(out: Path) -> str | None:
    """What is beside an out/; None where nothing is."""
    for folder in workshops(out.absolute()):
        try:
            return (folder / HOME).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            continue
    return None


def _word_there(noted: Home | None, here: Home) -> str | None:
    if noted is None or noted.host != here.host:
        return None
    place = Path(noted.place)
    try:
        if not place.is_dir() or (os.path.isdir(here.place) and os.path.samefile(place, here.place)):
            return None
    except OSError:
        return None
    return _word(place) or ""
