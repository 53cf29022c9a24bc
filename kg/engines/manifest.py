"""The graph on a server that says which graphs `kg push` wrote, each with the digest of its statements."""

from collections.abc import Mapping
from typing import Final

from kg.engines.engine import Rows
from kg.terms import BASE, expand

MANIFEST_GRAPH: Final = BASE + "graph/manifest"
_DIGEST: Final = expand("al:sha256")


def to_reading_query() -> str:
    """Return the query for what the manifest says."""
    return (
        f"SELECT ?graph ?digest WHERE {{ GRAPH <{MANIFEST_GRAPH}> {{ ?graph <{_DIGEST}> ?digest }} }} "
        "ORDER BY ?graph ?digest"
    )


def to_manifest(rows: Rows) -> dict[str, str]:
    """Return the graphs that are whole on the server, each with its digest."""
    found = ((graph, digest) for graph, digest in rows.rows if graph is not None and digest is not None)
    return {str(graph.value): str(digest.value) for graph, digest in found}  # type: ignore[union-attr]


def to_insertion(graph: str, digest: str) -> str:
    """Return the update that says that a graph is whole."""
    return f'INSERT DATA {{ GRAPH <{MANIFEST_GRAPH}> {{ <{graph}> <{_DIGEST}> "{digest}" }} }}'


def to_manifest_lines(digests: Mapping[str, str]) -> list[str]:
    """Return a whole manifest as N-Triples.

    Args:
        digests: digest by graph.
    """
    return [f'<{graph}> <{_DIGEST}> "{digest}" .\n' for graph, digest in sorted(digests.items())]


def to_removal(graph: str) -> str:
    """Return the update that says that a graph is not whole, or not there."""
    pattern = f"GRAPH <{MANIFEST_GRAPH}> {{ <{graph}> <{_DIGEST}> ?digest }}"
    return f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}"
