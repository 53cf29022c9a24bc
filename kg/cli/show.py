"""`kg show`: all that is known of one thing."""

from pathlib import Path

import click


@click.command()
@click.argument("thing")
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
@click.option(
    "-b",
    "--build",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build"),
    show_default=True,
    help="Folder of the built graph.",
)
def show(thing: str, output_format: str, build: Path) -> None:
    """Show all that is known about THING, each statement with its evidence.

    THING is a mechanism, material, person, work, reference, system or claim: a name, a short form, a formula,
    a key, a DOI, a reference number or an IRI.

    Example: kg show LCG
    """
    from kg.engines.local import open_store
    from kg.search.portrait import to_json, to_text
    from kg.search.show import show_entity

    portrait = show_entity(open_store(build), thing)
    click.echo(to_json(portrait) if output_format == "json" else to_text(portrait), nl=False)
