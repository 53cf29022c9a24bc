"""Style sheet, icon and scripts that all pages share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.draw.assets import find_bundles
from kg.resources import find_folder

_STYLES: Final = (
    "palette.css",
    "page.css",
    "signs.css",
    "site.css",
    "engine.css",
    "record.css",
    "chart.css",
    "matrix.css",
)
_INLINED: Final = ("view.js",)  # stands in the picture itself


def iter_assets() -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file of `assets/` that does not depend on the graph."""
    folder = find_folder("site")
    yield "assets/site.css", b"\n".join(_read(folder / "styles" / name) for name in _STYLES)
    yield "assets/icon.svg", _read(folder / "styles" / "icon.svg")
    yield "assets/card.png", (folder / "styles" / "card.png").read_bytes()
    yield "assets/licences.txt", _read(find_bundles() / "licences.txt")  # of the libraries in the bundles
    for path in sorted(set(find_bundles().glob("*.js")) - {find_bundles() / name for name in _INLINED}):
        yield f"assets/{path.name}", _read(path)


def _read(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")
