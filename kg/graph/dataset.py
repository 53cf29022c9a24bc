"""Papers become a dataset: ontology, one graph per paper, derived links, and where each graph comes from."""

from collections.abc import Callable, Iterable

from pyoxigraph import Quad

from kg import __version__
from kg.graph.citations import add_citations
from kg.graph.claims import add_claims
from kg.graph.corpus import Corpus, to_corpus
from kg.graph.decisions import add_decisions
from kg.graph.evidence import EvidenceWriter
from kg.graph.iris import DERIVED_GRAPH, PROVENANCE_GRAPH, mint
from kg.graph.ontology import load_ontology
from kg.graph.people import add_people
from kg.graph.rules import derive_links
from kg.graph.statements import Statements
from kg.graph.systems import add_systems
from kg.graph.works import add_works
from kg.knowledge.concepts import ConceptIndex
from kg.knowledge.evidence import Resolve
from kg.knowledge.records import Paper

FindResolve = Callable[[Paper], Resolve | None]

_AGENT_NAMES = {"kg": "kg", "kg-curation": "curation with kg"}


def to_dataset(
    papers: Iterable[Paper], concepts: ConceptIndex, find_resolve: FindResolve | None = None
) -> set[Quad]:
    """Return the whole graph: equal input gives an equal set, whatever the order of the papers.

    Args:
        papers: checked papers.
        concepts: the index by which they were checked.
        find_resolve: gives for a paper what finds passages in its text; None for no quotes.

    Raises:
        KgError: a record cannot be put in the graph.
    """
    corpus = to_corpus(papers, concepts)
    quads = load_ontology()
    for paper in corpus.papers:
        quads.update(to_paper_graph(paper, corpus, find_resolve(paper) if find_resolve else None))
    quads |= derive_links(quads)
    quads.update(_to_provenance(corpus))
    return quads


def to_paper_graph(paper: Paper, corpus: Corpus, resolve: Resolve | None = None) -> Statements:
    """Return the statements of one paper's own graph."""
    out = Statements(mint("graph", paper.key))
    passages = EvidenceWriter(out, paper, corpus, resolve)
    add_works(out, paper, corpus)
    add_people(out, paper, corpus, passages)
    add_citations(out, paper, corpus, passages)
    add_systems(out, paper, corpus, passages)
    add_claims(out, paper, corpus, passages)
    add_decisions(out, paper, corpus, passages)
    return out


def start_provenance(deciders: Iterable[str]) -> Statements:
    """Return the graph that tells where the others come from, with the program and those who decided."""
    out = Statements(PROVENANCE_GRAPH)
    for key in sorted({"kg", *deciders}):
        known = key in _AGENT_NAMES
        kind = "prov:SoftwareAgent" if known else "prov:Agent"
        out.start(mint("agent", key), kind, label=_AGENT_NAMES.get(key, key.replace("-", " ")))
    program = mint("agent", "kg")
    out.text(program, "al:softwareVersion", __version__)
    out.start(DERIVED_GRAPH, "prov:Entity", label="graph of derived links")
    out.link(DERIVED_GRAPH, "prov:wasAttributedTo", program)
    return out


def add_provenance(out: Statements, paper: Paper, label: str) -> None:
    """Add which files the graph of a paper was made from and by what; without dates, so that bytes repeat.

    Args:
        out: what `start_provenance` gave.
        paper: the paper.
        label: its short name.
    """
    graph = mint("graph", paper.key)
    out.start(graph, "prov:Entity", label=f"graph of {label}")
    out.link(graph, "prov:wasAttributedTo", mint("agent", "kg"))
    for source in paper.files:
        file = mint("file", paper.key, source.path.name)
        out.start(file, "prov:Entity", label=f"{paper.key}/{source.path.name}")
        out.text(file, "al:path", f"papers/{paper.key}/{source.path.name}")
        out.text(file, "al:sha256", source.sha256)
        out.link(graph, "prov:wasDerivedFrom", file)
    out.link(DERIVED_GRAPH, "prov:wasDerivedFrom", graph)


def _to_provenance(corpus: Corpus) -> Statements:
    deciders = {record.decided_by for paper in corpus.papers for record in paper.decisions}
    deciders |= {record.decided_by for paper in corpus.papers for record in paper.identity}
    out = start_provenance(deciders)
    for paper in corpus.papers:
        add_provenance(out, paper, corpus.work_labels[paper.key])
    return out
