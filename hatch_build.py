"""Puts the data folders into the wheel, and refuses a wheel or source archive without the browser scripts."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("ontology", "queries", "papers", "site/templates", "site/styles", "site/dist")
BUILT = "site/dist/.built"  # written by `make assets` when all bundles are there


class DataFolders(BuildHookInterface):
    """The folders that kg/resources.py looks for; an editable installation finds them in the checkout."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders to a wheel.

        Raises:
            FileNotFoundError: the browser scripts are not built.
        """
        if version == "editable":
            return
        if not (Path(self.root) / BUILT).is_file():
            raise FileNotFoundError("the browser scripts are not built: run `make assets` first")
        if self.target_name == "wheel":
            self._compile_questions()
            build_data["force_include"].update({folder: f"kg/_bundled/{folder}" for folder in FOLDERS})

    def _compile_questions(self) -> None:
        """Put the index of the questions beside them, so that the first query is as quick as any other."""
        sys.path.insert(0, self.root)
        from kg.queries.catalogue import compile_index

        compile_index(Path(self.root) / "queries")
