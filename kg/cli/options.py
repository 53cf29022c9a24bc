"""Options that several commands share."""

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.ending import time_limit

if TYPE_CHECKING:
    from kg.engines.engine import Engine
    from kg.engines.server import ServerEngine

build_option: Final = click.option(
    "-b",
    "--build",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build"),
    show_default=True,
    help="Folder of the built graph.",
)
text_or_json_option: Final = click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)

MOST_JOBS: Final = 8  # unless more are asked for; each takes up to 1.1 GB at 1,000 papers
_TIMEOUT_SECONDS: Final = 60.0


def count_jobs() -> int:
    """Return how many processes make pages where nobody says: one for each processor, `MOST_JOBS` at most."""
    return min(os.cpu_count() or 1, MOST_JOBS)


jobs_option: Final = click.option(
    "-j",
    "--jobs",
    default=count_jobs,
    type=click.IntRange(min=1),
    help=f"Processes that make pages of a large graph. Default: one for each processor, at most {MOST_JOBS}.",
)


class _Seconds(click.FloatRange):
    """A time limit: more than nothing, at most a day; not "nan", which no range excludes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


SECONDS: Final = _Seconds(min=0, min_open=True, max=86400)


def server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which server is meant; they work before and behind a subcommand's name."""
    for option in (
        click.option(
            "--timeout",
            type=SECONDS,
            callback=_keep_at_root,
            expose_value=False,
            help="Seconds that one answer may take; a command that asks twice may take twice as long."
            f"  [default: {_TIMEOUT_SECONDS:g} for a server]",
        ),
        click.option(
            "--engine",
            metavar="NAME",
            callback=_keep_at_root,
            expose_value=False,
            help="What the server is: virtuoso, oxigraph, or one of the untested qlever, fuseki, graphdb, "
            "neptune and generic. Default: found out.",
        ),
        click.option(
            "--update-endpoint",
            metavar="URL",
            envvar="KG_UPDATE_ENDPOINT",
            callback=_keep_at_root,
            expose_value=False,
            help="Its address for updates, where it is not the usual one.",
        ),
        click.option(
            "--endpoint",
            metavar="URL",
            envvar="KG_ENDPOINT",
            callback=_keep_at_root,
            expose_value=False,
            help="Ask the SPARQL server at this address instead of the built graph.",
        ),
    ):
        command = option(command)
    return command


def _keep_at_root(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Keep what was given where every subcommand finds it; behind its name it goes before one at `kg`."""
    if value is not None and parameter.name is not None:
        context.find_root().meta[f"kg.{parameter.name}"] = value


def open_chosen_engine(build: Path) -> "Engine":
    """Return the server of `kg --endpoint`, or else the graph of a build folder.

    Raises:
        EngineError: there is no such graph, or the address is none.
    """
    server = open_server()
    if server is not None:
        return server
    from kg.engines.local import open_engine

    context = click.get_current_context()
    context.with_resource(time_limit(context.find_root().meta.get("kg.timeout")))
    return open_engine(build)


def open_server(timeout_seconds: float | None = None) -> "ServerEngine | None":
    """Return the server of `kg --endpoint`, None where no address is given.

    Args:
        timeout_seconds: how long one request may take; by default what `kg --timeout` says.

    Raises:
        EngineError: the address is none.
    """
    context = click.get_current_context()
    given = context.find_root().meta
    if not given.get("kg.endpoint"):
        return None
    from kg.engines.server import ServerEngine

    server = ServerEngine(
        given["kg.endpoint"],
        given.get("kg.engine"),
        given.get("kg.update_endpoint"),
        timeout_seconds or given.get("kg.timeout", _TIMEOUT_SECONDS),
    )
    context.call_on_close(server.close)
    return server


def require_server() -> "ServerEngine":
    """Return the server of `--endpoint`.

    Raises:
        UsageError: no address is given.
        EngineError: the address is none.
    """
    server = open_server()
    if server is None:
        raise click.UsageError("which server? Give its address with --endpoint URL.")
    return server
