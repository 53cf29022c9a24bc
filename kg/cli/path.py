"""`kg path`: the shortest chains of claims between two things."""

import click

from kg.cli.options import open_chosen_engine
from kg.cli.rows import RowOptions, row_options, wrong_use


@click.command()
@click.argument("start")
@click.argument("end")
@click.option(
    "--max-length", type=click.IntRange(1, 12), default=4, show_default=True, help="Most steps of a chain."
)
@click.option("-n", "--count", type=click.IntRange(1, 100), default=3, show_default=True, help="Most chains.")
@row_options
def path(start: str, end: str, max_length: int, count: int, options: RowOptions) -> None:
    """Show the shortest chains of claims that lead from START to END, each step with its evidence.

    Both are materials, mechanisms, effects, failures, cells, processes, works or people, by name, short form,
    formula or key.

    Example: kg path Mg dendrites
    """
    from kg.engines.local import interruptible
    from kg.network.evidence_text import connect, to_chains

    engine = open_chosen_engine(options.build)
    with interruptible(), wrong_use():
        answer = connect(engine, start, end, max_length, count)
    if options.output_format == "table":
        options.write_text(to_chains(answer, options.width is not None))
    else:
        options.write(answer.rows, answer.question.header.columns)
