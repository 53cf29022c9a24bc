"""Build a knowledge graph from battery papers, ask it questions and draw it."""

# Stated here and read by the packaging; to ask the installed metadata would slow every command down.
__version__ = "0.1.0"
