"""The font of pictures that stand alone: Source Sans Pro, measured and embedded letter by letter.

Source: the font's own files, under the SIL Open Font License 1.1, as the package font-source-sans-pro carries
them; OpenType 1.9, tables `cmap` and `hmtx`, for the widths.
"""

import base64
import io
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY: Final = "Source Sans Pro"
_FACES: Final = (
    ("normal", "400", "SourceSansPro"),
    ("normal", "600", "SourceSansProSemibold"),
    ("italic", "400", "SourceSansProIt"),
)
_UNKNOWN: Final = 0.6  # width of a letter that the font lacks, by its height


@cache
def find_files() -> tuple[Path, ...]:
    """Return the files of the faces: regular, semibold, italic."""
    import font_source_sans_pro

    return tuple(Path(getattr(font_source_sans_pro, name)) for _, _, name in _FACES)


@cache
def _open(path: Path) -> "TTFont":
    from fontTools.ttLib import TTFont

    return TTFont(path, lazy=True)


@cache
def _widths() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = _open(find_files()[0])
    return font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm


@cache
def _width(letter: str) -> float:
    names, widths, units = _widths()
    name = names.get(ord(letter))
    return widths[name][0] / units if name else _UNKNOWN


def measure_text(text: str, size: float) -> float:
    """Return the width of a text in pixels, set in the regular face at that size in pixels."""
    return size * sum(_width(letter) for letter in text)


@dataclass(frozen=True, slots=True)
class Face:
    """One face of the font, cut down to some letters: its style, its weight, and its file in base64."""

    style: str
    weight: str
    content: str


def cut_faces(letters: set[str]) -> tuple[Face, ...]:
    """Return the faces, each with only the letters given; the same letters give the same bytes."""
    names, _, _ = _widths()
    return _cut(frozenset(letter for letter in letters if ord(letter) in names))


@lru_cache(maxsize=8)  # pictures of one graph are mostly set in the same letters
def _cut(letters: frozenset[str]) -> tuple[Face, ...]:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = ["kern", "liga"]
    options.notdef_outline = True
    options.drop_tables += ["FFTM"]
    faces = []
    for (style, weight, _), path in zip(_FACES, find_files(), strict=True):
        made = io.BytesIO()
        with TTFont(path, recalcTimestamp=False, lazy=True) as font:
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=sorted(map(ord, letters)))
            subsetter.subset(font)
            font.save(made)
        faces.append(Face(style, weight, base64.b64encode(made.getvalue()).decode("ascii")))
    return tuple(faces)


def to_font_faces(letters: set[str]) -> str:
    """Return style rules that embed the faces, each with only the letters given."""
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-style:{face.style};font-weight:{face.weight};"
        f"src:url(data:font/ttf;base64,{face.content})}}"
        for face in cut_faces(letters)
    )
