"""The finished store: written beside the present one, renamed into place, and named by `CURRENT` last of all.

Whatever ends a build before that last step, a reader still finds the store it found before.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store

from kg.errors import BuildError, KgError
from kg.locks import try_lock
from kg.resources import BESIDE

CURRENT: Final = "CURRENT"
STORES: Final = "store"
_LOCK: Final = ".lock"
_STAGE: Final = ".new"  # everything half-written lies in this folder, so that one deletion clears it
_DIGITS: Final = 12


def current_store(build_dir: Path) -> Path:
    """Return the folder of the finished store that `CURRENT` names.

    Raises:
        KgError: nothing has been built there.
    """
    try:
        name = (build_dir / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KgError(f"there is no graph in {build_dir}", hint="run: kg build") from error
    except UnicodeDecodeError:
        name = ""
    path = build_dir / STORES / name
    if not name.startswith("gen-") or "/" in name or not path.is_dir():
        raise KgError(f"the graph in {build_dir} is not complete", hint="run: kg build --force")
    return path


def generation_name(graph_sha256: str) -> str:
    """Return the name of the store of a graph."""
    return f"gen-{graph_sha256[:_DIGITS]}"


@contextmanager
def hold_build_folder(build_dir: Path) -> Iterator[Path]:
    """Keep other builds out of the folder, and give an empty folder for half-written files.

    What an earlier build left half-written is deleted. The lock goes with the process, however that ends.

    Raises:
        BuildError: another process is building there.
        OSError: the folder cannot be written.
    """
    build_dir.mkdir(parents=True, exist_ok=True)
    with (build_dir / _LOCK).open("a+b") as lock:
        if not try_lock(lock.fileno()):
            raise BuildError(
                f"another build is writing {build_dir}", hint="wait for it, or choose another -o"
            )
        stage = build_dir / _STAGE
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def write_store(build_dir: Path, stage: Path, nquads: Path, graph_sha256: str, statements: int) -> Path:
    """Return the finished store of a graph; one that is there already and whole is kept.

    Args:
        build_dir: the build folder.
        stage: the folder for half-written files.
        nquads: file of the graph as N-Quads, each statement once.
        graph_sha256: digest of its bytes.
        statements: number of its lines.

    Raises:
        BuildError: the store does not hold as many statements as the text.
    """
    final = build_dir / STORES / generation_name(graph_sha256)
    if final.is_dir():
        if _is_whole(final, statements):
            return final
        shutil.rmtree(final)
    half = stage / final.name
    half.mkdir()
    store = Store(str(half))
    store.bulk_load(path=nquads, format=RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    held = len(store)
    del store  # closes the files; a store that is open cannot be renamed everywhere
    if held != statements:
        raise BuildError(f"the store holds {held} statements instead of {statements}", hint="run it again")
    final.parent.mkdir(exist_ok=True)
    half.rename(final)
    return final


def find_current(build_dir: Path) -> str | None:
    """Return the name of the present generation, None where there is none."""
    try:
        return current_store(build_dir).name
    except KgError:
        return None


def set_current(build_dir: Path, stage: Path, name: str) -> None:
    """Name the generation that readers open from now on, in one step."""
    half = stage / CURRENT
    half.write_text(name + "\n", encoding="utf-8")
    half.replace(build_dir / CURRENT)


def prune_stores(build_dir: Path, keep: set[str]) -> None:
    """Delete all generations but those to keep, with what lies beside them."""
    for path in [*(build_dir / STORES).iterdir(), *(build_dir / BESIDE).glob("*")]:
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _is_whole(path: Path, wanted: int) -> bool:
    """Return whether the store can be read to its end: damage in the middle shows only there."""
    try:
        return sum(1 for _ in Store.read_only(str(path))) == wanted
    except (OSError, RuntimeError):  # a missing file is the second, "Corruption: ..."
        return False
