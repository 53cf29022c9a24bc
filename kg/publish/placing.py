"""Puts single files beside the site that is in place, where `OutputFolder` finds them when all are good."""

import os
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.publish.digests import Digester, DigestSet

_NO_STEPS: Final = frozenset({"", ".", ".."})  # parts of a path that lead astray


class Placer:
    """Writes files into a stage, but for those that are in place already; several processes may do so.

    Args:
        path: the folder of the site.
        stage: the folder below it where files are made.
        known: digests of the paths that belong to the site in place.
        digest: makes them.
        force: overwrite files of others that are in the way.
        empty: whether the folder of the site was empty, so that nothing can be in the way.
    """

    def __init__(
        self, path: Path, stage: Path, known: DigestSet, digest: Digester, *, force: bool, empty: bool
    ) -> None:
        self._path = path
        self._stage = stage
        self._known = known
        self._digest = digest
        self._force = force
        self._empty = empty
        self._folders: set[str] = set()  # those that may be written to, and are there in the stage

    def place(self, path: str, data: bytes) -> bool:
        """Write a file unless it is in place already; return whether it was written.

        Raises:
            KgError: the path leaves the folder, or a file of somebody else is there.
        """
        staged, final = self.open(path)
        if not self._empty and _is_same(final, data):
            return False
        with open(staged, "wb") as file:  # noqa: PTH123 - half the time of `Path.write_bytes`
            file.write(data)
        return True

    def open(self, path: str) -> tuple[str, str]:
        """Return where a file is made, in a folder that is there, and where it belongs.

        Raises:
            KgError: the path leaves the folder, or a file of somebody else is there.
        """
        if "\\" in path or not path.isprintable() or not _NO_STEPS.isdisjoint(path.split("/")):
            raise KgError("a path would leave the folder of the site", where=path)
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._open_folder(folder)
        final = f"{self._path}/{path}"
        if not self._empty:
            strange = not self._force and self._digest(path) not in self._known
            if strange and os.path.lexists(final):
                raise KgError(
                    "a file that is not of this program is in the way", where=final, hint="use --force"
                )
            if os.path.isdir(final):  # noqa: PTH112 - once for every file
                raise KgError("a folder is in the way of a file", where=final, hint="move it elsewhere")
        return f"{self._stage}/{path}", final

    def _open_folder(self, folder: str) -> None:
        """Make a folder in the stage.

        Raises:
            KgError: it would not lie below the output folder, because a link leads elsewhere.
        """
        final = self._path / folder
        if not final.resolve().is_relative_to(self._path.resolve()):
            raise KgError("a link leads out of the folder of the site", where=str(final))
        if not self._empty and os.path.lexists(final) and not final.is_dir():
            raise KgError("a file is in the way of a folder", where=str(final), hint="move it elsewhere")
        (self._stage / folder).mkdir(parents=True, exist_ok=True)
        self._folders.add(folder)


def _is_same(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):  # noqa: PTH116 - once for every file
            return False
        return Path(path).read_bytes() == data
    except OSError:
        return False
