"""`kg view`: a picture as one file."""

from pathlib import Path

import click

from kg.cli.options import build_option

DEFAULT = "mechanisms-materials"


@click.command()
@click.argument("name", required=False)
@click.argument("things", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; its ending names the format: html, svg, png, graphml, gexf, cyjs.",
)
@click.option(
    "--depth", type=click.IntRange(1, 6), default=1, show_default=True, help="Steps around a thing."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 20_000),
    default=20_000,
    show_default=True,
    help="Most things to draw; those with most records stay.",
)
@click.option(
    "--query", "query_text", help="Draw the result of a SELECT or CONSTRUCT query: a file, or - for stdin."
)
@build_option
@click.option("--list", "listing", is_flag=True, help="List the views.")
@click.option("--open", "opening", is_flag=True, help="Open the picture.")
def view(
    name: str | None,
    things: tuple[str, ...],
    output: Path | None,
    depth: int,
    limit: int,
    query_text: str | None,
    build: Path,
    listing: bool,
    opening: bool,
) -> None:
    """Draw the view NAME of the graph, as one page that works offline or as an image.

    Without a NAME it is mechanisms-materials.

    The views `around X` and `path A B` take names of things.

    Example: kg view around Mg -o magnesium.html
    """
    from kg.cli.query import read_query
    from kg.draw.views import Wish, draw_view, list_views, save_view

    if listing:
        click.echo(list_views(), nl=False)
        return
    asking = query_text is not None
    if asking and name:
        raise click.UsageError(f"either a query or the view {name!r}")
    source = click.get_current_context().get_parameter_source("depth")
    if source is click.core.ParameterSource.COMMANDLINE and name != "around":
        raise click.UsageError("--depth is for the view around a thing")
    title, query = read_query(query_text) if query_text is not None else ("", "")
    stem = "query" if query_text == "-" else Path(title).stem
    heading = "Result of a query" if query_text == "-" else stem
    wish = Wish("query" if asking else name or DEFAULT, things, depth, limit, query, heading)
    saved = save_view(
        draw_view(build, wish),
        output or Path(f"{stem if asking else '-'.join([name or DEFAULT, *things])}.html"),
    )
    click.echo(saved.summary, err=True)
    if opening:
        click.launch(saved.path.resolve().as_uri())
