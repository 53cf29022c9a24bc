"""Files written whole or not at all."""

import os
import shutil
from pathlib import Path


def save_text(text: str, path: Path) -> None:
    """Write a text as UTF-8 beside its place and rename it, so that a failed write leaves the old file.

    What is no plain file, such as a named pipe or `/dev/stdout`, is written to directly.

    Args:
        text: the content; lines end in a line feed on every system.
        path: the file; its folder must exist. A link stays one, its target is written.

    Raises:
        OSError: the file cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    target = path.resolve()
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except BaseException as error:  # an interrupted write leaves nothing behind either
        if beside.parent.is_dir():
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # the name that was given, not ours
        raise
