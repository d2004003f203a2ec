"""The command line: reads settings, wires the parts, prints what they give. Holds no logic of its own.

Exit status: 0 all went well; 1 a failure, out/ is as it was; 2 wrong usage or configuration; 3 published, but
something is open; 130 stopped by Ctrl-C or SIGTERM. Data goes to standard output, everything else to standard error.
A command imports what it does only when it is called, so that none waits for what it does not use.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from enrich.errors import BadSettings, CannotRead, PaperwireError
from enrich.options.settings_file import FILE_NAME
from feeds.cli.completion import author_slugs, source_names, topic_slugs
from feeds.cli.console import Console
from feeds.cli.digests.commands import notify
from feeds.cli.people.commands import people
from feeds.cli.session import FAILED, OK, OPEN, STOPPED, WRONG, ServiceStopped, Session, misuse

MISUSE: type[Exception] = typer.BadParameter.__bases__[0]
"""Every error of usage; typer has it from click and gives it no name of its own."""
INTERRUPTED = "stopped; what was done is kept, the rest is still due"

WHOLE = "Documents that mention papers go in; complete records, feeds, pages and dumps come out."
app = typer.Typer(name="paperwire", help=WHOLE, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(people)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
DryJson = Annotated[bool, typer.Option("--json", help="With --dry-run: print JSON.")]
Links = Annotated[bool, typer.Option("--check-links", help="Check that each PDF exists; one request each.")]
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Read queries and sets from this day on, once more.")
]
Every = Annotated[bool, typer.Option("--all", help="Print all of them, one per line, separated by tabs.")]
Topic = Annotated[str, typer.Argument(help="A part of the name or address.", autocompletion=topic_slugs)]
Author = Annotated[str, typer.Argument(help="A part of the name or address.", autocompletion=author_slugs)]
Retry = Annotated[bool, typer.Option("--retry", help="Retry deferred look-ups now, before their time.")]


def _is_dry(dry: bool, as_json: bool) -> bool:
    if as_json and not dry:
        raise BadSettings("--json goes with --dry-run here")
    return dry


def _show_version(wanted: bool) -> None:
    if wanted:
        from enrich.version import version

        typer.echo(f"paperwire {version()}")
        raise typer.Exit


@app.callback(context_settings={"help_option_names": ["-h", "--help"]})
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help=f"The settings file; default: $PAPERWIRE_CONFIG, else ./{FILE_NAME}.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only errors and new warnings.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Print every request that is sent, or that `serve` answers.")
    ] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """What every command shares."""
    if quiet and verbose:
        raise BadSettings("--quiet and --verbose exclude each other")
    context.obj = Session(config, Console(quiet=quiet, verbose=verbose))


@app.command()
def run(
    context: typer.Context, retry: Retry = False, check_links: Links = False, since: Since = None, dry: Dry = False,
    as_json: DryJson = False,
) -> int:  # fmt: skip
    """The main job: read documents, look papers up, publish. Without settings it runs on a built-in sample."""
    from feeds.cli.dry_run import do_dry
    from feeds.cli.work import do_run

    if _is_dry(dry, as_json):
        return do_dry(context.obj, reads=True, retry=retry, as_json=as_json)
    return do_run(context.obj, retry=retry, check_links=check_links, since=since and since.date())


@app.command()
def harvest(
    context: typer.Context,
    chosen: Annotated[
        str | None, typer.Option("--set", help="A set or category: cs, cs:cs:LG, cs.LG. Default: all.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Start again from this day.")
    ] = None,
) -> int:
    """Fetch the metadata of a whole set over OAI-PMH, from where the last harvest stopped."""
    from feeds.cli.work import do_harvest

    return do_harvest(context.obj, chosen, since.date() if since else None)


@app.command()
def init(
    context: typer.Context,
    github_pages: Annotated[bool, typer.Option("--github-pages", help="Add a workflow that runs at GitHub.")] = False,
) -> int:
    """Write a paperwire.toml with every setting explained."""
    from feeds.cli.init import do_init

    return do_init(context.obj, github_pages=github_pages)


@app.command()
def add(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(help="Addresses, files, arXiv ids, DOIs, categories, or ORCID iDs or names of persons."),
    ],
    name: Annotated[str | None, typer.Option("--name", help="The name of the source, which is public.")] = None,
) -> int:
    """Add something to read, or someone to follow, to paperwire.toml; its comments stay."""
    from feeds.cli.edit.actions import do_add

    return do_add(context.obj, what, name)


@app.command()
def remove(
    context: typer.Context,
    what: Annotated[
        list[str], typer.Argument(help="Names of sources, or what was added.", autocompletion=source_names)
    ],
    name: Annotated[str | None, typer.Option("--name", help="Only from the source of this name.")] = None,
) -> int:
    """Take a source, or a part of one, out of paperwire.toml."""
    from feeds.cli.edit.actions import do_remove

    return do_remove(context.obj, what, name)


@app.command()
def enrich(
    context: typer.Context,
    what: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, addresses, arXiv ids, or - for standard input.")
    ] = None,
    retry: Retry = False,
    check_links: Links = False,
    since: Since = None,
) -> int:
    """Read documents and complete records without publishing; what is named here is kept as a source of its own."""
    from feeds.cli.work import do_enrich

    return do_enrich(context.obj, what or [], retry=retry, check_links=check_links, since=since and since.date())


@app.command()
def publish(
    context: typer.Context,
    moving: Annotated[
        bool, typer.Option("--move", help="Publish here from now on, wherever this store published before.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make every file again, and repair files that were altered.")
    ] = False,
    dry: Dry = False,
    as_json: DryJson = False,
) -> int:
    """Write out/ from the records: only what changed."""
    from feeds.cli.dry_run import do_dry
    from feeds.cli.work import do_publish

    if _is_dry(dry, as_json) and rebuild:
        raise BadSettings("--rebuild and --dry-run exclude each other: `paperwire verify` says what would be put right")
    if _is_dry(dry, as_json):
        return do_dry(context.obj, reads=False, retry=False, as_json=as_json, moving=moving)
    return do_publish(context.obj, moving=moving, rebuild=rebuild)


app.command()(notify)


@app.command()
def schedule(
    context: typer.Context,
    only_list: Annotated[bool, typer.Option("--list", help="Show when the jobs run next, and exit.")] = False,
    only_check: Annotated[bool, typer.Option("--check", help="Exit with 1 unless a scheduler is working.")] = False,
    as_json: Json = False,
) -> int:
    r"""Run the jobs of \[schedule] at their times, until stopped."""
    from feeds.cli.schedule import do_schedule

    return do_schedule(context.obj, only_list=only_list, as_json=as_json, only_check=only_check)


@app.command()
def verify(context: typer.Context) -> int:
    """Compare the dumps with their manifest, and every file in out/ with what the records give; say what differs."""
    from feeds.cli.inspect import do_verify

    return do_verify(context.obj)


@app.command()
def lookup(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="arXiv ids in any written form, or DOIs.")],
    history: Annotated[bool, typer.Option("--history", help="Print every change of the records instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Nothing else: what is printed is JSON anyway.")] = False,
) -> int:
    """Print records as JSON, one per line; those not known yet are asked for at arXiv (DOIs at services)."""
    from feeds.cli.inspect import do_lookup

    return do_lookup(context.obj, ids, history=history)


@app.command()
def status(
    context: typer.Context,
    mentions: Annotated[bool, typer.Option("--mentions", help="List every mention with what became of it.")] = False,
    as_json: Json = False,
) -> int:
    """Say how things stand: runs, outcomes, what is due, what is wrong."""
    from feeds.cli.inspect import do_status

    return do_status(context.obj, mentions=mentions, as_json=as_json)


@app.command()
def topics(context: typer.Context, text: Topic = "", every: Every = False, as_json: Json = False) -> int:
    """List the topics that have feeds, with the number of their papers and their addresses."""
    from feeds.cli.channels import do_channels

    return do_channels(context.obj, "topic", text, every=every, as_json=as_json)


@app.command()
def authors(context: typer.Context, text: Author = "", every: Every = False, as_json: Json = False) -> int:
    """List the authors who have feeds, with the number of their papers and their addresses."""
    from feeds.cli.channels import do_channels

    return do_channels(context.obj, "author", text, every=every, as_json=as_json)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help=r"Where to listen; default: \[serve] host.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help=r"Default: \[serve] port; 0 is any that is free.")
    ] = None,
) -> int:
    """Publish out/ over HTTP, with search, single records and metrics."""
    from feeds.cli.services import do_serve

    return do_serve(context.obj, host=host, port=port)


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> int:
    """Check settings, store, network, disk and out/, and say what to do."""
    from feeds.cli.inspect import do_doctor

    return do_doctor(context.obj, as_json=as_json)


def call(arguments: list[str] | None = None) -> int:
    """Run a command line; returns the exit status."""
    try:
        status = int(app(arguments, standalone_mode=False) or OK)
        # Of an interrupt typer makes an exit status and says nothing.
        return _complain(INTERRUPTED, STOPPED) if status == STOPPED else status
    except MISUSE as wrong:
        return _complain(misuse(wrong), WRONG)
    except BadSettings as wrong:
        return _complain(wrong, WRONG)
    except CannotRead as wrong:
        return _complain(wrong, OPEN)
    except PaperwireError as wrong:
        return _complain(wrong, FAILED)
    except ServiceStopped:
        return _complain("stopped", STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except (KeyboardInterrupt, typer.Abort):
        return _complain(INTERRUPTED, STOPPED)


def _complain(what: object, status: int) -> int:
    sys.stderr.write(f"paperwire: {what}\n" if what else "")
    return status
