"""`kg diff`: what changed between two versions of the graph."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.rows import RowOptions, row_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.engines.engine import Rows
    from kg.graph.changes import Change


@click.command(short_help="Tell what changed since another version.")
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@row_options
def diff(old: Path, options: RowOptions) -> None:
    """Tell which claims, citations and other things came, went or changed since another version of the graph.

    OLD is another build folder, or the graph.nq of one; it is held against the graph of --build. The rows are
    no judgement: what was removed may have been wrong, or be told by another record now.

    Example: kg diff earlier/graph.nq
    """
    from kg.graph.changes import count_changes, find_changes
    from kg.queries.header import Column

    changes = find_changes(old, options.build)
    columns = {
        name: Column(name) for name in ("change", "kind", "thing", "property", "before", "after", "address")
    }
    counts = [
        f"{kind}: {added} added, {removed} removed, {changed} changed\n"
        for kind, added, removed, changed in count_changes(changes)
    ]
    options.write(_to_rows(changes), columns, "\n" + ("".join(counts) or "nothing has changed\n"))


def _to_rows(changes: "Sequence[Change]") -> "Rows":
    from pyoxigraph import Literal, NamedNode

    from kg.engines.engine import Rows

    names = ("change", "kind", "thing", "property", "before", "after", "address")
    return Rows(
        names,
        tuple(
            (
                Literal(one.what),
                Literal(one.kind),
                Literal(one.label),
                *(Literal(text) if text else None for text in (one.property, one.before, one.after)),
                NamedNode(one.iri),
            )
            for one in changes
        ),
    )
