"""Templates, styles and scripts of the pages, and the policy that lets exactly these run.

Source: Content Security Policy Level 3, section 2.3.1 (hash-source); the hash is taken over the text between
the tags.
"""

import base64
import hashlib
import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from kg import __version__
from kg.errors import KgError
from kg.files import kept_while_unchanged
from kg.formulas import to_breakable_html, to_html
from kg.resources import find_folder

VIS_FOLDER: Final = "lib/vis-9.1.2"  # 10.x sets style attributes, which the policy forbids
STYLES: Final = ("palette.css", "page.css", "signs.css", "record.css", "picture.css")


@cache
def environment() -> jinja2.Environment:
    """Return the template environment: everything is escaped, a name that is not defined is an error."""
    loader = jinja2.FileSystemLoader(find_folder("site") / "templates", encoding="utf-8")
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["formula"] = to_html
    made.filters["breakable"] = to_breakable_html
    return made


def read_styles(names: tuple[str, ...]) -> Markup:
    """Return the named files of `site/styles/` as one style sheet, ready to stand between `<style>` tags."""
    folder = find_folder("site") / "styles"
    return _inline("\n".join(_read(folder / name) for name in names), "style")


def read_bundle(name: str) -> Markup:
    """Return the script that `make assets` bundles from `site/src/NAME.ts`, ready to stand between tags.

    Raises:
        KgError: the scripts are not built.
    """
    path = find_bundles() / f"{name}.js"
    if not path.is_file():
        raise KgError(f"there is no script {name}", where=str(path), hint="run `make assets`")
    return _inline(_read(path), "script")


def find_bundles() -> Path:
    """Return the folder of the bundled scripts; every one that the pages need is there.

    Raises:
        KgError: the scripts are not built, as in a fresh checkout.
    """
    folder = find_folder("site") / "dist"
    if not (folder / ".built").is_file():
        raise KgError(
            "the browser scripts of the pages are not built", where=str(folder), hint="run `make assets`"
        )
    return folder


@kept_while_unchanged(lambda: [find_folder("site") / "styles" / "palette.css"])
def read_palette() -> dict[str, str]:
    """Return the colours of the light theme by their names, as `site/styles/palette.css` defines them."""
    text = _read(find_folder("site") / "styles" / "palette.css")
    block = text[text.index(":root {") : text.index("}")]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


@cache
def read_vis() -> tuple[Markup, Markup]:
    """Return script and style sheet of vis-network as the pyvis wheel carries them, without importing pyvis.

    Raises:
        KgError: pyvis is not installed, or its wheel has changed.
    """
    found = importlib.util.find_spec("pyvis")
    if found is None or not found.submodule_search_locations:
        raise KgError("pyvis is not installed", hint="install kg again")
    folder = Path(found.submodule_search_locations[0]) / VIS_FOLDER
    if not folder.is_dir():
        raise KgError(
            "this pyvis carries another vis-network", where=str(folder), hint="install pyvis==0.3.2"
        )
    script = _read(folder / "vis-network.min.js").partition("//# sourceMappingURL=")[0]
    return _inline(script, "script"), _inline(_read(folder / "vis-network.css"), "style")


def _read(path: Path) -> str:
    # A browser reads line ends as "\n" before it takes the hash of an element.
    return path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _inline(text: str, tag: str) -> Markup:
    if f"</{tag}" in text.casefold():
        raise KgError(f"a {tag} of the site would end its own element")
    return Markup(text)  # noqa: S704 - the project's own files and the wheel's, with no end tag inside


def render_standalone(
    template: str, scripts: tuple[str, ...], styles: tuple[str, ...], title: str, summary: str, **context: Any
) -> str:
    """Return a page that is one file: scripts and styles inlined, under a policy that lets only these run.

    Args:
        template: name of a template that extends `standalone.html`.
        scripts: what stands between `<script>` tags.
        styles: what stands between `<style>` tags.
        title: the heading.
        summary: what the page shows, as the rest of a sentence; "" for none.
        context: what the template is given besides.
    """
    return (
        environment()
        .get_template(template)
        .render(
            title=title,
            summary=summary,
            policy=Markup(to_policy(scripts, styles)),  # noqa: S704 - hashes and fixed words only
            scripts=scripts,
            styles=styles,
            version=__version__,
            **context,
        )
    )


def to_policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Return the content security policy that allows these scripts and styles and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(_hash(text) for text in scripts),
            "style-src " + " ".join(_hash(text) for text in styles),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(str(text).encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
