"""Statements collected for one named graph; every value gets its datatype here and nowhere else."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.iris import term

RDF_TYPE: Final = term("rdf:type")
RDFS_LABEL: Final = term("rdfs:label")
_INTEGER: Final = term("xsd:integer")
_DECIMAL: Final = term("xsd:decimal")
_BOOLEAN: Final = term("xsd:boolean")
_DATE: Final = term("xsd:date")


class Statements:
    """A growing set of statements of one named graph.

    Every method adds and returns nothing; a value of None adds nothing, so that optional fields need no `if`.
    """

    def __init__(self, graph: NamedNode) -> None:
        self.graph = graph
        self._quads: set[Quad] = set()
        self._terms: dict[str, NamedNode] = {}

    def __len__(self) -> int:
        return len(self._quads)

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    def start(self, subject: NamedNode, *types: str, label: str) -> None:
        """Add a new entity: its classes (prefixed names) and the one name under which it is shown."""
        for name in types:
            self._add(subject, RDF_TYPE, self._term(name))
        self._add(subject, RDFS_LABEL, Literal(" ".join(label.split())))

    def link(self, subject: NamedNode, predicate: str, *objects: NamedNode | None) -> None:
        """Add a statement that points to each of the objects."""
        for found in objects:
            if found is not None:
                self._add(subject, self._term(predicate), found)

    def name(self, subject: NamedNode, predicate: str, curie: str | None) -> None:
        """Add a statement that points to a term, given as prefixed name such as `alv:measured`."""
        if curie is not None:
            self._add(subject, self._term(predicate), self._term(curie))

    def text(self, subject: NamedNode, predicate: str, *values: str | None) -> None:
        """Add each text as a plain string, unchanged."""
        for value in values:
            if value:
                self._add(subject, self._term(predicate), Literal(value))

    def integer(self, subject: NamedNode, predicate: str, *values: int | None) -> None:
        """Add each whole number."""
        for value in values:
            if value is not None:
                self._add(subject, self._term(predicate), Literal(str(value), datatype=_INTEGER))

    def decimal(self, subject: NamedNode, predicate: str, value: Decimal) -> None:
        """Add a number without exponent and without final zeros, the form in which stores keep decimals."""
        plain = format(value, "f")
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        plain = "0" if plain in {"-0", ""} else plain
        self._add(subject, self._term(predicate), Literal(plain, datatype=_DECIMAL))

    def flag(self, subject: NamedNode, predicate: str, value: bool) -> None:
        """Add a truth value."""
        self._add(subject, self._term(predicate), Literal("true" if value else "false", datatype=_BOOLEAN))

    def day(self, subject: NamedNode, predicate: str, value: date | None) -> None:
        """Add a date."""
        if value is not None:
            self._add(subject, self._term(predicate), Literal(value.isoformat(), datatype=_DATE))

    def _term(self, curie: str) -> NamedNode:
        if curie not in self._terms:
            self._terms[curie] = term(curie)
        return self._terms[curie]

    def _add(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self._quads.add(Quad(subject, predicate, value, self.graph))
