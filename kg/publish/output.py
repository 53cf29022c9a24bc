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

from kg.errors import KgError
from kg.locks import drop_lock, take_lock
from kg.publish.digests import Digester, DigestSet
from kg.publish.placing import Placer

MANIFEST: Final = ".kg-site"
_FORMAT: Final = "kg-site 1"
_STAGE: Final = ".kg-site.new"
_LOCK: Final = ".kg-site.lock"  # there while a site is made
_OURS: Final = frozenset({_STAGE, _LOCK})
_STATE_LENGTH: Final = 64
_SETTINGS: Final = "# "  # before how the site is made; no path begins so


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
        placer: puts files into the stage; what it is given elsewhere has to be told with `note`.
        digest: turns paths into numbers.

    Raises:
        KgError: the folder holds files but no site of ours, and force is not given; or another process is
            making a site there.
    """

    def __init__(self, path: Path, *, force: bool = False, settings: str = "") -> None:
        self._path = path
        self._stage = self.scratch = path / _STAGE
        self._made = array("Q")
        self._folded = array("Q")
        self.written = 0
        self.kept = 0
        self.bytes = 0
        self.digest = Digester()
        if not force and not any(_iter_listed(path)) and _holds_others(path):
            raise KgError(
                "the folder holds files that are not of this program",
                where=str(path),
                hint="choose another with -o, or use `kg site --force`",
            )
        path.mkdir(parents=True, exist_ok=True)
        lock = take_lock(path / _LOCK)
        if lock is None:
            raise KgError(
                "another process is making a site in this folder",
                where=str(path),
                hint="wait for it, or choose another with -o",
            )
        self._lock = lock
        known = DigestSet(map(self.digest, _iter_listed(path)))  # now that nobody else changes them
        shutil.rmtree(self._stage, ignore_errors=True)
        empty = all(entry.name in _OURS for entry in path.iterdir())  # nothing is in the way
        self._stage.mkdir()
        self.placer = Placer(path, self._stage, known, self.digest, force=force, empty=empty)
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
        self.note(path, len(data), written=self.placer.place(path, data))

    def note(self, path: str, size: int, *, written: bool) -> None:
        """Take note of a file that the `placer` was given, perhaps in another process."""
        self._list.write(f"{path}\n")
        digest, folded = self.digest(path), path.casefold()
        self._made.append(digest)
        self._folded.append(digest if folded == path else self.digest(folded))
        self.bytes += size
        self.written += written
        self.kept += not written

    def add_chunks(self, path: str, chunks: Iterable[bytes]) -> int:
        """Take a file that is too large for memory, piece by piece; return its size.

        Raises:
            KgError: as for `add`.
        """
        staged, final = self.placer.open(path)
        with Path(staged).open("wb") as file:
            size = sum(file.write(chunk) for chunk in chunks)
        same = Path(final).is_file() and filecmp.cmp(staged, final, shallow=False)
        if same:
            Path(staged).unlink()
        self.note(path, size, written=not same)
        return size

    def finish(self, state: str) -> int:
        """Put everything in place and return how many files of an earlier run were deleted.

        Args:
            state: 64 characters for what the site was made from; `read_state` gives them back.

        Raises:
            KgError: two files differ in capitals only.
        """
        if len(DigestSet(self._folded)) != len(self._folded):
            raise KgError("two pages would be one file where capitals do not count", where=str(self._path))
        made = DigestSet(self._made)
        stale = [path for path in _iter_listed(self._path) if self.digest(path) not in made]
        self._list.seek(len(_FORMAT) + 1)
        self._list.write(state)
        self._list.close()
        manifest = self._stage / MANIFEST
        self._mark_unfinished(manifest, stale)
        _move_into(self._stage, self._path, leave=MANIFEST)
        for path in stale:
            self._delete(self._path / path)
        manifest.replace(self._path / MANIFEST)
        self._clear()
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
        with suppress(OSError):  # of a full disk: what is not written yet does not matter any more
            self._list.close()
        self._clear()

    def _clear(self) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)
        drop_lock(self._lock, self._path / _LOCK)

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
        names = {entry.name for entry in path.iterdir()} - _OURS
    except FileNotFoundError:
        return False
    except NotADirectoryError as error:
        raise KgError("this is a file, not a folder", where=str(path)) from error
    return bool(names) and not (names == {"index.html"} and _is_old_page(path / "index.html"))


def _is_old_page(path: Path) -> bool:
    with path.open("rb") as file:
        return b'<meta name="generator" content="kg ' in file.read(4096)


def _move_into(stage: Path, place: Path, *, leave: str = "") -> None:
    """Move what a folder holds to another; a folder that is new there moves as a whole."""
    with os.scandir(stage) as found:
        entries = list(found)  # whole, before any is moved out of it
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
