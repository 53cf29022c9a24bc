"""`kg show`: all that is known of one thing."""

from pathlib import Path

import click

from kg.cli.asked import as_of_option, open_asked
from kg.cli.completion import complete_thing
from kg.cli.options import build_option, text_or_json_option


@click.command()
@click.argument("thing", shell_complete=complete_thing())
@text_or_json_option
@as_of_option
@build_option
def show(thing: str, output_format: str, as_of: int | None, build: Path) -> None:
    """Show all that is known about THING, each statement with its evidence.

    THING is a mechanism, material, person, work, reference, system or claim: a name, a short form, a formula,
    a key, a DOI, a reference number or an IRI.

    Example: kg show LCG
    """
    from kg.search.portrait import to_json, to_text
    from kg.search.show import show_entity

    graph = open_asked(build, as_of)
    portrait = graph.find(lambda engine: show_entity(engine, thing))
    graph.tell()
    click.echo(to_json(portrait) if output_format == "json" else to_text(portrait), nl=False)
