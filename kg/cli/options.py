"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

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


def open_chosen_engine(build: Path) -> "Engine":
    """Return the server of `kg --endpoint`, or else the graph of a build folder.

    Raises:
        EngineError: there is no such graph, or the address is none.
    """
    server = open_server()
    if server is not None:
        return server
    from kg.engines.local import open_engine

    return open_engine(build)


def open_server(timeout_seconds: float | None = None) -> "ServerEngine | None":
    """Return the server of `kg --endpoint`, None where no address is given.

    Args:
        timeout_seconds: how long one request may take; by default what `kg --timeout` says.

    Raises:
        EngineError: the address is none.
    """
    context = click.get_current_context()
    given = context.find_root().params
    if not given.get("endpoint"):
        return None
    from kg.engines.server import ServerEngine

    server = ServerEngine(
        given["endpoint"], given["engine"], given["update_endpoint"], timeout_seconds or given["timeout"]
    )
    context.call_on_close(server.close)
    return server
