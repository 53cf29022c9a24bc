"""`kg serve`: the site and a read-only SPARQL endpoint on this machine."""

import re
from pathlib import Path
from typing import Final

import click

from kg.cli.options import SECONDS, build_option, jobs_option

# A name with or without a port, as it stands in a Host header, and an origin, as browsers send it.
# Source: RFC 9110, section 7.2; RFC 6454, section 6.2.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?|\*|null")


def to_hosts(_: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of the server in small letters; one that no request can call it by is refused."""
    for value in values:
        if not _HOST.fullmatch(value):
            raise click.BadParameter(f"{value!r} is no name of a host", param=parameter)
    return tuple(value.lower() for value in values)


def to_origin(_: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return an origin as browsers write it; with a path or a slash at its end it would never be matched."""
    origin = value.rstrip("/").lower()
    if value and not _ORIGIN.fullmatch(origin):
        told = f"{value!r} is no origin; give it as https://lab.example or http://localhost:8000"
        raise click.BadParameter(told, param=parameter)
    return origin


@click.command(short_help="Serve the site and a SPARQL endpoint.")
@click.option("-o", "--output", default="public", type=click.Path(path_type=Path), help="Folder of the site.")
@click.option("--papers", type=click.Path(path_type=Path), help="Folder of the knowledge files.")
@click.option(
    "--texts", type=click.Path(path_type=Path), help="Folder of the papers' texts, to show passages."
)
@build_option
@click.option(
    "--port", default=8040, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    callback=to_hosts,
    help="A further name under which the server may be called.",
)
@click.option(
    "--cors", default="", callback=to_origin, help="Origin of a web page that may read answers too."
)
@click.option(
    "--timeout", default=30.0, type=SECONDS, show_default=True, help="Seconds after which a query is ended."
)
@jobs_option
@click.option("--watch", is_flag=True, help="Make the site again whenever something changes.")
def serve(
    output: Path,
    papers: Path | None,
    texts: Path | None,
    build: Path,
    port: int,
    hosts: tuple[str, ...],
    cors: str,
    timeout: float,
    jobs: int,
    watch: bool,
) -> None:
    """Make the site if need be and serve it, with the graph at /sparql, to this machine only.

    A site that `kg site` made there keeps its base URL, its place for reports, its day and its crate.

    Example: kg serve --watch
    """
    from kg.publish.options import SiteOptions, keep_settings
    from kg.resources import find_papers
    from kg.serve.endpoint import Endpoint
    from kg.serve.running import run_server
    from kg.serve.server import SiteServer

    options = keep_settings(SiteOptions(papers or find_papers(), output, build, texts, jobs=jobs))
    with SiteServer(output, Endpoint(build, timeout), port, hosts, cors) as server:
        run_server(server, options, watch, lambda line: click.echo(line, err=True))
