"""Graphs for the tests of network, picture and site: a small one and one with hostile labels."""

from pathlib import Path

import pyoxigraph as ox

from kg.terms import BASE, expand

SMALL = Path(__file__).parent / "data" / "picture-graph.trig"
HOSTILE = (
    "<script>document.title='broken'</script>",
    "</script><img src=x onerror=document.title='broken'>",
    "__proto__",
    "x" * 10_000,
    "\u202eright to left שלום",
    '"><svg onload=document.title=1> href',
    "constructor",
)


def load_small() -> ox.Store:
    store = ox.Store()
    store.load(path=str(SMALL), format=ox.RdfFormat.TRIG)
    return store


def load_hostile() -> ox.Store:
    """Every hostile label as a material that promotes the next one's mechanism twin."""
    store = ox.Store()
    graph = ox.NamedNode(BASE + "graph/hostile")

    def add(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        store.add(ox.Quad(ox.NamedNode(BASE + subject), ox.NamedNode(expand(predicate)), value, graph))

    add("ont#promotes", "rdfs:label", ox.Literal("promotes"))
    add("ont#promotes", "al:polarity", ox.NamedNode(BASE + "value/promoting"))
    add("work/w", "rdf:type", ox.NamedNode(expand("al:Work")))
    add("work/w", "rdfs:label", ox.Literal(HOSTILE[0]))
    for index, label in enumerate(HOSTILE):
        for kind, class_name in (("material", "al:Material"), ("mechanism", "al:Mechanism")):
            key = f"{kind}/__proto__" if index == 2 else f"{kind}/h{index}"
            add(key, "rdf:type", ox.NamedNode(expand(class_name)))
            add(key, "rdfs:label", ox.Literal(label))
            add(key, "skos:definition", ox.Literal(label))
        suffix = "__proto__" if index == 2 else f"h{index}"
        claim = f"claim/x/{index}"
        add(claim, "rdf:type", ox.NamedNode(expand("al:MechanismClaim")))
        add(claim, "rdfs:label", ox.Literal(label))
        add(claim, "al:subject", ox.NamedNode(f"{BASE}material/{suffix}"))
        add(claim, "al:object", ox.NamedNode(f"{BASE}mechanism/{suffix}"))
        add(claim, "al:relation", ox.NamedNode(expand("al:promotes")))
        add(claim, "al:assertedBy", ox.NamedNode(BASE + "work/w"))
        add(claim, "al:evidence", ox.NamedNode(BASE + "evidence/x/1"))
    add("evidence/x/1", "al:place", ox.Literal(HOSTILE[1]))
    add("evidence/x/1", "al:fromWords", ox.Literal(HOSTILE[0]))
    add("evidence/x/1", "al:link", ox.NamedNode("javascript:document.title=1"))
    return store
