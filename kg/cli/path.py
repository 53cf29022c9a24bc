"""`kg path`: the shortest chains of claims between two things."""

from dataclasses import replace
from typing import Final

import click

from kg.cli.completion import complete_thing
from kg.cli.rows import AnswerOptions, answer_options, mark_rows

ENDS: Final = ("al:Phenomenon", "al:Material", "al:System", "al:Process", "al:Work", "al:Person")
"""Classes of what chains may begin and end with; a test holds them against the question."""


@click.command()
@click.argument("start", shell_complete=complete_thing(*ENDS))
@click.argument("end", shell_complete=complete_thing(*ENDS))
@click.option(
    "--max-length", type=click.IntRange(1, 12), default=4, show_default=True, help="Most steps of a chain."
)
@click.option("-n", "--count", type=click.IntRange(1, 100), default=3, show_default=True, help="Most chains.")
@answer_options
def path(start: str, end: str, max_length: int, count: int, options: AnswerOptions) -> None:
    """Show the shortest chains of claims that connect START and END, each step with its evidence.

    Both are materials, mechanisms, effects, failures, cells, processes, works or people, by name, short form,
    formula or key.

    Example: kg path Mg dendrites
    """
    from kg.network.evidence_text import connect, to_chains

    graph = options.open()
    answer = graph.find(lambda engine: connect(engine, start, end, max_length, count))
    if options.output_format == "table" and not options.card:
        graph.tell()
        rows, _ = mark_rows(answer.rows, answer.question.header.columns, graph)
        options.write_text(to_chains(replace(answer, rows=rows), options.width is not None))
    else:
        options.write_answer(answer.to_stream(), graph)
