"""The graph from Python: what `from kg import open_graph` leads to, for scripts and notebooks."""
