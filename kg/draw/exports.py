"""A picture for other programs: GraphML, GEXF and Cytoscape JSON, with places, kinds and records.

Source: http://graphml.graphdrawing.org/specification.html; https://gexf.net/schema.html (1.2);
https://js.cytoscape.org/#notation/elements-json
"""

import json
from typing import Any

import networkx as nx

from kg.draw.picture import DrawnLink, DrawnNode, Picture
from kg.draw.svg import to_allowed
from kg.network import formats
from kg.terms import BASE


def to_multigraph(picture: Picture) -> "nx.MultiDiGraph[str]":
    """Return the picture as a networkx graph; nodes are IRIs, edges have the link's key as key."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=to_allowed(picture.title))
    iris = {node.id: _iri(node.key) for node in picture.nodes}
    for node in picture.nodes:
        graph.add_node(iris[node.id], **_of_node(node))
    for link in picture.links:
        graph.add_edge(iris[link.start], iris[link.end], key=link.id, **_of_link(picture, link))
    return graph


def _iri(key: str) -> str:
    return to_allowed(key if key.startswith(("http://", "https://", "urn:", "_:")) else BASE + key)


def _of_node(node: DrawnNode) -> dict[str, Any]:
    return {
        "label": to_allowed(node.label),
        "kind": node.kind,
        "group": to_allowed(node.group),
        "formula": to_allowed(node.formula),
        "definition": to_allowed(node.definition),
        "records": node.claims,
        "community": node.community,
        "betweenness": node.between,
        "pagerank": node.rank,
        "x": float(node.x),
        "y": float(node.y),
    }


def _of_link(picture: Picture, link: DrawnLink) -> dict[str, Any]:
    statements = [picture.claims[index]["label"] for index in link.claims]
    return {
        "stroke": link.stroke,
        "label": to_allowed(", ".join(link.relations)),
        "weight": len(link.claims),
        "works": to_allowed("; ".join(link.works)),
        "statements": to_allowed("\n".join(statements)),
        "records": " ".join(_iri(picture.claims[index]["key"]) for index in link.claims),
    }


def to_graphml(picture: Picture) -> bytes:
    """Return the picture as GraphML."""
    return formats.to_graphml(to_multigraph(picture)).encode("utf-8")


def to_gexf(picture: Picture) -> bytes:
    """Return the picture as GEXF 1.2 with places."""
    return formats.to_gexf(to_multigraph(picture)).encode("utf-8")


def to_cytoscape(picture: Picture) -> bytes:
    """Return the picture as the JSON that Cytoscape, Cytoscape.js and `networkx.cytoscape_graph` read."""
    iris = {node.id: _iri(node.key) for node in picture.nodes}
    nodes = []
    for node in picture.nodes:
        data = _of_node(node)
        position = {"x": data.pop("x"), "y": data.pop("y")}
        nodes.append(
            {
                "data": {"id": iris[node.id], "value": iris[node.id], "name": node.label, **data},
                "position": position,
            }
        )
    edges = [
        {
            "data": {
                "id": link.id,
                "key": link.id,
                "source": iris[link.start],
                "target": iris[link.end],
                **_of_link(picture, link),
            }
        }
        for link in picture.links
    ]
    whole = {
        "format_version": "1.0",
        "generated_by": "kg",
        "target_cytoscapejs_version": "~3.30",
        "directed": True,
        "multigraph": True,
        "data": {"name": picture.title, "summary": picture.summary},
        "elements": {"nodes": nodes, "edges": edges},
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
