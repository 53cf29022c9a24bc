"""Folders and files that one process at a time writes; a lock goes with its process, however that ends."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock an open file, and return whether that was possible."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock an open file, and return whether that was possible."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def take_lock(path: Path) -> IO[bytes] | None:
    """Return a locked file, None where another process has it; `drop_lock` deletes it.

    Raises:
        OSError: the file cannot be made.
    """
    while True:
        file = path.open("a+b")
        if not try_lock(file.fileno()):
            file.close()
            return None
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                return file
        file.close()  # who had it has just deleted it


def drop_lock(file: IO[bytes], path: Path) -> None:
    """Let go of a file that `take_lock` gave, and delete it."""
    if sys.platform == "win32":
        file.close()  # an open file cannot be deleted there
    with suppress(OSError):
        path.unlink()
    file.close()
