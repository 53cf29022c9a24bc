"""`kg check` and `kg stats`: what is wrong with the papers, and how much the graph holds."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from kg.errors import Problem, Severity

_FOUND_WANTING: Final = 3
_SEVERITIES: Final[tuple["Severity", ...]] = ("error", "warning", "info")
_STYLES: Final = {"error": "red", "warning": "yellow", "info": "dim"}


@click.command(short_help="Check knowledge files, evidence and shapes.")
@click.option(
    "--papers", type=click.Path(path_type=Path), help="Folder of knowledge files (default: papers/ here)."
)
@click.option("--texts", type=click.Path(path_type=Path), help="Folder of the papers' texts.")
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
)
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
def check(papers: Path | None, texts: Path | None, output_format: str, strict: bool) -> None:
    """Check the records, their evidence in the texts, what they leave out, who is who, and the shapes.

    Ends with 3 when an error was found. Without --texts the evidence is not held against the texts. Infos,
    such as concepts that no record names, are only in the JSON.

    Example: kg check --format json
    """
    from kg.graph.check import count_errors, find_all_problems
    from kg.resources import find_papers

    problems = find_all_problems(papers or find_papers(), texts)
    if output_format == "json":
        _write_json(problems)
    else:
        _write_table([problem for problem in problems if problem.severity != "info"])
    click.echo(_to_summary(problems, texts), err=True)
    if count_errors(problems, strict):
        raise click.exceptions.Exit(_FOUND_WANTING)


@click.command(short_help="Count what the graph holds.")
@click.option(
    "-b", "--build", default="build", show_default=True, type=click.Path(path_type=Path), help="Build folder."
)
def stats(build: Path) -> None:
    """Count what the graph holds, kind by kind.

    Example: kg build && kg stats
    """
    from kg.graph.stats import count_build

    counts = count_build(build)
    width = max(len(count.kind) for count in counts)
    for count in counts:
        click.echo(f"{count.kind:<{width}}  {count.things:>8}")


def _write_json(problems: Sequence["Problem"]) -> None:
    from dataclasses import asdict

    click.echo(json.dumps([asdict(problem) for problem in problems], indent=1, ensure_ascii=False))


def _write_table(problems: Sequence["Problem"]) -> None:
    """Write a table to a terminal and a line per problem to anything else."""
    if sys.stdout is None or not sys.stdout.isatty():
        for problem in problems:
            click.echo(str(problem))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("place", "", "what is wrong", "what would mend it")
    table.columns[0].overflow = "fold"  # a place that is cut short leads nowhere
    for problem in problems:
        style = _STYLES[problem.severity]
        cells = (problem.where, problem.severity, problem.message, problem.hint or "")
        # As text, not as markup: records may hold square brackets.
        table.add_row(*(Text(cell, style=style if cell == problem.severity else "") for cell in cells))
    if problems:
        Console().print(table)


def _to_summary(problems: Sequence["Problem"], texts: Path | None) -> str:
    counts = Counter(problem.severity for problem in problems)
    parts = [
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}" for severity in _SEVERITIES
    ]
    unread = "" if texts else "; evidence was not held against the texts (--texts)"
    return f"{', '.join(parts)}{unread}"
