"""`kg chart`: reported values as a chart, in one file."""

from pathlib import Path

import click

from kg.cli.options import build_option


@click.command()
@click.argument("name", default="retention-cycles")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; its ending names the format: html, svg, png, json.",
)
@click.option(
    "--colour",
    "--color",
    type=click.Choice(["metal", "mechanism"]),
    default="metal",
    show_default=True,
    help="What colours tell apart in an image; a page can show both.",
)
@click.option(
    "--mechanism",
    "mechanisms",
    multiple=True,
    help="A mechanism to tell apart by colour, once for each; by default those that most cells show.",
)
@build_option
@click.option("--list", "listing", is_flag=True, help="List the charts.")
@click.option("--open", "opening", is_flag=True, help="Open the chart.")
def chart(
    name: str,
    output: Path | None,
    colour: str,
    mechanisms: tuple[str, ...],
    build: Path,
    listing: bool,
    opening: bool,
) -> None:
    """Draw the chart NAME of the values that papers report, each point one claim.

    What is not reported has a place of its own; approximate values and bounds are drawn as such.

    Example: kg chart retention-cycles -o retention.html
    """
    from kg.cli.rows import wrong_use
    from kg.draw.charts.charts import draw_chart, list_charts, save_chart
    from kg.engines.local import open_engine

    if listing:
        click.echo(list_charts(), nl=False)
        return
    path = output or Path(f"{name}.html")
    with wrong_use():
        summary = save_chart(draw_chart(open_engine(build), name, mechanisms), path, colour)  # type: ignore[arg-type] # one of the choices
    click.echo(summary, err=True)
    if opening:
        click.launch(path.resolve().as_uri())
