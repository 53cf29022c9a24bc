"""`kg cite`: the works behind things or an answer, for a bibliography."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.asked import as_of_option, open_asked
from kg.cli.completion import complete_question, complete_thing
from kg.cli.options import build_option
from kg.cli.rows import check_ending, output_option, write_text

if TYPE_CHECKING:
    from kg.engines.engine import Engine

FORMAT_NAMES: Final = ("bibtex", "ris", "csl-json")  # a test holds them against kg.queries.bibliography
_OF_ENDING: Final = {".bib": "bibtex", ".ris": "ris", ".json": "csl-json"}


@click.command(context_settings={"ignore_unknown_options": True}, options_metavar="[OPTIONS] [VALUES]")
@click.argument("thing", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_thing())
@click.option(
    "--question",
    metavar="NAME",
    shell_complete=complete_question,
    help="Cite the works behind the answer to a canned question.",
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMAT_NAMES),
    help="How to write them; by default as the ending of -o says, else bibtex.",
)
@output_option
@as_of_option
@build_option
def cite(
    thing: tuple[str, ...],
    question: str | None,
    output_format: str | None,
    output: Path | None,
    as_of: int | None,
    build: Path,
) -> None:
    """Write the works behind each THING, or behind the answer to a question, as a bibliography.

    THING is a work, or a mechanism, material, cell, claim or person for the works that tell of it.
    After --question the options of that question give its values.

    Example: kg cite --question mechanisms-of-material --material Mg
    """
    from kg.queries.bibliography import FORMATS, read_works

    if output_format is None:
        check_ending(output, _OF_ENDING)
    ending = output.suffix.lower() if output else ""
    graph = open_asked(build, as_of)
    find = partial(_find_behind_question, name=question) if question else _find_behind
    iris = graph.find(lambda engine: find(engine, thing))
    works = read_works(graph.engine, iris)
    graph.tell()
    write_text(FORMATS[output_format or _OF_ENDING.get(ending, "bibtex")](works), output)


def _find_behind(engine: "Engine", things: tuple[str, ...]) -> set[str]:
    from kg.queries.bibliography import find_works_of

    unknown = next((thing for thing in things if thing.startswith("-")), None)
    if unknown is not None:
        raise click.UsageError(f"No such option: {unknown} (values of a question go behind --question NAME)")
    if not things:
        raise click.UsageError("Missing argument 'THING...', or --question NAME")
    return {iri for thing in things for iri in find_works_of(engine, thing)}


def _find_behind_question(engine: "Engine", words: tuple[str, ...], name: str) -> list[str]:
    from kg.cli.query import parse_values
    from kg.queries.bibliography import find_works_behind
    from kg.queries.catalogue import load_question
    from kg.queries.run import answer_question

    question = load_question(name)
    answer = answer_question(engine, question, parse_values(question, words))
    return find_works_behind(engine, answer.rows)
