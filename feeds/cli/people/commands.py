"""`paperwire people`: the options of its commands; what they do is in `actions.py` and `review.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

people = typer.Typer(
    name="people",
    help="Who is who: look at persons, and decide; decisions hold in every later run.",
    no_args_is_help=True,
    epilog="An author is written '2507.13575 Jane Doe', '2507.13575:3' (the third author), or as a person's id.",
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Who = Annotated[str | None, typer.Option("--who", help="Who decides; default: the user of this machine.")]
Why = Annotated[str, typer.Option("--why", help="The reason, which is kept with it.")]
Authors = Annotated[list[str], typer.Argument(help="Two or more: ids of persons, or a paper with a name or a place.")]


@people.command("list")
def list_people(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A part of a name, or an id.")] = "",
    as_json: Json = False,
) -> int:
    """List persons, those with most papers first."""
    from feeds.cli.people.actions import do_list

    return do_list(context.obj, name, as_json=as_json)


@people.command()
def show(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="An id, an author of a paper, or a name that only one person has.")],
    as_json: Json = False,
) -> int:
    """Show a person: names, papers, the evidence for each, decisions."""
    from feeds.cli.people.actions import do_show

    return do_show(context.obj, person, as_json=as_json)


@people.command()
def join(context: typer.Context, authors: Authors, why: Why = "", who: Who = None) -> int:
    """Decide that these authors are one person."""
    from feeds.cli.people.actions import do_join

    return do_join(context.obj, authors, why, who)


@people.command()
def different(context: typer.Context, authors: Authors, why: Why = "", who: Who = None) -> int:
    """Decide that no two of these authors are the same person."""
    from feeds.cli.people.actions import do_different

    return do_different(context.obj, authors, why, who)


@people.command()
def split(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="An id.")],
    papers: Annotated[
        list[str], typer.Argument(help="The papers that are somebody else's, as `people show` lists them.")
    ],
    why: Why = "",
    who: Who = None,
) -> int:
    """Decide that some of a person's papers are somebody else's."""
    from feeds.cli.people.actions import do_split

    return do_split(context.obj, person, papers, why, who)


@people.command()
def rename(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="An id.")],
    name: Annotated[str, typer.Argument(help="The name that the person has now.")],
    old: Annotated[list[str] | None, typer.Option("--old", help="A former name to hide; default: all of them.")] = None,
    why: Why = "",
    who: Who = None,
) -> int:
    """Give a person a new name: the former ones disappear from pages, feeds and dumps."""
    from feeds.cli.people.actions import do_rename

    return do_rename(context.obj, person, name, old or [], why, who)


@people.command()
def undo(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(help="Its number in `export` and `show`; default: the last one.")
    ] = None,
    who: Who = None,
) -> int:
    """Take back a decision or a new name."""
    from feeds.cli.people.actions import do_undo

    return do_undo(context.obj, number, who)


@people.command()
def review(context: typer.Context, why: Why = "", who: Who = None) -> int:
    """Go through the open questions: are these two the same person?"""
    from feeds.cli.people.review import do_review

    return do_review(context.obj, why, who)


@people.command()
def export(context: typer.Context) -> int:
    """Print all decisions as CSV, including those that were undone."""
    from feeds.cli.people.actions import do_export

    return do_export(context.obj)


@people.command("import")
def import_decisions(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV, as `export` prints it.")],
    who: Who = None,
) -> int:
    """Take over decisions from a CSV file; those already known are skipped."""
    from feeds.cli.people.actions import do_import

    return do_import(context.obj, file, who)
