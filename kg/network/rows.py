"""A network's edges kept as arrays, and its neighbourhoods made when they are first looked at."""

from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Pairs = tuple[Sequence[str], Indices, Indices, Indices]
Row = dict[str, dict[str, Any]]


class PairRows(MutableMapping[str, Row]):
    """The neighbourhoods of a network of weighted pairs: what networkx keeps as a dict of dicts.

    As arrays a pair takes 24 bytes, as mappings about 500, and making those takes several times as long as
    counting the pairs. So a neighbourhood becomes a mapping when it is asked for, and stays one. Both ends of
    an edge hold the same mapping of its attributes, as networkx promises.

    Attributes:
        pairs: names, ends and weights as given; None once a neighbourhood was given away, and may be changed.

    Args:
        order: all nodes, in the order of the network.
        names: the nodes of the pairs, as their numbers below mean them.
        first: the smaller node of each pair, ascending.
        second: the larger one, ascending for one `first`.
        weights: the weight of each pair.
    """

    def __init__(
        self,
        order: Sequence[str],
        names: Sequence[str],
        first: Indices,
        second: Indices,
        weights: Indices,
    ) -> None:
        self.pairs: Pairs | None = (names, first, second, weights)
        self._made: dict[str, Row | None] = dict.fromkeys(order)
        self._number = dict(zip(names, range(len(names)), strict=True))
        self._names = np.empty(len(names), dtype=object)
        self._names[:] = names
        self._first, self._second, self._weights = first, second, weights
        self._told = np.zeros(len(weights), dtype=bool)  # whether the attributes of a pair are made
        self._attributes = np.empty(len(weights), dtype=object)
        # numpy sorts 16-bit numbers by their digits, ten times as fast as wider ones
        self._turned = np.argsort(second.astype(np.min_scalar_type(len(names))), kind="stable")
        numbers = np.arange(len(names) + 1)
        self._as_larger = np.searchsorted(second[self._turned], numbers)
        self._as_smaller = np.searchsorted(first, numbers)

    def __getitem__(self, node: str) -> Row:
        """Return the neighbours of a node, each with the attributes of the edge."""
        row = self._made[node]
        return self._make(node) if row is None else row

    def __setitem__(self, node: str, row: Row) -> None:
        """Give a node a neighbourhood, as networkx does for a new one."""
        self.pairs = None
        self._made[node] = row

    def __delitem__(self, node: str) -> None:
        """Forget a node; networkx takes it out of all its neighbours first."""
        self.pairs = None
        del self._made[node]

    def __iter__(self) -> Iterator[str]:
        """Yield the nodes."""
        return iter(self._made)

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self._made)

    def _make(self, node: str) -> Row:
        """Make the neighbourhood of a node: the smaller neighbours, then the larger ones."""
        self.pairs = None
        row: Row = {}
        number = self._number.get(node)
        if number is not None:
            larger = self._turned[self._as_larger[number] : self._as_larger[number + 1]]
            smaller = np.arange(self._as_smaller[number], self._as_smaller[number + 1])
            met = np.concatenate((self._first[larger], self._second[smaller]))
            places = np.concatenate((larger, smaller))
            new = places[~self._told[places]]
            self._attributes[new] = [{"weight": weight} for weight in self._weights[new].tolist()]
            self._told[new] = True
            row = dict(zip(self._names[met].tolist(), self._attributes[places].tolist(), strict=True))
        self._made[node] = row
        return row


def add_pairs(
    network: "nx.Graph[str]", names: Sequence[str], first: Indices, second: Indices, weights: Indices
) -> None:
    """Give a network an edge with a weight between each two nodes.

    Args:
        network: an undirected network without parallel edges; the nodes are in it, and no edge is.
        names: the nodes, as their numbers below mean them.
        first: the smaller node of each pair, ascending.
        second: the larger one, ascending for one `first`.
        weights: the weight of each pair.
    """
    network._adj = PairRows(list(network), names, first, second, weights)


def untouched_pairs(network: "nx.Graph[str]") -> Pairs | None:
    """Return names, ends and weights as `add_pairs` got them, None once a neighbourhood was looked at."""
    rows = network._adj
    return rows.pairs if isinstance(rows, PairRows) else None
