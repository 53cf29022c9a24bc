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
    help="What colours tell apart in an image; a page shows both.",
)
@click.option(
    "--mechanism",
    "mechanisms",
    multiple=True,
    help="A mechanism to tell apart by colour, or a row of the matrix, once for each; by default those that "
    "tell most cells apart, and all rows.",
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

    What is not reported has a place of its own; approximate values, bounds and grave discrepancies are drawn
    as such. The chart "matrix" tells how many claims link which mechanism with which material.

    Example: kg chart retention-cycles -o retention.html
    """
    from kg.draw.by_name import list_charts, save_by_name
    from kg.engines.local import open_engine

    if listing:
        click.echo(list_charts(), nl=False)
        return
    path = output or Path(f"{name}.html")
    summary = save_by_name(open_engine(build), name, path, mechanisms, colour)  # type: ignore[arg-type] # one of the choices
    click.echo(summary, err=True)
    if opening:
        click.launch(path.resolve().as_uri())
