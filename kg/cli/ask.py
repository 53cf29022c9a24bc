"""`kg ask`: a question in one's own words."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import build_option
from kg.cli.query import FORMAT_NAMES

if TYPE_CHECKING:
    from kg.search.ask import Reply


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMAT_NAMES),
    default="table",
    show_default=True,
    help="How to write the rows; json holds everything, the others only rows on stdout.",
)
@build_option
def ask(text: tuple[str, ...], output_format: str, build: Path) -> None:
    """Ask TEXT in your own words; no language model is used.

    Says how the question was understood, runs the canned question that fits best and names the next two. Exit
    code 1 where none fits.

    Example: kg ask "which Mg anodes keep 80 % after 500 cycles below 5 MPa?"
    """
    from kg.engines.local import interruptible, open_engine
    from kg.search.ask import Asker

    engine = open_engine(build)
    with interruptible():
        reply = Asker(engine).ask(" ".join(text))
    _write(reply, output_format)
    if reply.best is None:
        raise click.exceptions.Exit(1)


def _write(reply: "Reply", output_format: str) -> None:
    from kg.search.reply import to_closing, to_json, to_opening, to_refusal, to_rows_text

    aside = output_format != "table"  # then stdout is for rows only
    if output_format == "json":
        click.echo(to_json(reply), nl=False)
    elif reply.best is None:
        click.echo(to_refusal(reply), nl=False, err=True)
    else:
        click.echo(to_opening(reply) + ("" if aside else "\n"), nl=False, err=aside)
        rows = to_rows_text(reply, output_format, _terminal_width())
        click.echo(rows + ("\n" if rows and not aside else ""), nl=False)
        click.echo(to_closing(reply), nl=False, err=aside)


def _terminal_width() -> int | None:
    import shutil
    import sys

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
