"""Options that several commands share."""

from pathlib import Path
from typing import Final

import click

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
