"""What a site is made of besides knowledge files and settings: files of the project, and its own code."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kg import __version__
from kg.draw.assets import find_bundles
from kg.resources import find_folder

_ENDINGS: Final = frozenset({".ttl", ".rq", ".yaml", ".html", ".css", ".json", ".js", ".svg", ".png"})
_CODE: Final = Path(__file__).parent.parent


def list_folders() -> tuple[Path, ...]:
    """Return the folders whose files a site is made of, whatever the papers: ontology, questions, looks.

    Raises:
        KgError: one is missing.
    """
    site = find_folder("site")
    return (
        find_folder("ontology"),
        find_folder("queries"),
        site / "templates",
        site / "styles",
        find_bundles(),
    )


def iter_inputs(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the files in some folders that a site is made of, those of a folder sorted."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in _ENDINGS and path.is_file())


def hash_state(texts_path: Path | None, *settings: str) -> str:
    """Return a digest of all that the site depends on, and of all that the checks depend on.

    Args:
        texts_path: folder of the papers' texts, against which pointers are checked; None for none.
        settings: digest of the graph, and whatever else the site is made from.
    """
    digest = hashlib.sha256(f"{__version__}\n{settings}\n".encode())
    for folder in list_folders():
        _add(digest, folder, iter_inputs([folder]))
    _add(digest, _CODE, sorted(_CODE.rglob("*.py")))
    if texts_path is not None:
        _add(digest, texts_path, sorted(path for path in texts_path.rglob("*") if path.is_file()))
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", folder: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}\n"
        digest.update(name.encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(path.read_bytes()).digest())
