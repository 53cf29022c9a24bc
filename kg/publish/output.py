"""The output folder: files are made beside it, and only when all are good do those that changed move in."""

import filecmp
import os
import shutil
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from kg.errors import KgError
from kg.publish.inspect import digest_path

MANIFEST: Final = ".kg-site"
_FORMAT: Final = "kg-site 1"
_STAGE: Final = ".kg-site.new"
_STATE_LENGTH: Final = 64
_SETTINGS: Final = "# "  # before how the site is made; no path begins so
_NO_STEPS: Final = frozenset({"", ".", ".."})  # parts of a path that lead astray


class OutputFolder:
    """Receives files under their paths; `finish` puts them in place, `drop` forgets them.

    A file that is the same as the one in place is not written at all. Files that an earlier run made and this
    one does not are deleted; files of others are never touched.

    Args:
        path: the folder; made where it is missing.
        force: overwrite files of others that are in the way.
        settings: how the site is made, for `read_settings`; a text of one line.

    Attributes:
        scratch: a folder for nameless files while the site is made.

    Raises:
        KgError: the folder holds files but no site of ours, and force is not given.
    """

    def __init__(self, path: Path, *, force: bool = False, settings: str = "") -> None:
        self._path = path
        self._stage = self.scratch = path / _STAGE
        self._force = force
        self._made = array("Q")
        self._folded = array("Q")
        self._folders: set[str] = set()  # those that may be written to, and are there in the stage
        self.written = 0
        self.kept = 0
        self.bytes = 0
        self._known = _Digests(map(digest_path, _iter_listed(path)))
        if not force and not len(self._known) and _holds_others(path):
            raise KgError(
                "the folder holds files that are not of this program",
                where=str(path),
                hint="choose another with -o, or use --force",
            )
        shutil.rmtree(self._stage, ignore_errors=True)
        self._empty = not path.is_dir() or not any(path.iterdir())  # nothing is in the way
        self._stage.mkdir(parents=True)
        self._list = (self._stage / MANIFEST).open("w", encoding="utf-8", newline="\n")
        self._list.write(f"{_FORMAT}\n{'-' * _STATE_LENGTH}\n")
        if settings:
            self._list.write(f"{_SETTINGS}{settings}\n")

    def add(self, path: str, data: bytes) -> None:
        """Take a file.

        Args:
            path: where it belongs, below the folder.
            data: its content.

        Raises:
            KgError: the path leaves the folder, or a file of somebody else is there.
        """
        staged, final = self._take(path)
        self.bytes += len(data)
        if not self._empty and _is_same(final, data):
            self.kept += 1
            return
        with open(staged, "wb") as file:  # noqa: PTH123 - half the time of `Path.write_bytes`
            file.write(data)
        self.written += 1

    def add_chunks(self, path: str, chunks: Iterable[bytes]) -> int:
        """Take a file that is too large for memory, piece by piece; return its size.

        Raises:
            KgError: as for `add`.
        """
        staged, final = self._take(path)
        with Path(staged).open("wb") as file:
            size = sum(file.write(chunk) for chunk in chunks)
        self.bytes += size
        if Path(final).is_file() and filecmp.cmp(staged, final, shallow=False):
            Path(staged).unlink()
            self.kept += 1
        else:
            self.written += 1
        return size

    def _take(self, path: str) -> tuple[str, str]:
        """Note a path; return where the file is made, in a folder that is there, and where it belongs.

        Raises:
            KgError: the path leaves the folder, or a file of somebody else is there.
        """
        if "\\" in path or not path.isprintable() or not _NO_STEPS.isdisjoint(path.split("/")):
            raise KgError("a path would leave the folder of the site", where=path)
        self._list.write(f"{path}\n")
        digest = digest_path(path)
        folded = path.casefold()
        self._made.append(digest)
        self._folded.append(digest if folded == path else digest_path(folded))
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._open_folder(folder)
        final = f"{self._path}/{path}"
        if not self._empty and not self._force and digest not in self._known and os.path.lexists(final):
            raise KgError("a file that is not of this program is in the way", where=final, hint="use --force")
        if not self._empty and os.path.isdir(final):  # noqa: PTH112 - once for every file
            raise KgError("a folder is in the way of a file", where=final, hint="move it elsewhere")
        return f"{self._stage}/{path}", final

    def finish(self, state: str) -> int:
        """Put everything in place and return how many files of an earlier run were deleted.

        Args:
            state: 64 characters for what the site was made from; `read_state` gives them back.

        Raises:
            KgError: two files differ in capitals only.
        """
        if len(_Digests(self._folded)) != len(self._folded):
            raise KgError("two pages would be one file where capitals do not count", where=str(self._path))
        made = _Digests(self._made)
        stale = [path for path in _iter_listed(self._path) if digest_path(path) not in made]
        self._list.seek(len(_FORMAT) + 1)
        self._list.write(state)
        self._list.close()
        manifest = self._stage / MANIFEST
        self._mark_unfinished(manifest, stale)
        _move_into(self._stage, self._path, leave=MANIFEST)
        for path in stale:
            self._delete(self._path / path)
        manifest.replace(self._path / MANIFEST)
        shutil.rmtree(self._stage, ignore_errors=True)
        return len(stale)

    def _delete(self, path: Path) -> None:
        """Delete a file of an earlier run, and folders that it leaves empty; what a link leads to stays."""
        if not path.parent.resolve().is_relative_to(self._path.resolve()):
            return
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            path.unlink()
        _remove_empty(path.parent, self._path)

    def _mark_unfinished(self, manifest: Path, stale: list[str]) -> None:
        """Let the folder know all files of before and after while they change, but no finished state."""
        beside = self._stage / f"{MANIFEST}.half"
        with manifest.open(encoding="utf-8") as new, beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{new.readline()}{'-' * _STATE_LENGTH}\n")
            new.readline()
            shutil.copyfileobj(new, file)
            file.writelines(f"{path}\n" for path in stale)
        beside.replace(self._path / MANIFEST)

    def drop(self) -> None:
        """Forget everything; what was in place stays."""
        self._list.close()
        shutil.rmtree(self._stage, ignore_errors=True)

    def iter_paths(self, ending: str) -> Iterator[str]:
        """Yield the paths of the files taken so far that end so."""
        self._list.flush()
        with (self._stage / MANIFEST).open(encoding="utf-8") as file:
            for line in file:
                path = line.rstrip("\n")
                if path.endswith(ending):
                    yield path

    def iter_texts(self, ending: str) -> Iterator[tuple[str, str]]:
        """Yield path and content of the files taken so far whose path ends so."""
        for path in self.iter_paths(ending):
            staged = self._stage / path
            found = staged if staged.exists() else self._path / path
            yield path, found.read_text(encoding="utf-8")

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


class _Digests:
    """A set of digests of paths that takes eight bytes for each."""

    def __init__(self, digests: Iterable[int]) -> None:
        self._sorted = np.unique(np.array(array("Q", digests), dtype=np.uint64))

    def __len__(self) -> int:
        return int(self._sorted.size)

    def __contains__(self, digest: int) -> bool:
        place = int(np.searchsorted(self._sorted, np.uint64(digest)))
        return place < self._sorted.size and int(self._sorted[place]) == digest


def read_state(path: Path) -> str | None:
    """Return what the site in a folder was made from, None where there is no finished site of ours."""
    try:
        with (path / MANIFEST).open(encoding="utf-8") as file:
            ours = file.readline().rstrip("\n") == _FORMAT
            return file.readline().rstrip("\n") if ours else None
    except (OSError, UnicodeDecodeError):
        return None


def is_whole(path: Path) -> bool:
    """Return whether every file of the site in a folder is there and has not been written to since."""
    try:
        made = (path / MANIFEST).stat().st_mtime_ns
        return all((path / name).stat().st_mtime_ns <= made for name in _iter_listed(path))
    except OSError:
        return False


def read_settings(path: Path) -> str:
    """Return how the site in a folder was made, "" where that is not told."""
    try:
        with (path / MANIFEST).open(encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in islice(file, 3)]
    except (OSError, UnicodeDecodeError):
        return ""
    told = lines[2] if len(lines) == 3 and lines[0] == _FORMAT else ""
    return told.removeprefix(_SETTINGS) if told.startswith(_SETTINGS) else ""


def _iter_listed(folder: Path) -> Iterator[str]:
    """Yield the files of the site in a folder, by their paths below it."""
    try:
        with (folder / MANIFEST).open(encoding="utf-8") as file:
            if file.readline().strip() != _FORMAT:
                return
            file.readline()
            for line in file:
                path = line.rstrip("\n")
                if (
                    path
                    and not path.startswith(_SETTINGS)
                    and ".." not in PurePosixPath(path).parts
                    and not path.startswith("/")
                ):
                    yield path
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return


def _holds_others(path: Path) -> bool:
    """Return whether a folder has anything in it but what an older version of this program left."""
    try:
        names = {entry.name for entry in path.iterdir()} - {_STAGE}
    except FileNotFoundError:
        return False
    except NotADirectoryError as error:
        raise KgError("this is a file, not a folder", where=str(path)) from error
    return bool(names) and not (names == {"index.html"} and _is_old_page(path / "index.html"))


def _is_old_page(path: Path) -> bool:
    with path.open("rb") as file:
        return b'<meta name="generator" content="kg ' in file.read(4096)


def _is_same(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):  # noqa: PTH116 - once for every file
            return False
        return Path(path).read_bytes() == data
    except OSError:
        return False


def _move_into(stage: Path, place: Path, *, leave: str = "") -> None:
    """Move what a folder holds to another; a folder that is new there moves as a whole."""
    with os.scandir(stage) as entries:
        for entry in entries:
            target = place / entry.name
            if entry.name == leave:
                continue
            if entry.is_dir(follow_symlinks=False) and os.path.lexists(target):
                _move_into(Path(entry.path), target)
            else:
                Path(entry.path).replace(target)


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_relative_to(top):
        if folder.is_dir():
            if any(folder.iterdir()):
                return
            folder.rmdir()
        folder = folder.parent
