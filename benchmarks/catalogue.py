"""The whole catalogue on one generated graph: rdflib in memory, bare pyoxigraph, and this project.

Each engine runs in a process of its own, one after the other. Rows must agree by value, else the run fails.

Example: python -m benchmarks.catalogue build/bench-1m
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import click

from benchmarks.measure import Timing, measure
from benchmarks.peers import Kg, Oxigraph, Peer, Rdflib, Remembered, digest_rows
from benchmarks.values import choose_values
from kg.engines.local import open_engine
from kg.queries.catalogue import load_catalogue

ENGINES: Final = ("rdflib", "oxigraph", "oxigraph-disk", "kg", "kg-disk", "kg-remembered")


def run_engine(name: str, build: Path, limit_seconds: float, only: tuple[str, ...]) -> dict[str, Any]:
    """Return what one engine needs for every question: time to load, times, number and digest of the rows.

    Args:
        name: one of `ENGINES`.
        build: a build folder.
        limit_seconds: CPU time after which a question of rdflib is given up.
        only: names of questions; all where empty.
    """
    questions = [q for q in load_catalogue() if not only or q.name in only]
    values = choose_values(open_engine(build), questions)
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        peer = _open(name, build, Path(folder))
        load_seconds = time.process_time() - started
        limit = limit_seconds if name == "rdflib" else None
        told: dict[str, Any] = {}
        for question in questions:
            timing, rows = measure(peer.prepare(question, values[question.name]), limit)
            told[question.name] = timing.to_json()
            if rows is not None:
                told[question.name] |= {"rows": len(rows.rows), "digest": digest_rows(rows)}
            click.echo(
                f"{name} {question.name}: {timing.cpu_ms:.2f} ms {told[question.name].get('rows')}", err=True
            )
    return {"load_seconds": load_seconds, "questions": told}


def compare(results: dict[str, dict[str, Any]]) -> list[str]:
    """Return in which questions engines disagree; empty where all agree."""
    faults = []
    names = next(iter(results.values()))["questions"]
    for question in names:
        digests = {engine: told["questions"][question].get("digest") for engine, told in results.items()}
        if len({digest for digest in digests.values() if digest is not None}) > 1:
            faults.append(f"{question}: the rows differ: {digests}")
    return faults


def to_timings(told: dict[str, Any], names: list[str]) -> list[Timing]:
    """Return the timings of some questions of one engine."""
    chosen = (told["questions"][name] for name in names)
    return [Timing(one["cpu_ms"], one["runs"], one["finished"]) for one in chosen]


def run_apart(engine: str, build: Path, limit_seconds: float, only: tuple[str, ...]) -> dict[str, Any]:
    """Return the same as `run_engine`, from a process of its own, free of what other engines hold."""
    command = [sys.executable, "-m", "benchmarks.catalogue", str(build), "--engine", engine]
    command += ["--limit", str(limit_seconds), *(part for name in only for part in ("--only", name))]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603 - this very module
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _open(name: str, build: Path, folder: Path) -> Peer:
    if name == "rdflib":
        return Rdflib(build)
    if name.startswith("oxigraph"):
        return Oxigraph(build, folder if name.endswith("disk") else None)
    if name == "kg-remembered":
        return Remembered(build)
    return Kg(build, in_memory=not name.endswith("disk"))


@click.command()
@click.argument("build", type=click.Path(path_type=Path, exists=True))
@click.option("--engine", type=click.Choice(ENGINES), help="Only this one; its figures as JSON.")
@click.option("--limit", default=60.0, show_default=True, help="CPU seconds for a question in rdflib.")
@click.option("--only", multiple=True, help="Only this question; may be given again.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the figures as JSON.")
def catalogue(
    build: Path, engine: str | None, limit: float, only: tuple[str, ...], output: Path | None
) -> None:
    """Measure the catalogue on the graph of a build folder.

    Example: python -m benchmarks.catalogue build/bench-1m -o build/catalogue-1m.json
    """
    if engine:
        click.echo(json.dumps(run_engine(engine, build, limit, only)))
        return
    results = {name: run_apart(name, build, limit, only) for name in ENGINES}
    text = json.dumps(results, indent=1)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
    faults = compare(results)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.exceptions.Exit(3)


if __name__ == "__main__":
    catalogue()
