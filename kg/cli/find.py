"""`kg find`: what a name or some words may mean."""

from pathlib import Path

import click

from kg.cli.options import build_option, open_chosen_engine, text_or_json_option


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Most hits.")
@text_or_json_option
@build_option
def find(text: tuple[str, ...], limit: int, output_format: str, build: Path) -> None:
    """Find things, statements, works and questions whose names resemble TEXT, mistyped or not.

    Each hit shows what it is, its name, which of its names matched, and the key by which `kg show` knows it.

    Example: kg find lithum gradient
    """
    from kg.search.find import find_things, to_json, to_text

    engine = open_chosen_engine(build)
    hits = find_things(engine, " ".join(text), limit)
    if hits or output_format == "json":
        click.echo(to_json(hits) if output_format == "json" else to_text(hits), nl=False)
    if not hits:
        raise click.ClickException("nothing in the graph has a name like that")
