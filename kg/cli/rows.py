"""How the rows of an answer leave a command: the options for it, held in one object, and the writing."""

import functools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.options import build_option
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.engines.engine import Rows, RowStream
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
MOST_ROWS_FOR_PEOPLE: Final = 10_000
_format_option: Final = click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMAT_NAMES),
    default="table",
    show_default=True,
    help="How to write the rows.",
)
output_option: Final = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File to write to instead of the screen.",
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


def row_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `RowOptions` to a command, which gets them as its argument `options`."""

    @functools.wraps(command)
    def collected(*, build: Path, output_format: str, output: Path | None, **values: Any) -> Any:
        return command(options=RowOptions(build, output_format, output), **values)

    added: Callable[..., Any] = collected
    for add in (build_option, output_option, _format_option):
        added = add(added)
    return added


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
