"""How the rows of an answer leave a command: the options for it, held in one object, and the writing."""

import functools
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.options import build_option, open_chosen_engine
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.engines.as_of import AsOfView
    from kg.engines.engine import Engine, Rows, RowStream
    from kg.queries.catalogue import Question
    from kg.queries.header import Column
    from kg.queries.run import Answer

FORMAT_NAMES: Final = (
    "table",
    "csv",
    "tsv",
    "json",
    "markdown",
    "latex",
    "html",
)  # a test holds them against kg.queries.output
_OF_ENDING: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".md": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
}
_CARD_FORMATS: Final = ("html", "markdown", "json")
_CARD_ENDINGS: Final = (".html", ".htm", ".md", ".json")  # a test holds them against kg.queries.card
_PLAIN_ENDINGS: Final = ("", ".txt", ".text", ".log", ".out")  # of files that say nothing about their format
MOST_ROWS_FOR_PEOPLE: Final = 10_000
_format_option: Final = click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMAT_NAMES),
    help="How to write the rows; by default as the ending of -o says, else table.",
)
output_option: Final = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File to write to instead of the screen.",
)
_as_of_option: Final = click.option(
    "--as-of",
    type=click.IntRange(1000, 2999),
    metavar="YEAR",
    help="Ask what was known in a year, by the year of the work whose finding it is.",
)
_card_option: Final = click.option(
    "--card",
    is_flag=True,
    help="Write one file with question, query, rows, evidence and graph: HTML, or as -o ends (.md, .json).",
)
_fresh_option: Final = click.option(
    "--fresh", is_flag=True, help="Ask the graph even where the answer is remembered."
)


@dataclass(frozen=True, slots=True)
class RowOptions:
    """Which graph is asked, and how and where to the rows go.

    Attributes:
        build: folder of the built graph.
        output_format: one of `FORMAT_NAMES`.
        output: the file, None or "-" for the screen.
    """

    build: Path
    output_format: str
    output: Path | None

    @property
    def width(self) -> int | None:
        """The width of the terminal that is written to in characters, None where it is none."""
        if self.output is not None or sys.stdout is None or not sys.stdout.isatty():
            return None
        import shutil

        return shutil.get_terminal_size().columns

    def write(self, rows: "Rows", columns: Mapping[str, "Column"], closing: str = "") -> None:
        """Write rows, headed by what the columns are called; below a table for people what else is to say."""
        from kg.queries.output import to_text

        text = to_text(rows, columns, self.output_format, self.width)
        self.write_text(text + (closing if self.output_format == "table" else ""))

    def write_stream(self, stream: "RowStream") -> None:
        """Write rows of no canned question as they come; formats for people hold only so many."""
        from kg.engines.engine import Rows
        from kg.queries.output import STREAMED

        if self.output_format in STREAMED:
            write_parts(STREAMED[self.output_format](stream), self.output)
            return
        rows = tuple(islice(stream.rows, MOST_ROWS_FOR_PEOPLE))
        is_cut = next(stream.rows, None) is not None
        self.write(Rows(stream.columns, rows), {})
        if is_cut:
            told = f"only the first {len(rows)} rows are shown; -f csv, tsv or json writes all"
            click.echo(told, err=True)

    def write_text(self, text: str) -> None:
        """Write a text that is already in the wanted format."""
        write_text(text, self.output)


@dataclass(frozen=True, slots=True)
class AskedGraph:
    """A graph that is asked, whole or as it was known in a year.

    Attributes:
        whole: the whole graph.
        view: the graph as it was known, None where the whole one is asked.
        fresh: whether remembered answers are passed over.
    """

    whole: "Engine"
    view: "AsOfView | None" = None
    fresh: bool = False

    @property
    def engine(self) -> "Engine":
        """What questions are put to."""
        return self.whole if self.view is None else self.view.engine

    def answer(self, question: "Question", values: Mapping[str, str]) -> "Answer":
        """Return the answer to a canned question.

        Raises:
            QueryError: a value is missing, unknown or does not fit, or was not known in the year.
            EngineError: the engine failed.
        """
        if self.view is None:
            from kg.queries.remembered import answer_remembered

            return answer_remembered(self.whole, question, values, self.fresh)
        from kg.queries.as_of import answer_as_of

        return answer_as_of(self.whole, self.view, question, values)


@dataclass(frozen=True, slots=True)
class AnswerOptions(RowOptions):
    """How a question is asked, and how its answer is written.

    Attributes:
        as_of: the year whose knowledge is asked for, None for all of it.
        card: whether an answer card is written instead of rows alone.
        fresh: whether remembered answers are passed over.
    """

    as_of: int | None = None
    card: bool = False
    fresh: bool = False

    def open(self) -> AskedGraph:
        """Return the graph to ask.

        Raises:
            EngineError: there is no such graph, or a server is asked what was known in a year.
        """
        whole = open_chosen_engine(self.build)
        if self.as_of is None:
            return AskedGraph(whole, fresh=self.fresh)
        from kg.engines.as_of import view_as_of

        return AskedGraph(whole, view_as_of(whole, self.as_of))

    def tell(self, graph: AskedGraph) -> None:
        """Say on stderr how much was known in the year that was asked for, if one was."""
        if graph.view is not None:
            from kg.queries.as_of import describe_view

            click.echo(describe_view(graph.view), err=True)

    def write_answer(
        self, answer: "Answer", graph: AskedGraph, asked: str = "", remarks: Sequence[str] = ()
    ) -> None:
        """Write an answer, as a card or as rows; through which later work a row is known stands in a column.

        Args:
            answer: the answer.
            graph: the graph that was asked.
            asked: the question in somebody's own words.
            remarks: what is to say about the rows of a card, such as near misses.
        """
        rows, columns = mark_rows(answer.rows, answer.question.header.columns, graph)
        self.tell(graph)
        if not self.card:
            self.write(rows, columns)
            return
        from kg.queries.as_of import describe_view
        from kg.queries.card import CARD_ENDINGS, CARD_FORMATS, make_card

        as_of = describe_view(graph.view) if graph.view is not None else ""
        told = replace(answer, rows=rows)
        card = make_card(graph.engine, told, graph.whole.identity, columns, asked, as_of, remarks)
        named = self.output_format if self.output_format in CARD_FORMATS else "html"
        ending = self.output.suffix.lower() if self.output is not None else ""
        self.write_text(CARD_FORMATS[CARD_ENDINGS.get(ending, named)](card))


def mark_rows(
    rows: "Rows", columns: "Mapping[str, Column]", graph: AskedGraph
) -> "tuple[Rows, Mapping[str, Column]]":
    """Return rows, where a year was asked for with a column of the later works they are known through."""
    if graph.view is None:
        return rows, columns
    from kg.queries.as_of import mark_through

    return mark_through(rows, columns, graph.view)


def row_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `RowOptions` to a command, which gets them as its argument `options`."""
    return _collect(command, RowOptions, (build_option, output_option, _format_option))


def answer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `AnswerOptions` to a command, which gets them as its argument `options`."""
    own = (build_option, _fresh_option, _card_option, _as_of_option, output_option, _format_option)
    return _collect(command, AnswerOptions, own)


def _collect(
    command: Callable[..., Any],
    kind: type[RowOptions],
    added: Sequence[Callable[[Callable[..., Any]], Callable[..., Any]]],
) -> Callable[..., Any]:
    names = [field.name for field in fields(kind)]

    @functools.wraps(command)
    def collected(**values: Any) -> Any:
        given = {name: values.pop(name) for name in names}
        given["output_format"] = _choose_format(
            given["output_format"], given["output"], is_card=given.get("card", False)
        )
        return command(options=kind(**given), **values)

    with_options: Callable[..., Any] = collected
    for add in added:
        with_options = add(with_options)
    return with_options


def _choose_format(chosen: str | None, output: Path | None, *, is_card: bool) -> str:
    """Return the format that was chosen, or else the one that the ending of the file names."""
    if is_card and chosen not in _CARD_FORMATS:
        check_ending(output, _CARD_ENDINGS, ("",))
    elif chosen is None:
        check_ending(output, _OF_ENDING)
    return chosen or _OF_ENDING.get(output.suffix.lower() if output is not None else "", "table")


def check_ending(
    output: Path | None, known: Collection[str], plain: Collection[str] = _PLAIN_ENDINGS
) -> None:
    """Return nothing for a file whose ending names a format or none.

    Args:
        output: the file, None for the screen.
        known: endings that name a format.
        plain: endings that name none.

    Raises:
        UsageError: the ending is another one, and what stands in the file would not be what it says.
    """
    ending = output.suffix.lower() if output is not None else ""
    if output is not None and ending not in known and ending not in plain:
        endings = ", ".join(known)
        raise click.UsageError(
            f"{output.name!r} does not tell the format: let it end in one of {endings}, or use -f"
        )


def write_text(text: str, output: Path | None) -> None:
    """Write a text to a file, whole or not at all, or to the screen where none or "-" is named.

    Raises:
        OSError: the file cannot be written; what it held before is still there.
    """
    write_parts([text], output)


def write_parts(parts: Iterable[str], output: Path | None) -> None:
    """Write texts one after the other as `write_text` does.

    Raises:
        OSError: the file cannot be written; what it held before is still there.
        KgError: the texts end in a failure; a file is then left as it was.
    """
    if output is None or str(output) == "-":
        for part in parts:
            click.echo(part, nl=False)
        return
    from kg.files import save_parts

    save_parts(parts, output)


@contextmanager
def wrong_use() -> Iterator[None]:
    """Tell a name or value that does not fit as wrong usage, exit code 2, instead of as a failure.

    Raises:
        UsageError: in place of a `QueryError` that is not about a question file.
    """
    try:
        yield
    except QueryError as error:
        if error.where:  # the question itself is broken
            raise
        raise click.UsageError(str(error)) from error
