"""The networks by name: what each node, edge and weight means, and how it is read from a graph."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.network import projections
from kg.network.mechanisms import read_mechanism_network

_WORK: Final = "a work; `label`, `year`, `read_in_full`"


@dataclass(frozen=True, slots=True)
class Network:
    """A way to see the graph as a network.

    Attributes:
        name: what people type.
        summary: what it shows, on one line.
        kind: "directed", "undirected" or "multigraph".
        nodes: what a node is, and its attributes besides.
        edges: what an edge is, and its attributes besides.
        weight: what the weight of an edge counts.
        read: makes it from a graph; the second argument is the least weight of an edge.
    """

    name: str
    summary: str
    kind: str
    nodes: str
    edges: str
    weight: str
    read: Callable[[Engine, int], "nx.Graph[Any]"]


_ALL: Final = (
    Network(
        "mechanism-material",
        "which materials are said to show which mechanisms, and which pairs nobody speaks of",
        "undirected",
        "a material or a mechanism, `kind` tells which; all of the ontology, with or without claims; `label`",
        "claims by which the material, itself or as architecture or interlayer of a cell, shows the "
        "mechanism or acts through it; `claims`, the number of `works` behind them, of claims at "
        "`first_hand`, and of claims that deny it (`denied`). A pair that is only denied has no edge",
        "claims that say so",
        lambda engine, least: projections.read_mechanisms_of_materials(engine.run, least),
    ),
    Network(
        "claims",
        "every claim about materials, mechanisms, effects and failures, and the works behind them",
        "multigraph",
        "a material, process, mechanism, effect, failure, tested cell or work, `kind` tells which; `label`",
        "a claim, from subject to object (`role` claim; `claim` holds all that a reader needs to judge it), "
        "or a work that stands behind claims, to the things they relate (`role` backs)",
        "1 for a claim; the number of claims for `backs`",
        lambda engine, least: _at_least(read_mechanism_network(engine), least),
    ),
    Network(
        "citation",
        "who cites whom",
        "directed",
        _WORK,
        "from the citing to the cited work",
        "citation marks in the text; 1 where the work only stands in the list",
        lambda engine, least: _at_least(projections.read_citations(engine.run), least),
    ),
    Network(
        "co-citation",
        "which works are cited by the same works",
        "undirected",
        _WORK,
        "two works that some work cites both",
        "works that cite both",
        lambda engine, least: projections.read_cocitation(engine.run, least),
    ),
    Network(
        "co-citation-in-passage",
        "which works are cited side by side",
        "undirected",
        _WORK,
        "two works that are cited in one passage",
        "passages that cite both",
        lambda engine, least: projections.read_passage_cocitation(engine.run, least),
    ),
    Network(
        "bibliographic-coupling",
        "which works build on the same literature",
        "undirected",
        _WORK,
        "two works that cite some work both",
        "works that both cite",
        lambda engine, least: projections.read_coupling(engine.run, least),
    ),
    Network(
        "co-authorship",
        "who has written with whom",
        "undirected",
        "a person, as the identity decisions have it; `label`, number of `works`",
        "two people who share a work",
        "works that both wrote",
        lambda engine, least: projections.read_coauthors(engine.run, least),
    ),
)
NETWORKS: Final[dict[str, Network]] = {network.name: network for network in _ALL}


def find_network(name: str) -> Network:
    """Return the network of that name.

    Raises:
        QueryError: there is none; the hint names the nearest.
    """
    if name not in NETWORKS:
        near = difflib.get_close_matches(name, NETWORKS, n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(NETWORKS)}"
        raise QueryError(f"there is no network {name!r}", hint=hint)
    return NETWORKS[name]


def read_network(engine: Engine, name: str, least: int = 1) -> "nx.Graph[Any]":
    """Return a network as a networkx graph; its `graph` attribute tells what nodes, edges and weights mean.

    The same graph gives the same nodes and edges in the same order.

    Args:
        engine: the graph.
        name: one of `NETWORKS`.
        least: edges of smaller weight are left out; all nodes stay.

    Raises:
        QueryError: there is no such network.
        EngineError: the engine failed.
    """
    chosen = find_network(name)
    network = chosen.read(engine, least)
    for key in ("name", "summary", "nodes", "edges", "weight"):
        network.graph[key] = getattr(chosen, key)
    return network


def _at_least(network: "nx.Graph[Any]", least: int) -> "nx.Graph[Any]":
    if least > 1:
        network.remove_edges_from([edge[:-1] for edge in _iter_edges(network) if edge[-1]["weight"] < least])
    return network


def _iter_edges(network: "nx.Graph[Any]") -> list[Any]:
    if isinstance(network, nx.MultiGraph):
        return list(network.edges(keys=True, data=True))
    return list(network.edges(data=True))
