"""`kg push`: the built graph onto a SPARQL server."""

from pathlib import Path
from typing import Final

import click

from kg.cli.options import build_option, require_server, server_options
from kg.terms import BASE

_DONE: Final = {"write": "writing", "keep": "unchanged", "remove": "removing"}


@click.command()
@server_options
@build_option
def push(build: Path) -> None:
    """Put the built graph on the server of --endpoint: one named graph per paper, only what changed.

    A push that was interrupted goes on where it stopped. Graphs that kg never wrote are left alone. Name and
    password come from KG_USER and KG_PASSWORD or from ~/.netrc, a token from KG_TOKEN.

    Example: kg push --endpoint http://localhost:7878/query
    """
    from kg.engines.local import open_store
    from kg.engines.push import push_graphs

    server = require_server()
    report = push_graphs(server, open_store(build), _tell)
    told = f"{len(report.written)} written, {len(report.kept)} unchanged, {len(report.removed)} removed"
    click.echo(f"{server.identity} ({server.profile.title}): {told}")


def _tell(what: str, graph: str, statements: int) -> None:
    number = f", {statements} statements" if statements else ""
    click.echo(f"{_DONE[what]} {graph.removeprefix(BASE)}{number}", err=True)
