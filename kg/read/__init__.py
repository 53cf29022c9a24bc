"""Readers: a file becomes a `Document`. One registry serves help, validation and dispatch."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from kg.errors import ReadError
from kg.read.document import MAX_BYTES, Document
from kg.read.markdown import read_markdown


@dataclass(frozen=True)
class Reader:
    """How one format is read.

    Attributes:
        suffixes: File name endings in lower case, with the dot.
        read: (path for messages, bytes) to document.
    """

    suffixes: tuple[str, ...]
    read: Callable[[str, bytes], Document]


READERS: dict[str, Reader] = {
    "markdown": Reader((".md", ".markdown", ".txt"), read_markdown),
}


def read_document(path: str | PurePath, data: bytes | None = None) -> Document:
    """The document of a file, read by the reader of its suffix.

    Args:
        path: The file.
        data: Its bytes when they are at hand; otherwise the file is read.

    Raises:
        ReadError: When no reader knows the suffix, the file cannot be opened, or its bytes are not readable.
    """
    suffix = PurePath(path).suffix.lower()
    reader = next((reader for reader in READERS.values() if suffix in reader.suffixes), None)
    if reader is None:
        known = ", ".join(suffix for reader in READERS.values() for suffix in reader.suffixes)
        raise ReadError(f"no reader knows the ending {suffix!r}", str(path), f"known are {known}")
    return reader.read(str(path), _load(path) if data is None else data)


def _load(path: str | PurePath) -> bytes:
    try:
        size = Path(path).stat().st_size
        if size > MAX_BYTES:
            raise ReadError(
                f"{size} bytes are more than a text of {MAX_BYTES}", str(path), "is this the right file?"
            )
        return Path(path).read_bytes()
    except OSError as error:
        raise ReadError(error.strerror or "cannot be read", str(path)) from error
