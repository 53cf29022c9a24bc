"""What a question costs as a whole process, from the start of Python to the last line on the screen.

Measured in turns with bare Python and with Python that only loads click and pyoxigraph, which every run
needs, so that a busy machine slows all of them alike. CPU time is that of the child process.

Example: python -m benchmarks.processes build/bench-1m
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any, Final

import click

from benchmarks.works import GROUP_SIZE, READ_EVERY, person_key, work_key

LOOKUPS: Final = {
    "definition-of": ["--mechanism", "operation stage"],
    "references-in-order": ["--work", work_key(10 * READ_EVERY)],
    "works-of-person": ["--person", person_key(GROUP_SIZE)],
    "values-of-system": ["--system", f"{work_key(10 * READ_EVERY)}-cell-1"],
}  # typed as people type them, so that names are looked up too
_BARE: Final = {
    "python": [sys.executable, "-c", "pass"],
    "python + click + pyoxigraph": [sys.executable, "-c", "import click, pyoxigraph"],
}


def list_commands(build: Path) -> dict[str, list[str]]:
    """Return the commands to measure by what they are called: bare ones, lookups, and lookups repeated."""
    kg = [sys.executable, "-m", "kg.cli.main", "query"]
    commands = dict(_BARE)
    for name, words in LOOKUPS.items():
        command = [*kg, name, *words, "-b", str(build)]
        commands[f"kg query {name}"] = [*command, "--fresh"]
        commands[f"kg query {name}, repeated"] = command
    return commands


def measure_cpu_ms(command: list[str]) -> float:
    """Return user and system time of one run of a command, in milliseconds.

    Raises:
        ChildProcessError: the command failed.
    """
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - the commands above
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise ChildProcessError(f"{' '.join(command)} ended with {child.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def run_in_turns(commands: dict[str, list[str]], rounds: int) -> dict[str, dict[str, Any]]:
    """Return median and minimum of the CPU time of each command, in milliseconds."""
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        measure_cpu_ms(command)  # fills caches of files and of answers
    for _ in range(rounds):
        for name, command in commands.items():
            spent[name].append(measure_cpu_ms(command))
    return {name: {"cpu_ms": median(all_), "least_ms": min(all_)} for name, all_ in spent.items()}


@click.command()
@click.argument("build", type=click.Path(path_type=Path, exists=True))
@click.option("--rounds", default=9, show_default=True, type=click.IntRange(min=1))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the figures as JSON.")
def processes(build: Path, rounds: int, output: Path | None) -> None:
    """Measure lookups as whole processes on the graph of a build folder.

    Example: python -m benchmarks.processes build/bench-1m
    """
    told = run_in_turns(list_commands(build), rounds)
    for name, figures in told.items():
        click.echo(f"{figures['cpu_ms']:7.1f} ms  (least {figures['least_ms']:.1f})  {name}")
    if output:
        output.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    processes()
