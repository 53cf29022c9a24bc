"""`kg ask`: a question in one's own words."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kg.cli.asked import AskedGraph
from kg.cli.rows import AnswerOptions, answer_options, mark_rows

if TYPE_CHECKING:
    from kg.search.ask import Reply


@click.command()
@click.argument("text", nargs=-1, required=True)
@answer_options
def ask(text: tuple[str, ...], options: AnswerOptions) -> None:
    """Ask TEXT in your own words; no language model is used.

    Says how the question was understood, runs the canned question that fits best and names the next two. Exit
    code 1 where none fits. The JSON holds all of this; other formats, and files, hold the rows alone, and
    the rest goes to stderr.

    Example: kg ask "which Mg anodes keep 80 % after 500 cycles below 5 MPa?"
    """
    graph, reply, options = _reply_to(" ".join(text), options)
    if options.card and reply.answer is not None:
        from kg.search.reply import to_remarks

        options.write_answer(reply.answer.to_stream(), graph, reply.parsed.text, to_remarks(reply))
    else:
        _write(reply, graph, options)
    if reply.best is None:
        raise click.exceptions.Exit(1)


def _reply_to(text: str, options: AnswerOptions) -> "tuple[AskedGraph, Reply, AnswerOptions]":
    """Return the graph that was asked, the reply, and the options with the year that the words ask for."""
    from kg.search.ask import Asker, split_as_of, with_year

    words, year = split_as_of(text)
    options = replace(options, as_of=options.as_of or year)
    graph = options.open()
    reply = Asker(graph.engine).ask(words)
    return graph, with_year(reply, options.as_of) if options.as_of else reply, options


def _write(reply: "Reply", graph: AskedGraph, options: AnswerOptions) -> None:
    """Write rows alone where they are for a program or a file, else what is said about them as well."""
    from kg.search.reply import to_closing, to_json, to_opening, to_refusal, to_rows_text

    graph.tell()
    rows, columns = mark_rows(reply.rows, reply.columns, graph)
    reply = replace(reply, rows=rows, columns=columns)
    aside = options.output_format != "table" or options.output is not None
    if options.output_format == "json":
        options.write_text(to_json(reply))
    elif reply.best is None:
        click.echo(to_refusal(reply), nl=False, err=True)
    else:
        click.echo(to_opening(reply) + ("" if aside else "\n"), nl=False, err=aside)
        told = to_rows_text(reply, options.output_format, options.width)
        options.write_text(told + ("\n" if told and not aside else ""))
        click.echo(to_closing(reply), nl=False, err=aside)
