"""The graph as the engine in the page takes it: a script, for a page opened from a file fetches nothing."""

import base64
import gzip
import json
from typing import Any

import pyoxigraph as ox

from kg.graph.serialise import to_trig


def to_data_script(name: str, value: Any) -> str:
    """Return the script that hands a value to the pages under a name; `site/src/data.ts` takes it."""
    return f"kgData({json.dumps(name)},{json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n"


def pack_graph(store: ox.Store) -> dict[str, str]:
    """Return the graph for the engine in the page, the same text for the same graph.

    TriG loads as quickly as N-Quads and packs to little more than half of their size; gzip as base64 is a
    third of the plain text, and browsers unpack it themselves.

    Args:
        store: the graph.

    Returns:
        `format`, a media type, and `packed`, gzip as base64.
    """
    packed = gzip.compress(to_trig(store), compresslevel=9, mtime=0)
    return {"format": "application/trig", "packed": base64.b64encode(packed).decode("ascii")}
