"""A layer over the local services for lists of new works: `cites:`, venues and institutions, by day, in pages.

The invented papers and their works are those of `sources_standin`, which answers everything else, keeps the log and has the faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_plus

from tests.support import sources_standin
from tests.support.services import listening
from tests.support.sources_standin import Answer, Asked, Crossref, OpenAlex, Server, World, cursor_of, start_of

_NEW = re.compile(r"(?:cites|primary_location\.source\.id|authorships\.institutions\.ror|issn|container-title):")


class NewestOpenAlex(OpenAlex):
    """OpenAlex with the filters for what is followed."""

    FILTERS = OpenAlex.FILTERS | {
        "cites", "primary_location.source.id", "authorships.institutions.ror", "locations.source.id",
    }  # fmt: skip

    def __init__(self, world: World, cites: Mapping[str, Sequence[str]], most: int) -> None:
        super().__init__(world)
        self.cites = cites
        """Paper -> papers that it cites."""
        self.most = most
        """Works on a page at most."""
        self.deaf = False
        """Whether filters on what is followed are ignored."""
        self.extra_names: dict[str, str] = {}
        """Id of a further venue -> its name."""

    def answer(self, q: Asked) -> Answer:
        kind, _, rest = q.path.strip("/").partition("/")
        if kind == "sources":
            return self.source(unquote_plus(rest)) if rest else self.sources(q)
        if kind == "institutions":
            found = self.institutions().get(unquote_plus(rest))
            return Answer(found) if found else self.missing()
        return super().answer(q)

    def list(self, q: Asked) -> Answer:
        filters = unquote_plus(q.raw("filter") or "")
        return self.newest(filters, q) if _NEW.match(filters) else super().list(q)

    def works(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Every work with what it says."""
        for paper in self.world.ids:
            for work in self.world.case(paper).works:
                cited = [one.wid for name in self.cites.get(paper, ()) for one in self.world.case(name).works]
                yield (
                    work,
                    self.render(work, True) | {"referenced_works": [f"https://openalex.org/{one}" for one in cited]},
                )

    def venues(self) -> dict[str, dict[str, Any]]:
        """The venues of all works, by id."""
        places = (row["primary_location"]["source"] for _, row in self.works() if row["primary_location"])
        found = {place["id"].rpartition("/")[2]: place for place in places if place}
        more = {
            name: {"id": f"https://openalex.org/{name}", "display_name": text}
            for name, text in self.extra_names.items()
        }
        return found | more

    def institutions(self) -> dict[str, dict[str, Any]]:
        """The institutions of all works, by ROR id."""
        return {
            one["ror"]: one
            for _, row in self.works()
            for author in row["authorships"]
            for one in author["institutions"]
        }

    def source(self, name: str) -> Answer:
        issn = name.removeprefix("issn:")
        found = [one for key, one in self.venues().items() if key == name or issn in (one.get("issn") or ())]
        return Answer(found[0]) if found else self.missing()

    def sources(self, q: Asked) -> Answer:
        words = q.args["filter"].removeprefix("display_name.search:").lower().split()
        rows = [one for one in self.venues().values() if all(word in one["display_name"].lower() for word in words)]
        return Answer({"meta": {"count": len(rows)}, "results": rows})

    def newest(self, filters: str, q: Asked) -> Answer:
        rows = [row for _, row in self.works()]
        for piece in filters.split(","):
            name, _, value = piece.partition(":")
            if not (self.deaf and _NEW.match(piece)):
                rows = [row for row in rows if self.fits(name, value, row)]
        rows.sort(key=lambda row: (row["publication_date"], row["id"]), reverse=True)
        start = 0 if q.args["cursor"] == "*" else start_of(q.args["cursor"]) or 0
        shown = rows[start : start + self.most]
        results = [self.select(row, q) for row in shown]
        cursor = cursor_of(start + self.most) if shown else None  # there is one behind the last work, too
        return Answer({"meta": {"count": len(rows), "next_cursor": cursor}, "results": results}, items=("results",))

    def fits(self, name: str, value: str, row: Mapping[str, Any]) -> bool:
        if name == "cites":
            return bool({f"https://openalex.org/{one}" for one in value.split("|")} & {*row["referenced_works"]})
        if name == "primary_location.source.id":
            place = (row["primary_location"] or {}).get("source") or {}
            return str(place.get("id")).endswith(f"/{value}")
        if name == "authorships.institutions.ror":
            return any(one["ror"] == value for author in row["authorships"] for one in author["institutions"])
        if name == "locations.source.id":
            return any(str((one["source"] or {}).get("id")).endswith(f"/{value}") for one in row["locations"])
        day = str(row["publication_date"])
        return day >= value if name == "from_publication_date" else day <= value


class NewestCrossref(Crossref):
    """Crossref with the filters for a venue; the publishers of `linked` papers name their preprints."""

    linked: frozenset[str] = frozenset()

    def answer(self, q: Asked) -> Answer:
        path, filters = unquote_plus(q.path).strip("/"), q.args.get("filter", "")
        if path.startswith("journals/"):
            issn = path.partition("/")[2]
            known = any(issn in row.get("ISSN", ()) for row in self.rows())
            return Answer({"status": "ok", "message": {"ISSN": [issn], "title": "T"}}) if known else self.not_found()
        return self.newest(filters, q) if _NEW.match(filters) else super().answer(q)

    def rows(self) -> Iterator[dict[str, Any]]:
        """What it has of every paper that was published."""
        for name in self.world.ids:
            doi = self.world.doi_of(self.world.papers[name])
            row = self.message(doi) if doi else None
            if row is not None:
                preprint = {"id-type": "doi", "id": f"10.48550/arxiv.{name}", "asserted-by": "subject"}
                yield row | {"relation": {"has-preprint": [preprint]} if name in self.linked else {}}

    def newest(self, filters: str, q: Asked) -> Answer:
        rows = list(self.rows())
        for name, _, value in (piece.partition(":") for piece in filters.split(",")):
            rows = [row for row in rows if _has(row, name, value)]
        rows.sort(key=_deposited, reverse=True)
        start = 0 if q.args["cursor"] == "*" else start_of(q.args["cursor"]) or 0
        count = int(q.args["rows"])
        shown = [
            {key: row[key] for key in q.args["select"].split(",") if key in row} for row in rows[start : start + count]
        ]
        message = {"total-results": len(rows), "next-cursor": cursor_of(start + count), "items": shown}
        return Answer({"status": "ok", "message-type": "work-list", "message": message}, items=("message", "items"))


def _deposited(row: Mapping[str, Any]) -> str:
    return "-".join(f"{part:02}" for part in row["created"]["date-parts"][0])


def _has(row: Mapping[str, Any], name: str, value: str) -> bool:
    match name:
        case "issn":
            return value in row.get("ISSN", ())
        case "container-title":
            return value in row.get("container-title", ())
        case "from-created-date":
            return _deposited(row) >= value
    return _deposited(row) <= value


@contextmanager
def newest_services(
    rows: Sequence[Mapping[str, Any]], cites: Mapping[str, Sequence[str]], most: int = 100, **options: Any
) -> Iterator[Server]:
    """The local services, which know these papers (rows of arXiv's snapshot) and what they cite."""
    records = {row["id"]: sources_standin.record(dict(row)) for row in rows}
    server = Server(records, **({"scale": 0.0, "trouble": 0.0} | options))
    server.services["openalex"] = NewestOpenAlex(server.world, cites, most)
    server.services["crossref"] = NewestCrossref(server.world)
    with listening(server):
        yield server
