"""`kg compare`: tested cells side by side."""

import click

from kg.cli.completion import complete_thing
from kg.cli.rows import PastRowOptions, past_row_options
from kg.errors import to_printable


@click.command()
@click.argument(
    "thing",
    nargs=-1,
    required=True,
    shell_complete=complete_thing("al:System", "al:Material", "al:Work"),
)
@click.option("--reasons", is_flag=True, help="Write a row per reason why two values cannot be compared.")
@past_row_options
def compare(thing: tuple[str, ...], reasons: bool, options: PastRowOptions) -> None:
    """Put tested cells side by side, mark what differs, and say why which values cannot be compared.

    THING is a cell (its key, or the words with which its label begins), or a material or work that stands for
    all its cells.

    Example: kg compare mg-powder-jun-2024 w-mg-oh-2024
    """
    from kg.search.comparison import compare_systems
    from kg.search.comparison_table import to_pair_rows, to_reasons_text, to_rows

    graph = options.open()
    comparison = graph.find(lambda engine: compare_systems(engine, thing))
    if graph.view is not None:
        from kg.search.comparison import mark_through

        comparison = mark_through(comparison, graph.view)
    graph.tell()
    for remark in comparison.remarks:
        click.echo(to_printable(remark), err=True)
    is_table = options.output_format == "table"
    rows, columns = to_pair_rows(comparison) if reasons else to_rows(comparison, with_reasons=not is_table)
    options.write(rows, columns, "" if reasons else "\n" + to_reasons_text(comparison))
