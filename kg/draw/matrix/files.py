"""The files the matrix can be written to."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kg.draw.charts.files import find_writer
from kg.draw.matrix.drawn import DrawnMatrix
from kg.draw.matrix.image import to_png, to_svg
from kg.draw.matrix.page import to_html, to_json
from kg.draw.page import save_file

WRITERS: Final[dict[str, Callable[[DrawnMatrix], bytes]]] = {
    ".html": lambda drawn: to_html(drawn).encode("utf-8"),
    ".svg": lambda drawn: to_svg(drawn).encode("utf-8"),
    ".png": to_png,
    ".json": lambda drawn: to_json(drawn).encode("utf-8"),
}


def save_matrix(drawn: DrawnMatrix, path: Path) -> str:
    """Write the matrix in the format that the file's ending names; return in one line what is in it.

    Raises:
        QueryError: no format has that ending.
        KgError: the matrix cannot be drawn or written.
    """
    save_file(find_writer(WRITERS, path)(drawn), path)
    return f"{path}: {drawn.matrix.counts}"
