"""`kg build`: knowledge files become a finished graph."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from kg.cli.schema import schema

if TYPE_CHECKING:
    from kg.errors import KnowledgeError
    from kg.graph.build import BuildReport

__all__ = ["build", "schema"]


@click.command(short_help="Build the graph from knowledge files.")
@click.argument("paper", nargs=-1)
@click.option(
    "-o",
    "--output",
    default="build",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Build folder.",
)
@click.option(
    "--papers", type=click.Path(path_type=Path), help="Folder of knowledge files (default: papers/ here)."
)
@click.option("--texts", type=click.Path(path_type=Path), help="Folder of the papers' texts, for quotes.")
@click.option(
    "--quotes",
    type=click.Choice(["none", "full"]),
    default="none",
    show_default=True,
    help="Whether sentences of the papers go into the graph.",
)
@click.option("--force", is_flag=True, help="Build even when nothing has changed.")
def build(
    paper: tuple[str, ...],
    output: Path,
    papers: Path | None,
    texts: Path | None,
    quotes: Literal["none", "full"],
    force: bool,
) -> None:
    """Build the graph from the knowledge files of each PAPER, or of all papers.

    When a knowledge file has an error, all errors are listed and the earlier build stays as it is.

    Example: kg build -o build/
    """
    from kg.engines.local import open_engine
    from kg.errors import KnowledgeError
    from kg.graph.build import build_graph
    from kg.queries.catalogue import compile_index
    from kg.queries.entities import compile_names
    from kg.resources import find_papers

    try:
        report = build_graph(papers or find_papers(), output, paper, texts, quotes, force)
    except KnowledgeError as error:
        _fail(error)
    compile_index()
    compile_names(open_engine(output))
    click.echo(_to_words(report), err=True)


def _fail(error: "KnowledgeError") -> None:
    """End with all problems but mere remarks, one per line; a failure without a list of them is passed on."""
    if not error.problems:
        raise error
    for problem in (found for found in error.problems if found.severity != "info"):
        click.echo(str(problem), err=True)
    raise click.exceptions.Exit(1)


def _to_words(report: "BuildReport") -> str:
    papers = f"{len(report.papers)} paper{'' if len(report.papers) == 1 else 's'}"
    size = f"{report.out_dir}: {papers}, {report.statements} statements"
    return f"{size}, built in {report.seconds:.1f} s" if report.built else f"{size}, unchanged"
