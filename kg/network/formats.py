"""A network as a file: GraphML and GEXF for Gephi and yEd, Cytoscape JSON, node-link JSON, CSV of the edges.

Attributes that are no plain value become text. The same network gives the same bytes.

Source: http://graphml.graphdrawing.org/specification.html; https://gexf.net/schema.html (1.2);
https://js.cytoscape.org/#notation/elements-json
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import networkx as nx

from kg.network.mechanisms import ClaimRecord

Plain: TypeAlias = str | int | float | bool

_STAMP: Final = re.compile(r' lastmodifieddate="[^"]*"')
# Source: XML 1.0, production Char, https://www.w3.org/TR/xml/#charsets
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_plain(network: "nx.Graph[Any]") -> "nx.Graph[str]":
    """Return the network with texts and numbers only; a claim becomes label, relation, origin and place.

    What is not known is left out, because GraphML knows no missing value.
    """
    plain: nx.Graph[str] = type(network)()
    plain.graph.update({str(key): _clean(str(value)) for key, value in network.graph.items()})
    for node, data in network.nodes(data=True):
        plain.add_node(_clean(str(node)), **_to_attributes(data))
    if isinstance(network, nx.MultiGraph) and isinstance(plain, nx.MultiGraph):
        for start, end, key, data in network.edges(keys=True, data=True):
            plain.add_edge(_clean(start), _clean(end), key=_clean(str(key)), **_to_attributes(data))
    else:
        for start, end, data in network.edges(data=True):
            plain.add_edge(_clean(start), _clean(end), **_to_attributes(data))
    return plain


def to_graphml(network: "nx.Graph[Any]") -> str:
    """Return the network as GraphML."""
    plain = to_plain(network)
    made = io.BytesIO()
    nx.write_graphml_xml(plain, made, encoding="utf-8", prettyprint=True)
    return made.getvalue().decode("utf-8").rstrip() + "\n"


def to_gexf(network: "nx.Graph[Any]") -> str:
    """Return the network as GEXF 1.2, without the date of writing; nodes with `x` and `y` stand there."""
    plain: nx.Graph[Any] = to_plain(network)
    for _, data in plain.nodes(data=True):
        if "x" in data and "y" in data:  # y grows upward in GEXF
            data["viz"] = {"position": {"x": data.pop("x"), "y": -data.pop("y"), "z": 0.0}}
    made = io.BytesIO()
    nx.write_gexf(plain, made, encoding="utf-8", prettyprint=True, version="1.2draft")
    return _STAMP.sub("", made.getvalue().decode("utf-8")).rstrip() + "\n"


def to_json(network: "nx.Graph[Any]") -> str:
    """Return the network as the node-link JSON that `networkx.node_link_graph` reads."""
    told = nx.node_link_data(to_plain(network), edges="edges")
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def to_cytoscape(network: "nx.Graph[Any]") -> str:
    """Return the network as the JSON that Cytoscape, Cytoscape.js and `networkx.cytoscape_graph` read."""
    plain = to_plain(network)
    nodes = [
        {"data": {"id": node, "value": node, "name": data.get("label", node), **data}}
        for node, data in plain.nodes.items()
    ]
    edges = [
        {"data": {"id": f"e{number}", "key": number, "source": start, "target": end, **data}}
        for number, (start, end, data) in enumerate(plain.edges(data=True))
    ]
    kind = {"directed": plain.is_directed(), "multigraph": plain.is_multigraph()}
    whole = {**kind, "data": dict(plain.graph), "elements": {"nodes": nodes, "edges": edges}}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def to_csv(network: "nx.Graph[Any]") -> str:
    """Return the edges as CSV, a line each: both ends by IRI and label, then all attributes."""
    plain = to_plain(network)
    edges = list(plain.edges(data=True))
    names = list(dict.fromkeys(name for _, _, data in edges for name in data)) or ["weight"]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["source", "source_label", "target", "target_label", *names])
    labels = dict(plain.nodes(data="label", default=""))
    for start, end, data in edges:
        writer.writerow([start, labels[start], end, labels[end], *(data.get(name, "") for name in names)])
    return stream.getvalue()


FORMATS: Final[dict[str, Callable[["nx.Graph[Any]"], str]]] = {
    "graphml": to_graphml,
    "gexf": to_gexf,
    "json": to_json,
    "cyjs": to_cytoscape,
    "csv": to_csv,
}


def _to_attributes(data: Mapping[str, Any]) -> dict[str, Plain]:
    told: dict[str, Plain] = {}
    for name, value in data.items():
        if isinstance(value, ClaimRecord):
            told |= _to_attributes(_of_claim(value))
        elif isinstance(value, tuple | list | set | frozenset):
            told[name] = _clean("; ".join(map(str, value)))
        elif value is not None:
            told[name] = value if isinstance(value, int | float) else _clean(str(value))
    return told


def _of_claim(claim: ClaimRecord) -> dict[str, Any]:
    return {
        "statement": claim.label,
        "relation": claim.relation,
        "polarity": claim.polarity,
        "negated": claim.negated,
        "through": claim.through,
        "mode": claim.mode,
        "strength": claim.strength,
        "origin": claim.origin,
        "said_by": claim.asserted_by,
        "finding_of": claim.finding_of,
        "where": tuple(f"{passage.work}, {passage.place}" for passage in claim.passages),
        "link": tuple(passage.link for passage in claim.passages if passage.link),
    }


def _clean(text: str) -> str:
    """Return a text without the characters that no XML file may hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
