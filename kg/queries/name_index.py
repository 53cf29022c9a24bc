"""All names of a built graph by their letters and digits: other spellings are found at any size.

One SQLite file beside the store, written when the graph is built. Exact names need it not: the store's own
index has them. Where the file is missing or damaged, the graph is searched instead.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

NAMES: Final = "names.db"


def find_spellings(path: Path, letters: str) -> list[tuple[str, str]] | None:
    """Return IRI and name of everything with these letters and digits, None where there is no index.

    Args:
        path: the file.
        letters: of a name, folded.
    """
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as index:
            return index.execute("SELECT iri, name FROM names WHERE letters = ?", (letters,)).fetchall()
    except sqlite3.Error:
        return None


def save_names(path: Path, names: Iterable[tuple[str, str, str]]) -> None:
    """Write letters, IRI and name of everything that has one, whole or not at all.

    Args:
        path: the file.
        names: letters and digits of a name, the IRI of what bears it, and the name.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(half)) as index:
            index.execute("PRAGMA journal_mode = OFF")
            index.execute("PRAGMA synchronous = OFF")
            index.execute("CREATE TABLE names (letters TEXT, iri TEXT, name TEXT)")
            index.executemany("INSERT INTO names VALUES (?, ?, ?)", names)
            index.execute("CREATE INDEX by_letters ON names (letters)")
            index.commit()
        half.replace(path)
    except sqlite3.Error as error:
        raise OSError(f"the index of names cannot be written: {error}") from error
    finally:
        half.unlink(missing_ok=True)
