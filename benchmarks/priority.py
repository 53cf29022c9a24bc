"""Lets what a benchmark starts run ahead of everything else on the machine, so that other work counts less.

Linux only, and only for root. The kernel keeps a twentieth of the time for the others.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import click

_PROC: Final = Path("/proc")
_PAUSE_S: Final = 0.2  # new processes and threads are found after this time


@contextmanager
def run_ahead(wanted: bool) -> Iterator[None]:
    """Give all processes below this one, but not this one itself, real-time priority while the context lasts.

    Args:
        wanted: false changes nothing.

    Raises:
        click.UsageError: the system does not allow it.
    """
    if not wanted:
        yield
        return
    if not _PROC.is_dir() or os.geteuid():
        raise click.UsageError("running ahead of others needs Linux and root")
    ended = threading.Event()
    thread = threading.Thread(target=_raise_again_and_again, args=(ended,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _raise_again_and_again(ended: threading.Event) -> None:
    while not ended.wait(_PAUSE_S):
        for thread in _iter_threads_below(os.getpid()):
            with suppress(OSError):  # it has ended meanwhile
                os.sched_setscheduler(thread, os.SCHED_RR, os.sched_param(1))


def _iter_threads_below(top: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # as above
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    waiting = list(children.get(top, []))
    while waiting:
        process = waiting.pop()
        waiting += children.get(process, [])
        with suppress(OSError):
            yield from (int(task.name) for task in (_PROC / str(process) / "task").iterdir())
