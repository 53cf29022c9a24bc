"""Build a knowledge graph from battery papers, ask it questions and draw it."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api.graph import open_graph

__all__ = ["__version__", "open_graph"]

# Stated here and read by the packaging; to ask the installed metadata would slow every command down.
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Return what is only imported when it is asked for, so that every command starts at once."""
    if name == "open_graph":
        return importlib.import_module("kg.api.graph").open_graph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the names to complete."""
    return sorted({*globals(), *__all__})
