"""Where the project's own folders are, in a checkout and in an installed wheel."""

from pathlib import Path
from typing import Final, Literal

from kg.errors import KgError

Folder = Literal["ontology", "queries", "papers", "site"]

BESIDE: Final = "beside"  # folder in a build folder: for each graph, by its name, what follows from it alone

_PACKAGE: Final = Path(__file__).resolve().parent
_BUNDLED: Final = _PACKAGE / "_bundled"  # filled when the wheel is built, see pyproject.toml


def find_folder(name: Folder) -> Path:
    """Return the folder `name` that belongs to this copy of the package.

    Args:
        name: one of the project's data folders.

    Returns:
        The folder inside the installed wheel where there is one, else the one beside `kg/` in the checkout.

    Raises:
        KgError: neither is there, so the installation is incomplete.
    """
    for candidate in (_BUNDLED / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise KgError(f"the folder {name}/ is missing from this installation", hint="install kg again")


def find_papers(start: Path | None = None) -> Path:
    """Return the knowledge files to work on: `papers/` in `start` (default: here), else the project's own."""
    local = (start or Path.cwd()) / "papers"
    return local if local.is_dir() else find_folder("papers")
