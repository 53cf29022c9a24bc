"""Claims that state something as rows of a table: quantity, value, conditions, how it is known, and where."""

from collections.abc import Iterable

from kg.publish.cells import MEASURED
from kg.publish.page import Cell, Head, Section, make_section, to_cell
from kg.publish.reader import NOTHING, Reader
from kg.publish.statements import Statement, StatementReader


class ValueTables:
    """Makes tables of values.

    Args:
        reader: the graph.
        statements: reads claims.
    """

    def __init__(self, reader: Reader, statements: StatementReader) -> None:
        self._reader = reader
        self._statements = statements
        self._order = {name: rank for rank, name in enumerate(MEASURED)}

    def make(self, claims: Iterable[str], id: str, title: str, *, named: bool = False) -> Section:  # noqa: A002
        """Return a row for each claim, those on quantities in the order in which cells are compared.

        Args:
            claims: claims that state a value or a part of a design.
            id: anchor of the section.
            title: its heading.
            named: whether rows tell of what the value is, for the page of the work that found it: they
                stand together by that, and tell only who says so.
        """

        def rank(told: Statement) -> tuple[str, str, int, str, str]:
            term = told.what.iri.rpartition("/")[2] if told.what else ""
            subject = (told.subject.label.casefold(), told.subject.iri) if named else ("", "")
            return (*subject, self._order.get(term, len(self._order)), term, told.ref.iri)

        read = sorted(self._statements.read_all(claims), key=rank)
        heads = (
            Head("What is stated"),
            Head("Value", kind="number"),
            Head("Conditions"),
            Head("How it is known"),
            Head("Told by" if named else "Finding of"),
            Head("Where"),
        )
        rows = (((to_cell(told.subject),) if named else ()) + self._row(told, named) for told in read)
        return make_section(id, title, "table", rows, heads=((Head("Of"), *heads) if named else heads))

    def _row(self, told: Statement, named: bool) -> tuple[Cell, ...]:
        printed = f"printed “{told.printed}”" if told.printed else ""
        first = told.passages[0] if told.passages else None
        teller = told.said_by
        source = to_cell(teller)
        if told.finding_of and not named:
            names = ", ".join(work.label for work in told.finding_of)
            told_by = teller._replace(label=f"told by {teller.label}")
            source = Cell(names, refs=told.finding_of, notes=(told_by,))
        return (
            to_cell(told.what or NOTHING),
            Cell(
                told.value,
                told.ref.page,
                printed,
                "number" if told.reported else "number missing",
                iri=told.ref.iri,
            ),
            Cell("; ".join(f"{name} {value}" for name, value in told.conditions), more=told.context),
            Cell(", ".join(word for word in (told.mode, told.strength) if word), more=told.origin),
            source,
            Cell(
                first.place if first else "",
                first.link if first else "",
                notes=tuple(remark.ref._replace(label=remark.heading) for remark in told.remarks),
            ),
        )
