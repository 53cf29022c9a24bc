"""How fast `kg` is: generated literature graphs, and measurements against named peers in the same run."""
