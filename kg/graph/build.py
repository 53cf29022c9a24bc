"""From a folder of papers to a finished build folder: text, store, manifest, and `CURRENT` last."""

import hashlib
import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from kg import __version__
from kg.errors import BuildError, KnowledgeError, UnknownPaperError
from kg.graph.dataset import to_dataset
from kg.graph.serialise import digest, to_nquads, to_trig
from kg.graph.store import (
    find_current,
    generation_name,
    hold_build_folder,
    prune_stores,
    set_current,
    write_store,
)
from kg.knowledge.evidence import EvidenceFinder, Resolve, has_text, load_text
from kg.knowledge.files import load_papers
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import Paper
from kg.knowledge.yaml_lines import MAX_BYTES
from kg.resources import find_folder

Quotes = Literal["none", "full"]

NQUADS: Final = "graph.nq"
TRIG: Final = "graph.trig"
MANIFEST: Final = "manifest.json"
_ROOMS: Final = ("graph", "knowledge", "quantities.py", "passages.py", "identifiers.py", "terms.py")


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes:
        out_dir: the build folder.
        store: the finished store.
        papers: keys of the papers in the graph.
        statements: number of statements in all graphs.
        built: False when nothing had changed and the earlier build was kept.
        seconds: how long it took.
    """

    out_dir: Path
    store: Path
    papers: tuple[str, ...]
    statements: int
    built: bool
    seconds: float


def build_graph(
    papers_dir: Path,
    out_dir: Path,
    papers: Collection[str] | None = None,
    texts: Path | None = None,
    quotes: Quotes = "none",
    force: bool = False,
) -> BuildReport:
    """Return the report of a build whose store is ready for readers.

    Args:
        papers_dir: folder with a folder per paper.
        out_dir: the build folder; made where it is missing.
        papers: keys of the papers to take; all by default.
        texts: folder of the papers' texts; needed for quotes only.
        quotes: "full" puts the sentences of the papers and their positions in the graph.
        force: build even when no input has changed.

    Raises:
        KnowledgeError: the knowledge files have errors; it carries all of them, and the earlier build stays.
        EvidenceError: quotes are wanted and a pointer does not resolve.
        BuildError: a paper is unknown, texts are missing, or another build is running.
        OSError: the build folder cannot be written.
    """
    started = time.monotonic()
    if quotes == "full" and texts is None:
        raise BuildError("quotes need the papers' texts", hint="name their folder with --texts")
    wanted = _choose(papers_dir, papers)
    inputs = _hash_inputs(papers_dir)
    settings = {"kg": __version__, "quotes": quotes, "papers": wanted, "inputs": inputs}
    if texts is not None and quotes == "full":
        settings["texts"] = _hash_names(texts)
    kept = None if force else _find_kept(out_dir, settings)
    if kept is not None:
        return BuildReport(out_dir, *kept, built=False, seconds=time.monotonic() - started)
    concepts = load_project_concepts()
    loaded = [paper for paper in load_papers(papers_dir, concepts) if paper.key in wanted]
    find_resolve = _find_resolve(loaded, texts) if texts is not None and quotes == "full" else None
    quads = to_dataset(loaded, concepts, find_resolve)
    nquads = to_nquads(quads)
    graph_sha256 = digest(nquads)
    manifest = settings | {"graph": {"sha256": graph_sha256, "statements": len(quads)}}
    with hold_build_folder(out_dir) as stage:
        previous = find_current(out_dir)
        (stage / NQUADS).write_bytes(nquads)
        store = write_store(out_dir, stage, stage / NQUADS, graph_sha256, len(quads))
        (stage / TRIG).write_bytes(to_trig(quads))
        (stage / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        for name in (NQUADS, TRIG, MANIFEST):
            (stage / name).replace(out_dir / name)
        set_current(out_dir, stage, store.name)
        if previous not in (None, store.name):
            prune_stores(out_dir, {store.name, str(previous)})
    return BuildReport(
        out_dir,
        store,
        tuple(paper.key for paper in loaded),
        len(quads),
        built=True,
        seconds=time.monotonic() - started,
    )


def _choose(papers_dir: Path, papers: Collection[str] | None) -> list[str]:
    """Return the keys of the papers to take, sorted; an unreadable or empty folder is left to the loader."""
    there = {path.name for path in papers_dir.glob("[!._]*/") if path.is_dir()}
    if not papers:
        return sorted(there)
    for key in papers:
        if key not in there:
            raise UnknownPaperError(
                f"there is no paper {key!r} in {papers_dir}",
                hint=f"there are {', '.join(sorted(there))}" if there else "it holds no paper",
            )
    return sorted(set(papers))


def _hash_inputs(papers_dir: Path) -> dict[str, str]:
    """Return the digest of every file on which the graph depends, by a name free of this machine.

    All papers count, even those left out: records of one paper may name things of another. A text needs no
    digest here: the paper's own record has it, and no other text is accepted.
    """
    files = {f"papers/{path.parent.name}/{path.name}": path for path in papers_dir.glob("*/*.yaml")}
    ontology = find_folder("ontology")
    files |= {
        f"ontology/{path.relative_to(ontology).as_posix()}": path
        for pattern in ("*.ttl", "rules/*.rq")
        for path in ontology.glob(pattern)
    }
    # What is no file, or too large for one, is left to the loader, which tells it with all other mistakes.
    readable = {name: path for name, path in files.items() if path.is_file() and _is_readable_size(path)}
    hashes = {name: digest(path.read_bytes()) for name, path in readable.items()}
    return {"program": _hash_program(), **hashes}


def _hash_names(texts: Path) -> str:
    """Return a digest of which texts are at hand: one that comes later brings its sentences into the graph.

    Their content is fixed by the digests that the papers record.
    """
    names = sorted(path.relative_to(texts).as_posix() for path in texts.rglob("*") if path.is_file())
    return digest("\n".join(names).encode("utf-8", "surrogateescape"))


def _is_readable_size(path: Path) -> bool:
    return path.stat().st_size <= MAX_BYTES


def _hash_program() -> str:
    """Return one digest of the code that makes the graph: another program may make another graph."""
    root = Path(__file__).resolve().parent.parent
    total = hashlib.sha256()
    for room in _ROOMS:
        path = root / room
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            total.update(f"{source.relative_to(root).as_posix()}\n".encode())
            total.update(source.read_bytes())
    return total.hexdigest()


def _find_kept(out_dir: Path, settings: Mapping[str, Any]) -> tuple[Path, tuple[str, ...], int] | None:
    """Return store, papers and size of the earlier build if it is whole and from the same inputs."""
    try:
        manifest = json.loads((out_dir / MANIFEST).read_text(encoding="utf-8"))
        graph = manifest.pop("graph")
        name = generation_name(graph["sha256"])
        statements = int(graph["statements"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    whole = all((out_dir / file).is_file() for file in (NQUADS, TRIG))
    if manifest != settings or not whole or find_current(out_dir) != name:
        return None
    return out_dir / "store" / name, tuple(settings["papers"]), statements


def _find_resolve(papers: Sequence[Paper], texts: Path) -> Callable[[Paper], Resolve | None]:
    """Return what gives a paper's passages; few people have all texts, but one of them must be there."""
    there = {paper.key for paper in papers if has_text(paper, texts)}

    def find(paper: Paper) -> Resolve | None:
        if paper.work.text is None or (there and paper.key not in there):
            return None
        finder = EvidenceFinder(paper, load_text(paper, texts))
        problems = [problem for problem in finder.find_problems() if problem.severity == "error"]
        if problems:
            first = problems[0]
            raise KnowledgeError(first.message, where=first.where, hint=first.hint, problems=problems)
        return finder

    return find
