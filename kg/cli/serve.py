"""`kg serve`: the site and a read-only SPARQL endpoint on this machine."""

from pathlib import Path

import click

from kg.cli.options import build_option


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
@click.option("--host", "hosts", multiple=True, help="A further name under which the server may be called.")
@click.option("--cors", default="", help="Origin of a web page that may read answers too.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds after which a query is ended.")
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
    watch: bool,
) -> None:
    """Make the site if need be and serve it, with the graph at /sparql, to this machine only.

    A site that `kg site` made there keeps its base URL, its place for reports, its day and its crate.

    Example: kg serve --watch
    """
    from kg.publish.site import SiteOptions, keep_settings
    from kg.resources import find_papers
    from kg.serve.endpoint import Endpoint
    from kg.serve.running import run_server
    from kg.serve.server import SiteServer

    options = keep_settings(SiteOptions(papers or find_papers(), output, build, texts))
    with SiteServer(output, Endpoint(build, timeout), port, hosts, cors) as server:
        run_server(server, options, watch, lambda line: click.echo(line, err=True))
