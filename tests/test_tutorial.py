"""The tutorial notebook runs from its first cell to its last, on a fresh build and without a network."""

import copy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from kg.graph.build import build_graph
from kg.resources import find_folder

TUTORIAL = Path(__file__).parent.parent / "docs" / "tutorial.ipynb"
# What a cell would need that is not on this machine: any of it in the environment ends the attempt at once.
NO_NETWORK = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all")}


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Return the notebook as it is kept and as it is after it ran beside a fresh build."""
    folder = tmp_path_factory.mktemp("tutorial")
    build_graph(find_folder("papers"), folder / "build")
    kept = nbformat.read(TUTORIAL, as_version=4)
    nbformat.validate(kept)
    patch = pytest.MonkeyPatch()
    for name, value in NO_NETWORK.items():
        patch.setenv(name, value)
    patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    patch.setenv("IPYTHONDIR", str(folder / "ipython"))
    try:
        client = NotebookClient(
            copy.deepcopy(kept),
            timeout=120,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
        )
        return kept, client.execute()
    finally:
        patch.undo()


def _code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_cell_runs_in_order(executed: tuple[Any, Any]) -> None:
    """Each code cell was run, none failed, and each shows something: no cell is there in vain."""
    cells = _code_cells(executed[1])
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert cell.outputs, cell.source
        kinds = {output.output_type for output in cell.outputs}
        assert "error" not in kinds, cell.source
        names = {output.get("name") for output in cell.outputs}
        assert "stderr" not in names, cell.source  # a warning would show here


def test_answers_show_as_tables_with_evidence(executed: tuple[Any, Any]) -> None:
    """The answer to a question is shown as HTML with links to the passages, and the last one as a number."""
    cells = _code_cells(executed[1])
    shown = next(cell for cell in cells if 'g.ask("mechanisms-of-material", material="Mg")' in cell.source)
    html = shown.outputs[0].data["text/html"]
    assert "#:~:text=" in html
    assert "text/markdown" in shown.outputs[0].data
    assert int(cells[-1].outputs[0].data["text/plain"]) > 50


def test_no_output_is_kept(executed: tuple[Any, Any]) -> None:
    """Outputs are made anew by whoever runs it, so none can be stale."""
    assert all(not cell.outputs and cell.execution_count is None for cell in _code_cells(executed[0]))
