"""The same statements laid out as tables in DuckDB: what a relational person would make of this graph."""

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.graph.build import NQUADS
from kg.terms import AL, expand

if TYPE_CHECKING:
    pass

# Predicate -> name of the two-column table from which the others are made.
_PAIRS: Final = {
    expand(curie): name
    for curie, name in {
        "rdf:type": "types",
        "rdfs:label": "labels",
        "al:doi": "dois",
        "al:year": "years",
        "cito:cites": "cites_raw",
        "dcterms:creator": "creators_raw",
        "al:subject": "subjects",
        "al:relation": "relations",
        "al:object": "objects",
        "al:negated": "negations",
        "al:assertedBy": "asserters",
        "al:findingOf": "findings",
        "al:context": "contexts",
        "al:about": "abouts",
        "al:quantity": "quantities",
        "al:states": "states",
        "qudt:numericValue": "numbers",
        "al:hasLayer": "layers_of",
        "al:material": "materials_of",
        "skos:broader": "broader_raw",
    }.items()
}
_TABLES: Final = f"""
CREATE TABLE works AS SELECT t.s AS iri, min(l.o) AS label, min(y.o)::INTEGER AS year, min(d.o) AS doi
  FROM types t JOIN labels l ON l.s = t.s LEFT JOIN years y ON y.s = t.s LEFT JOIN dois d ON d.s = t.s
  WHERE t.o = '{AL}Work' GROUP BY t.s ORDER BY t.s;
CREATE TABLE cites AS SELECT DISTINCT s AS citing, o AS cited FROM cites_raw ORDER BY ALL;
CREATE TABLE creators AS SELECT DISTINCT s AS work, o AS person FROM creators_raw ORDER BY ALL;
CREATE TABLE claims AS
  SELECT t.s AS iri, min(l.o) AS label, min(s.o) AS subject, min(r.o) AS relation, min(o.o) AS object,
    coalesce(min(n.o) = 'true', false) AS negated, min(a.o) AS asserted_by, min(c.o) AS context
  FROM types t JOIN labels l ON l.s = t.s LEFT JOIN subjects s ON s.s = t.s LEFT JOIN relations r ON r.s = t.s
    LEFT JOIN objects o ON o.s = t.s LEFT JOIN negations n ON n.s = t.s LEFT JOIN asserters a ON a.s = t.s
    LEFT JOIN contexts c ON c.s = t.s
  WHERE t.o = '{AL}Claim' GROUP BY t.s ORDER BY t.s;
CREATE TABLE finding_of AS SELECT DISTINCT f.s AS claim, f.o AS work FROM findings f
  JOIN claims c ON c.iri = f.s ORDER BY ALL;
CREATE TABLE about AS SELECT DISTINCT s AS claim, o AS thing FROM abouts ORDER BY ALL;
CREATE TABLE stated AS SELECT DISTINCT v.s AS claim, q.o AS quantity, n.o::DECIMAL(18, 6) AS number
  FROM states v JOIN quantities q ON q.s = v.s JOIN numbers n ON n.s = v.o ORDER BY ALL;
CREATE TABLE layers AS SELECT DISTINCT l.s AS system, m.o AS material FROM layers_of l
  JOIN materials_of m ON m.s = l.o ORDER BY ALL;
CREATE TABLE systems AS SELECT DISTINCT s AS iri FROM types WHERE o = '{AL}System' ORDER BY ALL;
CREATE TABLE broader AS SELECT DISTINCT s AS narrow, o AS broad FROM broader_raw ORDER BY ALL;
CREATE TABLE concepts AS SELECT s AS iri, bool_or(o = '{AL}Material') AS is_material,
    bool_or(o = '{AL}Mechanism') AS is_mechanism FROM types
  WHERE o IN ('{AL}Material', '{AL}Mechanism') GROUP BY s ORDER BY s;
"""  # noqa: S608 - only our own namespace goes in


class Tables:
    """A DuckDB database on disk, asked by one thread.

    Args:
        build: a build folder, of which only the N-Quads are used.
        folder: where to make the database.
    """

    def __init__(self, build: Path, folder: Path) -> None:
        import duckdb

        self._base: duckdb.DuckDBPyConnection = duckdb.connect(str(folder / "tables.duckdb"))
        self._base.execute("SET threads = 1")
        with tempfile.TemporaryDirectory() as raw:
            _write_pairs(build, Path(raw))
            for name in _PAIRS.values():
                self._base.execute(
                    f"CREATE TEMP TABLE {name} AS FROM read_csv('{raw}/{name}.csv', header = false, "
                    "all_varchar = true, names = ['s', 'o'], delim = ',', quote = '\"', escape = '\"')"
                )
            self._base.execute(_TABLES)
        for name in _PAIRS.values():
            self._base.execute(f"DROP TABLE {name}")

    def ask(self, sql: str, terms: dict[str, str]) -> list[tuple[Any, ...]]:
        """Return the rows of a query with named values."""
        used = {name: value for name, value in terms.items() if f"${name}" in sql}
        rows: list[tuple[Any, ...]] = self._base.execute(sql, used).fetchall()
        return rows


def _write_pairs(build: Path, folder: Path) -> None:
    files = {iri: (folder / f"{name}.csv").open("w", newline="") for iri, name in _PAIRS.items()}
    try:
        writers = {iri: csv.writer(file, quoting=csv.QUOTE_ALL) for iri, file in files.items()}
        for quad in ox.parse(path=str(build / NQUADS), format=ox.RdfFormat.N_QUADS):
            writer = writers.get(quad.predicate.value)
            if writer is not None:
                assert isinstance(quad.subject, ox.NamedNode)
                assert isinstance(quad.object, ox.NamedNode | ox.Literal)
                writer.writerow((quad.subject.value, quad.object.value))
    finally:
        for file in files.values():
            file.close()
