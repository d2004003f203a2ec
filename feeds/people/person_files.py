"""The files of persons who have no channel of their own: staged beside those who have, at addresses that stay.

::

    one name that is nobody else's    people/<id>.html leads to the page of the name, which stands for the person
    merged into another               people/<id>.html leads to that one; feeds that there were carry that one's
    no page of the name               people/<id>.html says who it is
    no evidence any more              people/<id>.html says so

Where `[authors] files` is more than 1 they are no files: `feeds.serve.on_demand` makes the page, and `feeds.serve.moved` leads
to where somebody is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

from feeds.channels.plan import Plan, path_of
from feeds.output.staging import is_same, write_staged
from feeds.pages.channel_page import alternates, environment
from feeds.pages.inline import isolated, link_to
from feeds.pages.paper import MARK
from feeds.people.known_person import KnownPerson
from feeds.people.page_parts import person_part
from feeds.people.who_parts import read_people
from feeds.readable_text import repair_text
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.types import FileSet, PersonRow

SETS = "people"
"""Begins the keys of the sets of files."""
_EVENTS = f"{KIND}.events"
_VALUES = ("name", "title", "site", "head", "text", "who")
_AT_ONCE = 2000
"""Persons."""


class PeopleSite(Struct, frozen=True):
    """What the settings say of these files."""

    base_url: str
    title: str
    formats: tuple[str, ...]


class PeopleFiles(Struct, frozen=True):
    """What came of some persons."""

    paths: Mapping[str, tuple[str, ...]]
    """Paths in out/ of those who have files beside channels, by id."""
    staged: tuple[str, ...]
    """Paths of those that differ."""


class PersonFiles:
    """Makes these files."""

    def __init__(self, published: PublishState, plan: Plan, site: PeopleSite, out: Path, stage: Path) -> None:
        self._published = published
        self._plan = plan
        self._site = site
        self._out, self._stage = out, stage
        self._always = {place.key for place in plan.follow}
        self._merged = published.people.aliases()

    def build(self, people: Sequence[str]) -> PeopleFiles:
        """Stage what differs of these persons' files."""
        paths: dict[str, tuple[str, ...]] = {}
        staged: list[str] = []
        for start in range(0, len(people), _AT_ONCE):
            for person, files in self._files(people[start : start + _AT_ONCE]):
                paths[person] = tuple(files)
                staged += [path for path, data in files.items() if self._put(path, data)]
        return PeopleFiles(paths, tuple(staged))

    def page_of(self, person: str) -> bytes | None:
        """The page that is beside channels, whether it is a file or not; None where a person has a channel, or there is none."""
        return dict(self._files([person])).get(person, {}).get(f"{path_of(KIND, person)}.html")

    def _put(self, path: str, data: bytes) -> bool:
        if is_same(self._out, path, data):
            return False
        write_staged(self._stage, path, data)
        return True

    def _files(self, people: Sequence[str]) -> Iterator[tuple[str, dict[str, bytes]]]:
        targets = {self._merged.get(person, person) for person in people}
        rows = self._published.people.rows({*people, *targets})
        had = self._published.people.channels_of({*people, *targets})
        had_events = self._published.people.channels_of({*people, *targets}, _EVENTS)
        known = read_people(self._published, {one for one in targets if one not in had or one not in people})
        crowds = self._published.people.of_crowds({one.paper for each in known.values() for one in each.wrote})
        ordinary = {
            person: each for person, each in known.items() if any(one.paper not in crowds for one in each.wrote)
        }
        keys = {key for each in ordinary.values() for key in each.authors()}
        keys |= {self._plan.author_key(row.name) for row in rows.values()}
        slugs = self._published.pages.authors_with_page(keys, self._plan.min_papers, self._always)
        for person in people:
            target = self._merged.get(person, person)
            if target != person:
                place = path_of(KIND, target) if target in had else _of_name(ordinary.get(target), slugs)
                files = self._alias(person, rows[target], place)
                carried = {path_of(KIND, person): place} if person in had and place else {}
                if person in had_events and target in had_events:
                    carried[path_of(_EVENTS, person)] = path_of(_EVENTS, target)
                yield person, files | self._carried(carried)
            elif person not in had and person in ordinary:
                yield person, self._own(ordinary[person], slugs)
            elif person not in had and person not in known and person in rows and not rows[person].papers:
                yield person, self._nobody(rows[person], slugs)

    def _own(self, person: KnownPerson, slugs: Mapping[str, str]) -> dict[str, bytes]:
        place = _of_name(person, slugs)
        if place:
            return _page_at(
                person.id, moved_page(person.name, place, self._site, "Everything by this name is by one person")
            )
        who = person_part(person, slugs, ())
        return _page_at(
            person.id, moved_page(person.name, "", self._site, "Too few papers for feeds of their own", who)
        )

    def _nobody(self, row: PersonRow, slugs: Mapping[str, str]) -> dict[str, bytes]:
        slug = slugs.get(self._plan.author_key(row.name))
        text = "There is no evidence any more that papers are of this one person"
        return _page_at(
            row.id, moved_page(row.name, path_of("author", slug) if slug else "", self._site, text, stays=True)
        )

    def _alias(self, person: str, target: PersonRow, place: str) -> dict[str, bytes]:
        where = place or path_of(KIND, target.id)
        text = "This is the same person as another one here"
        return _page_at(person, moved_page(target.name, where, self._site, text))

    def _carried(self, places: Mapping[str, str]) -> dict[str, bytes]:
        """Feeds at former addresses, each with the bytes of the one that goes on."""
        found = {}
        for former, now in places.items():
            for form in self._site.formats:
                if (data := self._published_now(f"{now}.{form}")) is not None:
                    found[f"{former}.{form}"] = data
        return found

    def _published_now(self, path: str) -> bytes | None:
        """A file as it will be in out/."""
        for folder in (self._stage, self._out):
            try:
                return (folder / path).read_bytes()
            except FileNotFoundError:
                continue
        return None


def _page_at(person: str, data: bytes) -> dict[str, bytes]:
    return {f"{path_of(KIND, person)}.html": data}


def _of_name(person: KnownPerson | None, slugs: Mapping[str, str]) -> str:
    """Path of the page of the person's one name, which stands for the person; empty when there is none."""
    slug = slugs.get(person.authors()[0]) if person else None
    return path_of("author", slug) if slug else ""


def moved_page(name: str, place: str, site: PeopleSite, text: str, who: str = "", *, stays: bool = False) -> bytes:
    """A page that leads to another one (`place` is its path without an ending, empty for none); at once, unless it `stays`."""
    shown = repair_text(name)
    found = []
    sentence = f"<p>{escape(text)}.</p>"
    if place:
        target = f"../{place}.html"
        found = [f'<link rel="canonical" href="{escape(f"{site.base_url}/{place}.html")}">']
        found += [] if stays else [f'<meta http-equiv="refresh" content="0; url={escape(target)}">']
        found += [str(alternates(f"../{place}", shown, site.formats))]
        sentence = f"<p>{escape(text)}: {link_to(target, isolated(shown))}.</p>"
    values = {
        "name": escape(shown),
        "title": isolated(shown),
        "site": escape(repair_text(site.title)),
        "head": "\n".join(found),
        "text": sentence,
        "who": who,
    }
    return "".join([part if at % 2 == 0 else values[part] for at, part in enumerate(_frame())]).encode()


@lru_cache(maxsize=1)
def _frame() -> tuple[str, ...]:
    marks = {name: Markup(f"{MARK}{name}{MARK}") for name in _VALUES}
    return tuple(environment().get_template("person.html").render(**marks, up="../").split(MARK))


def set_of(person: str) -> str:
    """The key of the set of files that a person's belong to."""
    return f"{SETS}:{person[1:3]}"


def sets_now(
    before: Mapping[str, FileSet], looked_at: Collection[str], paths: Mapping[str, Sequence[str]], *, whole: bool
) -> tuple[tuple[FileSet, ...], tuple[str, ...]]:
    """Sets of files that differ from those `before`, and the files that go. A set without files is one that goes.

    `paths` are those of the persons who were `looked_at`; there are no others if this is the `whole`.
    """
    names: dict[str, set[str]] = {key: set() if whole else set(known.files) for key, known in before.items()}
    for person in looked_at:
        its = names.setdefault(set_of(person), set())
        its -= {path for path in its if path.startswith(f"{path_of(KIND, person)}.")}
        its.update(paths.get(person, ()))
    now = [FileSet(key, None, b"whole", tuple(sorted(files))) for key, files in sorted(names.items())]
    gone = {path for known in before.values() for path in known.files}.difference(*(one.files for one in now))
    differing = [one for one in now if one != before.get(one.key) and (one.files or one.key in before)]
    return tuple(differing), tuple(sorted(gone))
