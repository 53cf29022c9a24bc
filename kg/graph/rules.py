"""Derived links: each rule of `ontology/rules/` run once over the union of all graphs, in this process."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Quad, QueryTriples, Store

from kg.errors import OntologyError
from kg.graph.iris import DERIVED_GRAPH
from kg.resources import find_folder
from kg.terms import expand

_PREFIX: Final = re.compile(r"PREFIX (\w*):\s*<([^>]+)>")
_NAME: Final = re.compile(r"\b(\w*):(\w+)")


def load_rules(folder: Path | None = None) -> dict[str, str]:
    """Return the text of each rule by name, in order of name.

    Args:
        folder: where the `.rq` files lie; the project's own by default.

    Raises:
        OntologyError: a rule does not say in its first lines what it derives.
    """
    rules = {}
    for path in sorted((folder or find_folder("ontology") / "rules").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        if not text.startswith("# "):
            raise OntologyError("the rule does not begin with a comment that says what it derives", str(path))
        rules[path.stem] = text
    return rules


def derive_links(quads: Iterable[Quad], rules: dict[str, str] | None = None) -> set[Quad]:
    """Return what the rules derive from the statements, as statements of the graph of derived links.

    No rule sees what another one derived, so their order does not matter. The project's own rules are
    handed only statements that they can read; rules of somebody else everything.

    Raises:
        OntologyError: a rule does not parse, is no CONSTRUCT, or makes nodes without address.
    """
    store = Store()
    if rules is None:
        rules = load_rules()
        needed = find_predicates(rules)
        quads = (quad for quad in quads if quad.predicate.value in needed)
    store.extend(quads)
    return derive_in(store, rules)


def find_predicates(rules: Mapping[str, str]) -> set[str]:
    """Return the IRIs of all predicates that rules may read: all prefixed names in their texts.

    It holds for rules with neither a variable nor a full IRI in the place of a predicate, as the
    project's own are.
    """
    names = {expand("rdf:type")}  # "a"
    for text in rules.values():
        prefixes = dict(_PREFIX.findall(text))
        names |= {prefixes[prefix] + local for prefix, local in _NAME.findall(text) if prefix in prefixes}
    return names


def derive_in(store: Store, rules: dict[str, str] | None = None) -> set[Quad]:
    """Return what the rules derive from the statements of a store; see `derive_links`.

    Raises:
        OntologyError: a rule does not parse, is no CONSTRUCT, or makes nodes without address.
    """
    derived: set[Quad] = set()
    for name, text in (load_rules() if rules is None else rules).items():
        try:
            answer = store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise OntologyError(f"the rule does not parse: {error}", f"ontology/rules/{name}.rq") from error
        if not isinstance(answer, QueryTriples):
            raise OntologyError("the rule is no CONSTRUCT", f"ontology/rules/{name}.rq")
        for triple in answer:
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                raise OntologyError("the rule makes a node without address", f"ontology/rules/{name}.rq")
            derived.add(Quad(triple.subject, triple.predicate, triple.object, DERIVED_GRAPH))
    return derived
