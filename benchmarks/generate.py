"""Generated literature graphs in the project's own terms: the same seed gives the same bytes.

Papers are made one by one and written by the code that writes real ones (`to_paper_graph`), so memory stays
flat and nothing here has to know what a claim looks like in RDF.

Example: python -m benchmarks.generate --triples 1000000 --build build/bench-1m
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import click
from pyoxigraph import Quad

from benchmarks.claims import make_paper, to_vocabulary
from benchmarks.corpus import describe_works, to_generated_corpus
from benchmarks.links import LinkSpool
from benchmarks.shortcuts import Shortcuts
from benchmarks.works import READ_EVERY, World
from kg.engines.local import open_engine
from kg.graph.build import MANIFEST, NQUADS
from kg.graph.dataset import add_provenance, start_provenance, to_paper_graph
from kg.graph.ontology import load_ontology
from kg.graph.store import hold_build_folder, prune_stores, set_current, write_store
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import Paper
from kg.queries.entities import compile_names

SEED: Final = 42
_TRIPLES_OF_ONTOLOGY: Final = 6_100
_TRIPLES_PER_PAPER: Final = 3_850  # measured with seed 42; the true count is reported with every result
_DECIDED_BY: Final = "kg-curation"  # who makes the decisions of generated papers
_LINES_AT_A_TIME: Final = 20_000


class Written(NamedTuple):
    """What was written: number of statements, and the SHA-256 of the bytes."""

    statements: int
    sha256: str


def to_world(triples: int, seed: int = SEED) -> World:
    """Return a literature whose graph has about that many triples."""
    return World(max(2, round((triples - _TRIPLES_OF_ONTOLOGY) / _TRIPLES_PER_PAPER)), seed)


def iter_papers(world: World) -> Iterator[Paper]:
    """Yield the records of each paper that is read in full, in the order of their keys."""
    concepts = load_project_concepts()
    words = to_vocabulary(concepts)
    own: dict[int, list[int]] = {}
    for work, paper in describe_works(world).items():
        own.setdefault(paper, []).append(work)
    for index in range(0, world.works, READ_EVERY):
        yield make_paper(world, index, words, own[index])


def iter_statements(world: World) -> Iterator[Quad]:
    """Yield every statement of the graph, each once: ontology, papers, links, provenance."""
    concepts = load_project_concepts()
    corpus = to_generated_corpus(world, describe_works(world), concepts)
    ontology = load_ontology()
    yield from _ordered(ontology)
    shortcuts = Shortcuts(ontology)
    yield from _ordered(shortcuts.iter_of_ontology())
    provenance = start_provenance({_DECIDED_BY})
    with LinkSpool(ontology) as links:
        for paper in iter_papers(world):
            graph = to_paper_graph(paper, corpus)
            add_provenance(provenance, paper, corpus.work_labels[paper.key])
            links.add_paper(graph)
            yield from _ordered(graph)
            yield from _ordered(shortcuts.iter_of_paper(graph))
        yield from links.iter_links()
    yield from _ordered(provenance)


def write_nquads(world: World, path: Path) -> Written:
    """Write the graph as N-Quads, one statement a line, and return count and digest."""
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as out:
        statements = (f"{quad} .\n" for quad in iter_statements(world))
        while lines := list(islice(statements, _LINES_AT_A_TIME)):
            data = "".join(lines).encode()
            digest.update(data)
            count += len(lines)
            out.write(data)
    return Written(count, digest.hexdigest())


def build_generated(world: World, out_dir: Path) -> Written:
    """Write a build folder whose store answers every question, as `kg build` does."""
    with hold_build_folder(out_dir) as stage:
        written = write_nquads(world, stage / NQUADS)
        store = write_store(out_dir, stage, stage / NQUADS, written.sha256, written.statements)
        settings = {"generated": {"papers": world.papers, "seed": world.seed}}
        graph = {"graph": {"sha256": written.sha256, "statements": written.statements}}
        (stage / MANIFEST).write_text(json.dumps(settings | graph, indent=1, sort_keys=True) + "\n")
        for name in (NQUADS, MANIFEST):
            (stage / name).replace(out_dir / name)
        set_current(out_dir, stage, store.name)
        prune_stores(out_dir, {store.name})
    compile_names(open_engine(out_dir))
    return written


def _ordered(quads: Iterable[Quad]) -> list[Quad]:
    """Return statements in an order that does not change from run to run: sets of them have none."""
    return sorted(quads, key=str)


@click.command()
@click.option(
    "--triples", default=100_000, show_default=True, type=click.IntRange(min=10_000), help="About so many."
)
@click.option("--seed", default=SEED, show_default=True, help="Equal seeds, equal graphs.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="N-Quads file to write."
)
@click.option(
    "-b", "--build", type=click.Path(path_type=Path, file_okay=False), help="Build folder to write."
)
def generate(triples: int, seed: int, output: Path | None, build: Path | None) -> None:
    """Generate a literature graph, as a file or as a build folder that `kg query -b` can ask.

    Example: python -m benchmarks.generate --triples 100000 --build build/bench-100k
    """
    if (output is None) == (build is None):
        raise click.UsageError("say where to write: -o FILE or -b FOLDER")
    world = to_world(triples, seed)
    written = write_nquads(world, output) if output else build_generated(world, build or Path())
    click.echo(f"{world.papers} papers, {written.statements} statements, sha256 {written.sha256}", err=True)


if __name__ == "__main__":
    generate()
