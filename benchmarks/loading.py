"""What links and names derived beforehand cost: a plain load of the same statements against the build.

The peer loads the statements of all papers into a store on disk. The build does the same, runs the rules over
them, loads what they derive as well, and writes the index of names.

Example: python -m benchmarks.loading build/bench-1m
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import click
import pyoxigraph as ox

from kg.engines.local import open_engine
from kg.graph.build import NQUADS
from kg.graph.iris import DERIVED_GRAPH
from kg.graph.rules import derive_in, find_predicates, load_rules
from kg.graph.store import hold_build_folder, set_current, write_store
from kg.queries.entities import compile_names

T = TypeVar("T")
_FORMAT: Final = ox.RdfFormat.N_QUADS


def split_derived(build: Path, told: Path) -> int:
    """Write the statements of a build that no rule derived; return how many there are."""
    mark = f" {DERIVED_GRAPH} .\n".encode()
    count = 0
    with (build / NQUADS).open("rb") as lines, told.open("wb") as file:
        for line in lines:
            if not line.endswith(mark):
                file.write(line)
                count += 1
    return count


def load_plainly(told: Path, folder: Path) -> int:
    """Load statements into a store on disk as it is best read; return how many it holds."""
    store = ox.Store(str(folder / "plain"))
    store.bulk_load(path=str(told), format=_FORMAT)
    store.flush()
    store.optimize()
    return len(store)


def load_as_built(told: Path, folder: Path) -> int:
    """Derive links and load everything; return how many statements there are."""
    needed = {f"<{name}>".encode() for name in find_predicates(load_rules())}
    with told.open("rb") as lines:
        read = b"".join(line for line in lines if line.split(b" ", 2)[1] in needed)
    memory = ox.Store()
    memory.bulk_load(input=read, format=_FORMAT)
    derived = derive_in(memory)
    del memory
    out = folder / "built"
    with hold_build_folder(out) as stage:
        whole = stage / NQUADS
        shutil.copyfile(told, whole)
        with whole.open("ab") as file:
            file.writelines(f"{quad} .\n".encode() for quad in derived)
        with whole.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            count = sum(1 for _ in file)
        store = write_store(out, stage, whole, digest, count)
        whole.replace(out / NQUADS)
        set_current(out, stage, store.name)
    return count


def write_names(folder: Path) -> None:
    """Write the index of names beside what `load_as_built` made."""
    compile_names(open_engine(folder / "built"))


def measure(act: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds of a call, and what it returned."""
    started = time.process_time()
    found = act()
    return time.process_time() - started, found


@click.command()
@click.argument("build", type=click.Path(path_type=Path, exists=True))
@click.option("--rounds", default=3, show_default=True, help="How often each is measured, by turns.")
def loading(build: Path, rounds: int) -> None:
    """Measure what deriving costs on the graph of a build folder: medians of CPU seconds.

    Example: python -m benchmarks.loading build/bench-1m
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = folder / NQUADS
        count = split_derived(build, told)
        spent: list[tuple[float, float, float]] = []
        for number in range(rounds):
            place = folder / str(number)
            place.mkdir()
            plain_seconds, held = measure(partial(load_plainly, told, place))
            if held != count:
                raise click.ClickException(f"{held} of {count} statements were loaded")
            built_seconds, whole = measure(partial(load_as_built, told, place))
            names_seconds, _ = measure(partial(write_names, place))
            spent.append((plain_seconds, built_seconds, names_seconds))
            shutil.rmtree(place)
        plain, built, names = (median(column) for column in zip(*spent, strict=True))
    click.echo(f"plain load of {count:,} statements: {plain:.1f} s CPU")
    click.echo(
        f"with rules, {whole - count:,} derived statements: {built:.1f} s CPU, ratio {built / plain:.2f}"
    )
    click.echo(f"with the index of names as well: {built + names:.1f} s, ratio {(built + names) / plain:.2f}")


if __name__ == "__main__":
    loading()
