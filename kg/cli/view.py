"""`kg view`: an interactive picture as one file."""

from pathlib import Path

import click


@click.command(short_help="Draw an interactive picture.")
@click.argument("name", default="mechanisms-materials")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@click.option(
    "-b", "--build", default="build", type=click.Path(path_type=Path), help="Folder of the built graph."
)
@click.option("--list", "listing", is_flag=True, help="List the views.")
@click.option("--open", "opening", is_flag=True, help="Open the picture in the browser.")
def view(name: str, output: Path | None, build: Path, listing: bool, opening: bool) -> None:
    """Draw the view NAME of the graph as one page that works offline.

    Example: kg view mechanisms-materials -o picture.html
    """
    from kg.draw.views import VIEWS, save_view

    if listing:
        click.echo("\n".join(f"{key}\t{made.summary}" for key, made in VIEWS.items()))
        return
    if name not in VIEWS:
        raise click.BadParameter(f"{name!r} is not one of {', '.join(VIEWS)}", param_hint="NAME")
    path = output or Path(f"{name}.html")
    click.echo(save_view(name, build, path).summary, err=True)
    if opening:
        click.launch(path.resolve().as_uri())
