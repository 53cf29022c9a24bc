"""How the rows of an answer leave a command: the options for it, held in one object, and the writing."""

import functools
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.asked import AskedGraph, as_of_option, open_asked
from kg.cli.options import build_option
from kg.errors import EngineError

if TYPE_CHECKING:
    from kg.engines.engine import Rows, RowStream
    from kg.queries.answer import AnswerStream
    from kg.queries.header import Column

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
CARD_FORMAT_NAMES: Final = ("html", "markdown", "json")  # a test holds them against kg.queries.card
_CARD_ENDINGS: Final = (".html", ".htm", ".md", ".json")
_PLAIN_ENDINGS: Final = ("", ".txt", ".text", ".log", ".out")  # of files that say nothing about their format
MOST_ROWS_ON_SCREEN: Final = 10_000
MOST_ROWS_ON_A_CARD: Final = 100_000
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

    def write(self, rows: "Rows", columns: "Mapping[str, Column]", closing: str = "") -> None:
        """Write rows, headed by what the columns are called; below a table for people what else is to say."""
        from kg.queries.output import to_text

        text = to_text(rows, columns, self.output_format, self.width)
        self.write_text(text + (closing if self.output_format == "table" else ""))

    def write_stream(self, stream: "RowStream", columns: "Mapping[str, Column] | None" = None) -> None:
        """Write rows as they come, however many; a terminal shows a table of the first ones alone."""
        from kg.queries.output import FORMATS

        if self.output_format != "table" or self.width is None:
            write_parts(FORMATS[self.output_format](stream, columns or {}), self.output)
            return
        rows, is_whole = take_rows(stream, MOST_ROWS_ON_SCREEN)
        self.write(rows, columns or {})
        if not is_whole:
            click.echo(f"only the first {len(rows.rows)} rows are shown; -o or -f writes all", err=True)

    def write_text(self, text: str) -> None:
        """Write a text that is already in the wanted format."""
        write_text(text, self.output)


@dataclass(frozen=True, slots=True)
class PastRowOptions(RowOptions):
    """The same, with the year whose knowledge is asked for.

    Attributes:
        as_of: the year, None for all that is known.
    """

    as_of: int | None = None

    def open(self) -> AskedGraph:
        """Return the graph to ask; see `open_asked`."""
        return open_asked(self.build, self.as_of)


@dataclass(frozen=True, slots=True)
class AnswerOptions(PastRowOptions):
    """How a question is asked, and how its answer is written.

    Attributes:
        card: whether an answer card is written instead of rows alone.
        fresh: whether remembered answers are passed over.
    """

    card: bool = False
    fresh: bool = False

    def open(self) -> AskedGraph:
        """Return the graph to ask; see `open_asked`."""
        return open_asked(self.build, self.as_of, self.fresh)

    def write_answer(
        self, answer: "AnswerStream", graph: AskedGraph, asked: str = "", remarks: Sequence[str] = ()
    ) -> None:
        """Write an answer, as a card or as rows; through which later work a row is known stands in a column.

        Args:
            answer: the answer.
            graph: the graph that was asked.
            asked: the question in somebody's own words.
            remarks: what is to say about the rows of a card, such as near misses.

        Raises:
            EngineError: the engine failed while rows were taken, or they are too many for a card.
        """
        stream, columns = _mark_stream(answer.rows, answer.question.header.columns, graph)
        graph.tell()
        if not self.card:
            self.write_stream(stream, columns)
            return
        from kg.queries.answer import Answer
        from kg.queries.as_of import describe_view
        from kg.queries.card import CARD_FORMATS, make_card

        rows, is_whole = take_rows(stream, MOST_ROWS_ON_A_CARD)
        if not is_whole:
            raise EngineError(
                f"the answer has more than {MOST_ROWS_ON_A_CARD} rows, too many for a card",
                hint="leave out --card",
            )
        as_of = describe_view(graph.view) if graph.view is not None else ""
        told = Answer(answer.question, answer.values, answer.query, rows)
        card = make_card(graph.engine, told, graph.whole.identity, columns, asked, as_of, remarks)
        self.write_text(CARD_FORMATS[self.output_format](card))


def take_rows(stream: "RowStream", most: int) -> "tuple[Rows, bool]":
    """Return the first rows of a stream, at most so many, and whether they are all."""
    from kg.engines.engine import Rows

    rows = tuple(islice(stream.rows, most))
    return Rows(stream.columns, rows), next(stream.rows, None) is None


def _mark_stream(
    stream: "RowStream", columns: "Mapping[str, Column]", graph: AskedGraph
) -> "tuple[RowStream, Mapping[str, Column]]":
    if graph.view is None:
        return stream, columns
    from kg.queries.as_of import mark_stream

    return mark_stream(stream, columns, graph.view)


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


def past_row_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `PastRowOptions` to a command, which gets them as its argument `options`."""
    own = (build_option, as_of_option, output_option, _format_option)
    return _collect(command, PastRowOptions, own)


def answer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `AnswerOptions` to a command, which gets them as its argument `options`."""
    own = (build_option, _fresh_option, _card_option, as_of_option, output_option, _format_option)
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
    """Return the format that was chosen, or else the one that the ending of the file names.

    Raises:
        UsageError: it is none of a card, or the ending names none.
    """
    ending = output.suffix.lower() if output is not None else ""
    if is_card and chosen is not None and chosen not in CARD_FORMAT_NAMES:
        raise click.UsageError(f"there is no card as {chosen}; -f may be {', '.join(CARD_FORMAT_NAMES)}")
    if chosen is None:
        check_ending(output, *((_CARD_ENDINGS, ("",)) if is_card else (_OF_ENDING, _PLAIN_ENDINGS)))
    return chosen or _OF_ENDING.get(ending, "html" if is_card else "table")


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
