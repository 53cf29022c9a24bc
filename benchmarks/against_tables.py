"""The twelve questions on triples and on tables: this project, bare pyoxigraph, rdflib, and DuckDB.

Each engine runs in a process of its own, one after the other. Rows must agree by value, else the run fails.
"Remembered" is what a repeated question costs: it is told apart, for the work was done before.

Example: python -m benchmarks.against_tables build/bench-1m
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click
import pyoxigraph as ox

from benchmarks.measure import measure
from benchmarks.peers import Oxigraph, Rdflib
from benchmarks.tables import Tables
from benchmarks.twelve import TWELVE, Twin, choose_terms, to_sparql
from kg.engines.local import open_engine
from kg.queries.remembered import Memory

ENGINES: Final = ("duckdb", "rdflib", "oxigraph", "oxigraph-disk", "kg-disk", "kg-remembered")
_LARGEST_FOR_RDFLIB: Final = 2_000_000  # statements

Ask = Callable[[], Iterable[tuple[Any, ...]]]


def open_asker(name: str, build: Path, folder: Path, terms: dict[str, str]) -> Callable[[Twin], Ask]:
    """Return what makes of a question a call that asks one engine.

    Args:
        name: one of `ENGINES`.
        build: a build folder.
        folder: where the engine may write.
        terms: the values of the questions.
    """
    if name == "duckdb":
        tables = Tables(build, folder)
        return lambda twin: lambda: tables.ask(twin.sql, terms)
    if name == "kg-remembered":
        return _open_memory(build, folder, terms)
    if name == "kg-disk":
        engine = open_engine(build)
        return lambda twin: lambda: engine.run(to_sparql(twin, terms)).rows
    peer = Rdflib(build) if name == "rdflib" else Oxigraph(build, folder if name.endswith("disk") else None)
    return lambda twin: lambda: peer.ask(to_sparql(twin, terms)).rows


def _open_memory(build: Path, folder: Path, terms: dict[str, str]) -> Callable[[Twin], Ask]:
    engine, memory = open_engine(build), Memory(folder / "answers.db")

    def remember(twin: Twin) -> Ask:
        query = to_sparql(twin, terms)
        memory.keep(query, query, engine.run(query))

        def ask() -> Iterable[tuple[Any, ...]]:
            found = memory.find(query)
            return found[1].rows if found else ()

        return ask

    return remember


def run_engine(name: str, build: Path, limit_seconds: float) -> dict[str, Any]:
    """Return what one engine needs: time to load, and for each question time, number and digest of rows."""
    terms = choose_terms(open_engine(build))
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        asker = open_asker(name, build, Path(folder), terms)
        load_seconds = time.process_time() - started
        told = {}
        for key, twin in TWELVE.items():
            timing, rows = measure(asker(twin), limit_seconds if name == "rdflib" else None)
            told[key] = timing.to_json()
            if rows is not None:
                found = list(rows)
                told[key] |= {"rows": len(found), "digest": digest(found)}
            click.echo(f"{name} {key}: {timing.cpu_ms:.2f} ms {told[key].get('rows')}", err=True)
    return {"load_seconds": load_seconds, "questions": told}


def digest(rows: Iterable[tuple[Any, ...]]) -> str:
    """Return a digest that is equal for equal rows in equal order, whichever engine gave them."""
    total = hashlib.sha256()
    for row in rows:
        total.update(repr(tuple(map(_to_plain, row))).encode())
    return total.hexdigest()[:16]


def _to_plain(value: object) -> str | float | None:
    if isinstance(value, ox.NamedNode):
        return value.value
    if isinstance(value, ox.Literal):
        numeric = value.datatype.value.rpartition("#")[2] in ("integer", "decimal", "double")
        return float(value.value) if numeric else value.value
    if isinstance(value, int | float | Decimal):
        return float(value)
    return None if value is None else str(value)


def compare(results: dict[str, dict[str, Any]]) -> list[str]:
    """Return in which questions engines disagree; empty where all agree."""
    faults = []
    for key in TWELVE:
        digests = {name: told["questions"][key].get("digest") for name, told in results.items()}
        if len({found for found in digests.values() if found is not None}) > 1:
            faults.append(f"{key}: the rows differ: {digests}")
    return faults


@click.command()
@click.argument("build", type=click.Path(path_type=Path, exists=True))
@click.option("--engine", type=click.Choice(ENGINES), help="Only this one; its figures as JSON.")
@click.option("--limit", default=20.0, show_default=True, help="CPU seconds for a question in rdflib.")
@click.option("--skip", multiple=True, type=click.Choice(ENGINES), help="Leave this engine out.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the figures as JSON.")
def against_tables(
    build: Path, engine: str | None, limit: float, skip: tuple[str, ...], output: Path | None
) -> None:
    """Measure the twelve questions on the graph of a build folder.

    Example: python -m benchmarks.against_tables build/bench-1m -o build/twelve-1m.json
    """
    if engine:
        click.echo(json.dumps(run_engine(engine, build, limit)))
        return
    results = {}
    for name in ENGINES:
        if name in skip or (name == "rdflib" and _count(build) > _LARGEST_FOR_RDFLIB):
            continue
        command = [sys.executable, "-m", "benchmarks.against_tables", str(build), "--engine", name]
        done = subprocess.run(  # noqa: S603 - this very module
            [*command, "--limit", str(limit)], stdout=subprocess.PIPE, check=True
        )
        results[name] = json.loads(done.stdout)
    if output:
        output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    faults = compare(results)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.exceptions.Exit(3)


def _count(build: Path) -> int:
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    return int(manifest["graph"]["statements"])


if __name__ == "__main__":
    against_tables()
