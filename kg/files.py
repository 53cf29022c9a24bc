"""Files written whole or not at all, and what is made of files kept until they change."""

import errno
import os
import shutil
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Final, TypeVar

_Made = TypeVar("_Made")
_unfinished: Final[set[Path]] = set()


def save_text(text: str, path: Path) -> None:
    """Write a text as UTF-8 whole or not at all; see `save_parts`.

    Raises:
        OSError: the file cannot be written.
    """
    save_parts([text], path)


def save_parts(parts: Iterable[str | bytes], path: Path) -> None:
    """Write bytes, and texts as UTF-8, beside their place and rename: a failure leaves the old file.

    What is no plain file, such as a named pipe or `/dev/stdout`, is written to directly.

    Args:
        parts: the content, part by part; lines end in a line feed on every system.
        path: the file; its folder must exist. A link stays one, its target is written.

    Raises:
        OSError: the file cannot be written.
    """
    if path.exists() and not path.is_file():
        try:
            _write(parts, path)
        except OSError as error:
            error.filename = error.filename or str(path)
            raise
        return
    target = path.resolve()
    if target.exists() and not os.access(target, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    _unfinished.add(beside)
    try:
        _write(parts, beside)
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except BaseException as error:  # an interrupted write leaves nothing behind either
        if beside.parent.is_dir():
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # the name that was given, not ours
        raise
    finally:
        _unfinished.discard(beside)


def remove_unfinished() -> None:
    """Remove what is half written, for a program that ends without waiting for the writing.

    Raises:
        OSError: a file cannot be removed.
    """
    for path in list(_unfinished):
        path.unlink(missing_ok=True)


def _write(parts: Iterable[str | bytes], path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(part.encode("utf-8") if isinstance(part, str) else part for part in parts)


def _to_state(path: Path) -> tuple[str, int, int]:
    told = path.stat()
    return str(path), told.st_mtime_ns, told.st_size


def kept_while_unchanged(
    list_paths: Callable[[], Iterable[Path]],
) -> Callable[[Callable[[], _Made]], Callable[[], _Made]]:
    """Return a decorator that keeps what a function makes of files until one is written, comes or goes.

    Args:
        list_paths: gives the files, in the same order each time.
    """

    def decorate(make: Callable[[], _Made]) -> Callable[[], _Made]:
        kept: dict[tuple[tuple[str, int, int], ...], _Made] = {}

        @wraps(make)
        def get() -> _Made:
            state = tuple(map(_to_state, list_paths()))
            if state not in kept:
                made = make()
                kept.clear()
                kept[state] = made
            return kept[state]

        return get

    return decorate
