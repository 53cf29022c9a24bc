"""Small graphs of claims on materials and mechanisms, written line by line, for the tests of the matrix."""

from collections.abc import Iterable

import pyoxigraph as ox

from kg.engines.local import LocalEngine
from kg.terms import BASE, PREFIXES

_PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
_KINDS = {"p": "Mechanism", "e": "Effect", "f": "FailurePhenomenon", "m": "Material", "s": "System"}


def to_iri(name: str) -> str:
    """The IRI of a thing: "p1" is a mechanism, "e1" an effect, "f1" a failure, "m1" a material."""
    return f"{BASE}x/{name}"


def make_engine(claims: Iterable[str], more: str = "", labels: dict[str, str] | None = None) -> LocalEngine:
    """A graph with claims, each as "subject relation object [origin] [denied] [via NAME]", and more Turtle.

    Things are named by the first letter of their kind; in `more` they are written as x:NAME.
    """
    lines = [_PREFIXES, f"@prefix x: <{BASE}x/> .\n", more]
    names: set[str] = set()
    for number, claim in enumerate(claims):
        subject, relation, target, *rest = claim.split()
        names |= {subject, target}
        via = rest[rest.index("via") + 1] if "via" in rest else ""
        names |= {via} if via else set()
        origin = next((word for word in rest if word.endswith(("-hand", "-view"))), "second-hand")
        denied, through = str("denied" in rest).lower(), f"; al:through x:{via}" if via else ""
        lines.append(
            f"x:c{number} a al:Claim, al:MechanismClaim ; rdfs:label '{claim}' ; al:subject x:{subject} ; "
            f"al:relation al:{relation} ; al:object x:{target} ; al:negated {denied} ; "
            f"al:origin alv:{origin} ; al:mode alv:measured ; al:strength alv:asserted ; "
            f"al:assertedBy x:w0 ; al:evidence x:v0 {through} .\n"
        )
    for relation, way in (("promotes", "promoting"), ("suppresses", "suppressing"), ("exhibits", "neutral")):
        lines.append(f"al:{relation} al:polarity alv:{way} .\n")
    told = labels or {}
    store = ox.Store()
    store.load("".join(lines).encode(), format=ox.RdfFormat.TURTLE)
    for name in sorted({*names, *told}):
        node = ox.NamedNode(to_iri(name))
        kind = ox.NamedNode(f"{PREFIXES['al']}{_KINDS[name[0]]}")
        store.add(ox.Quad(node, ox.NamedNode(f"{PREFIXES['rdf']}type"), kind))
        store.add(ox.Quad(node, ox.NamedNode(f"{PREFIXES['rdfs']}label"), ox.Literal(told.get(name, name))))
    return LocalEngine(store)
