"""`kg network`: works, people, materials and mechanisms as networks, for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.options import build_option, open_chosen_engine
from kg.cli.rows import output_option, write_text

if TYPE_CHECKING:
    import networkx as nx

FORMAT_NAMES: Final = ("graphml", "gexf", "json", "cyjs", "csv")  # a test holds them against the writers


@click.command(short_help="Write a network for other programs.")
@click.argument("name", required=False)
@output_option
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMAT_NAMES),
    help="How to write it; by default as the ending of -o says, else csv.",
)
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Leave out edges of smaller weight.",
)
@click.option("--measures", is_flag=True, help="Add PageRank, betweenness and community to every node.")
@click.option("--list", "listing", is_flag=True, help="Tell what each network shows and means.")
@build_option
def network(
    name: str | None,
    output: Path | None,
    output_format: str | None,
    least: int,
    measures: bool,
    listing: bool,
    build: Path,
) -> None:
    """Write the network NAME as GraphML, GEXF, Cytoscape JSON, node-link JSON or CSV of its edges.

    Example: kg network co-authorship -o authors.graphml --measures
    """
    if listing or name is None:
        click.echo(_describe_all(), nl=False)
        return
    from kg.network.formats import FORMATS

    chosen = output_format or _format_of(output)
    write_text(FORMATS[chosen](_read(name, least, measures, build)), output)


def _read(name: str, least: int, measures: bool, build: Path) -> "nx.Graph[Any]":
    from kg.network.measures import add_measures
    from kg.network.networks import find_network, read_network

    find_network(name)  # a wrong name is told before a missing graph
    engine = open_chosen_engine(build)
    found = read_network(engine, name, least)
    if measures:
        add_measures(found)
    return found


def _format_of(output: Path | None) -> str:
    if output is None or str(output) == "-":
        return "csv"
    ending = output.suffix.removeprefix(".").lower()
    if ending not in FORMAT_NAMES:
        endings = ", ".join(f".{name}" for name in FORMAT_NAMES)
        raise click.UsageError(
            f"{output.name!r} does not tell the format: let it end in one of {endings}, or use -f"
        )
    return ending


def _describe_all() -> str:
    from kg.network.networks import NETWORKS

    lines: list[str] = []
    for found in NETWORKS.values():
        lines += [f"{found.name}  ({found.kind})", f"    {found.summary}"]
        lines += [f"    node: {found.nodes}", f"    edge: {found.edges}", f"    weight: {found.weight}"]
    return "".join(line + "\n" for line in lines)
