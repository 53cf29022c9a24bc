"""The browser scripts: bundled beforehand, told of when they are missing, and carried by the wheel."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.draw.assets import find_bundles, read_bundle
from kg.errors import KgError

ROOT = Path(__file__).parent.parent


@pytest.fixture
def bare_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site folder whose scripts were never bundled."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr("kg.draw.assets.find_folder", lambda name: folder)
    return folder


def test_missing_bundles_are_told_with_the_command_that_makes_them(bare_site: Path) -> None:
    """In a fresh checkout one line says what to run."""
    with pytest.raises(KgError) as caught:
        read_bundle("view")
    assert "make assets" in str(caught.value.hint)


def test_half_written_bundles_count_as_missing(bare_site: Path) -> None:
    """A bundle without the mark of a finished run is not used."""
    (bare_site / "dist").mkdir()
    (bare_site / "dist" / "view.js").write_text("void 0", encoding="utf-8")
    with pytest.raises(KgError):
        find_bundles()


def test_the_lock_file_pins_every_package_and_names_no_host() -> None:
    """Each npm package has a version and a digest; where it comes from is left to the machine."""
    lock = json.loads((ROOT / "site" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["version"], name
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


@pytest.mark.parametrize(
    "package", ["oxigraph", "minisearch", "@codemirror/view", "sparqljs", "d3-force", "vega"]
)
def test_the_licence_of_each_bundled_package_is_kept(package: str) -> None:
    """The file beside the bundles, which the site publishes, names each package with its licence."""
    licences = (find_bundles() / "licences.txt").read_text(encoding="utf-8")
    [heading] = [line for line in licences.splitlines() if line.startswith(f"{package} ")]
    assert "MIT" in heading or "BSD" in heading or "ISC" in heading


def test_a_wheel_without_bundles_is_refused(tmp_path: Path) -> None:
    """Building stops and says what to run, instead of making a wheel whose pages cannot be written."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-knowledge"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "__init__.py").write_text('__version__ = "0.0.0"\n', encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode != 0
    assert "make assets" in run.stderr
    assert not list(tmp_path.glob("dist/*.whl"))
