"""The networks by name: what each node, edge and weight means, and how it is read from a graph."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx

from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.network.mechanisms import read_mechanism_network


@dataclass(frozen=True, slots=True)
class Network:
    """A way to see the graph as a network.

    Attributes:
        name: what people type.
        summary: what it shows, on one line.
        nodes: what a node is.
        edges: what an edge is, and its direction.
        weight: what the weight of an edge counts.
        read: makes it from a graph.
    """

    name: str
    summary: str
    nodes: str
    edges: str
    weight: str
    read: Callable[[Engine], "nx.Graph[Any]"]


NETWORKS: Final[dict[str, Network]] = {
    network.name: network
    for network in (
        Network(
            "claims",
            "every claim about materials, mechanisms, effects and failures, and the works behind them",
            "a material, process, mechanism, effect, failure, tested cell or work",
            "a claim, from subject to object (`claim`); a work behind claims, to what they relate (`backs`)",
            "1 for a claim; the number of claims for `backs`",
            read_mechanism_network,
        ),
    )
}


def read_network(engine: Engine, name: str) -> "nx.Graph[Any]":
    """Return the network of that name.

    Raises:
        QueryError: there is none.
    """
    if name not in NETWORKS:
        raise QueryError(f"there is no network {name!r}", hint=f"there are {', '.join(NETWORKS)}")
    return NETWORKS[name].read(engine)
