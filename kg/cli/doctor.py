"""`kg doctor`: whether a SPARQL server answers as the built graph does."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import build_option, require_server, server_options

if TYPE_CHECKING:
    from kg.engines.local import LocalEngine
    from kg.engines.server import ServerEngine


@click.command()
@server_options
@build_option
def doctor(build: Path) -> None:
    """Tell where the answers of the server of --endpoint differ from those of the built graph.

    Every canned question is asked. First is said what the server is, how well kg knows it, and whether it
    holds what was built. Exit code 3 where anything differs. Of a server that `kg push` never wrote to, only
    the answers are compared.

    Example: kg doctor --endpoint http://localhost:7878/query
    """
    from kg.engines.local import open_engine
    from kg.queries.catalogue import load_catalogue
    from kg.queries.doctor import compare_answers

    server, local = require_server(), open_engine(build)
    is_good = _tell_state(server, local)
    findings = list(compare_answers(server, local, load_catalogue()))
    for finding in findings:
        if finding.verdict != "same":
            click.echo(f"{finding.question} {finding.verdict}: {finding.detail}")
    same = sum(finding.verdict == "same" for finding in findings)
    click.echo(f"{same} of {len(findings)} questions have the same answer")
    if not is_good or same < len(findings):
        raise click.exceptions.Exit(3)


def _tell_state(server: "ServerEngine", local: "LocalEngine") -> bool:
    """Tell what the server is and holds; return whether nothing tells that it holds something else."""
    from kg.engines.profiles import describe_state
    from kg.engines.push import compare_graphs

    profile = server.profile
    click.echo(f"{server.identity}: {profile.title}, {describe_state(profile)}")
    cap = f"cuts answers at {profile.row_cap} rows" if profile.row_cap else "no row cap known"
    click.echo(f"a query without FROM sees: {profile.unnamed}; {cap}")
    if not server.pushed_graphs:
        click.echo("kg push has never written to it: graphs are not compared, only answers are")
        return True
    differences = compare_graphs(server, local.store)
    for line in differences:
        click.echo(line)
    if not differences:
        click.echo(f"it holds the {len(server.pushed_graphs)} graphs that were built")
    return not differences
