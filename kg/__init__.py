"""Build a knowledge graph from battery papers, ask it questions and draw it."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("kg-anodeless")
except PackageNotFoundError:  # run from a folder without installation
    __version__ = "0.0.0"
