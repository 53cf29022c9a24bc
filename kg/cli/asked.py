"""The graph that a command asks: whole, or as it was known in a year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from kg.cli.options import open_chosen_engine
from kg.errors import QueryError

if TYPE_CHECKING:
    from kg.engines.as_of import AsOfView
    from kg.engines.engine import Engine
    from kg.queries.answer import AnswerStream
    from kg.queries.catalogue import Question

T = TypeVar("T")
as_of_option: Final = click.option(
    "--as-of",
    type=click.IntRange(1000, 2999),
    metavar="YEAR",
    help="Ask what was known in a year, by the year of the work whose finding it is.",
)


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

    def stream(self, question: "Question", values: Mapping[str, str]) -> "AnswerStream":
        """Return the answer to a canned question, whose rows come one by one.

        Raises:
            QueryError: a value is missing, unknown or does not fit, or was not known in the year.
            EngineError: the engine failed, at once or while rows are taken.
        """
        if self.view is None:
            from kg.queries.remembered import stream_remembered

            return stream_remembered(self.whole, question, values, self.fresh)
        from kg.queries.as_of import stream_as_of

        return stream_as_of(self.whole, self.view, question, values)

    def find(self, action: "Callable[[Engine], T]") -> T:
        """Return what something finds in the graph; what was not known yet is told as such.

        Args:
            action: takes what questions are put to.

        Raises:
            QueryError: a name is unknown, or was not known in the year.
            EngineError: the engine failed.
        """
        try:
            return action(self.engine)
        except QueryError as error:
            if self.view is None or error.where:
                raise
            try:
                action(self.whole)
            except QueryError:
                raise error from None
            from kg.queries.as_of import to_not_yet

            raise to_not_yet(error, self.view) from error

    def tell(self) -> None:
        """Say on stderr how much was known in the year that was asked for, if one was."""
        if self.view is not None:
            from kg.queries.as_of import describe_view

            click.echo(describe_view(self.view), err=True)


def open_asked(build: Path, as_of: int | None, fresh: bool = False) -> AskedGraph:
    """Return the graph to ask.

    Args:
        build: the build folder; a server of `kg --endpoint` goes before it.
        as_of: the year whose knowledge is asked for, None for all of it.
        fresh: whether remembered answers are passed over.

    Raises:
        EngineError: there is no such graph, or a year is asked of a server that `kg push` never wrote to.
    """
    whole = open_chosen_engine(build)
    if as_of is None:
        return AskedGraph(whole, fresh=fresh)
    from kg.engines.as_of import view_as_of

    return AskedGraph(whole, view_as_of(whole, as_of))
