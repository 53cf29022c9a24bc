"""`kg load-script`: a server's own bulk-load commands, with the files they load."""

from pathlib import Path
from typing import Final

import click

from kg.cli.options import build_option

# A test holds them against kg.engines.load_scripts and kg.engines.profiles.
SERVERS: Final = {
    "virtuoso": "",
    "oxigraph": "",
    "qlever": "untested",
    "fuseki": "untested",
    "graphdb": "untested",
    "neptune": "untested",
}
_UNTESTED: Final = ", ".join(name for name, state in SERVERS.items() if state)


@click.command(
    "load-script",
    help=f"""Write the commands and files with which the server SERVER loads the built graph in bulk.

    For a first load that is too large to push; a later `kg push` writes only what has changed. Those of
    {_UNTESTED} are untested: no test has ever run them.

    Example: kg load-script virtuoso -o load/
    """,
)
@click.argument("server", type=click.Choice(list(SERVERS)), metavar="SERVER")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write to.",
)
@build_option
def load_script(server: str, output: Path, build: Path) -> None:
    """Write the files and say how to start."""
    from kg.engines.load_scripts import SCRIPTS, write_load_script
    from kg.engines.local import open_store

    files = write_load_script(open_store(build), server, output)
    state = f" ({SERVERS[server]})" if SERVERS[server] else ""
    click.echo(f"{output}: {len(files)} files for {server}{state}; start with: {SCRIPTS[server].hint}")
