"""The picture loses no claim, escapes everything and asks nobody for anything."""

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.draw.assemble import Source
from kg.draw.layout import ROW, Item, place, stagger
from kg.draw.page import save_page, to_html
from kg.draw.picture import Picture
from kg.draw.subjects import draw_mechanisms
from kg.engines.local import LocalEngine
from kg.errors import KgError
from kg.formulas import join_amounts, to_plain
from kg.formulas import to_html as set_formula
from tests.picture_graphs import HOSTILE, load_hostile, load_small


def draw(store: ox.Store) -> Picture:
    return draw_mechanisms(Source(LocalEngine(store)))


@pytest.fixture(scope="module")
def page() -> str:
    return to_html(draw(load_small()), "Mechanisms and materials")


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inlined: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.inlined.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and self.inlined:
            tag, attributes, text = self.inlined[-1]
            self.inlined[-1] = (tag, attributes, text + data)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="picture-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    loaded = json.loads(found.group(1))
    assert isinstance(loaded, dict)
    return loaded


def test_no_claim_is_lost_between_network_and_page(page: str) -> None:
    """The claims behind all drawn links together are all claims, each exactly once."""
    data = data_of(page)
    behind = [index for link in data["edges"] for index in link["claims"]]
    assert sorted(behind) == list(range(16))
    assert len(data["details"]["claims"]) == 16


def test_parallel_claims_are_one_link_as_wide_as_their_number() -> None:
    """Two claims of one pair and polarity make one line, wider than a line of one claim."""
    picture = draw(load_small())
    double = next(link for link in picture.links if len(link.claims) == 2)
    assert double.key.endswith("~promoting~mechanism/uniform-lithium-distribution")
    edges = {edge["id"]: edge["width"] for edge in data_of(to_html(picture, "t"))["edges"]}
    assert edges[double.id] > min(edges.values())


def test_a_denial_is_a_line_of_its_own() -> None:
    """Denied claims never widen the line of what they deny."""
    picture = draw(load_small())
    assert [link.stroke for link in picture.links if link.key.startswith("material/mg~denied")] == ["denied"]


def test_the_same_graph_gives_the_same_bytes() -> None:
    """Two pages of one graph do not differ."""
    assert to_html(draw(load_small()), "t") == to_html(draw(load_small()), "t")


def test_the_policy_allows_exactly_the_inlined_scripts_and_styles(page: str) -> None:
    """Every script and style has its hash in the policy, and the policy names nothing else."""
    reader = Reader(page)
    policy = next(
        attrs["content"] or ""
        for tag, attrs in reader.elements
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    for part in ("img-src data:", "base-uri 'none'", "form-action 'none'"):
        assert part in policy
    wanted = set()
    for _, attrs, text in reader.inlined:
        if attrs.get("type") != "application/json":
            wanted.add(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())
    assert wanted == set(re.findall(r"'sha256-([^']+)'", policy))
    assert "unsafe" not in policy


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    """No element names an address to load, no attribute runs script or sets a style."""
    for tag, attrs in Reader(page).elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert "src" not in attrs
        assert "style" not in attrs
        assert not any(name.startswith("on") for name in attrs)
    assert "sourceMappingURL" not in page


def test_hostile_labels_stay_text() -> None:
    """Markup, script, end tags and odd keys in labels come out as text and change nothing else."""
    picture = draw(load_hostile())
    text = to_html(picture, HOSTILE[1])
    reader = Reader(text)
    assert [tag for tag, _ in reader.elements].count("script") == 3
    assert not [tag for tag, _ in reader.elements if tag == "img"]
    assert len(picture.links) == len(HOSTILE)
    labels = {node["label"] for node in data_of(text)["nodes"]}
    assert labels == set(HOSTILE)
    assert f"<title>{html.escape(HOSTILE[1], quote=True).replace('&#x27;', '&#39;')}</title>" in text


def test_only_web_addresses_become_links() -> None:
    """A passage whose link is a script has no link."""
    picture = draw(load_hostile())
    assert {passage["link"] for claim in picture.claims for passage in claim["passages"]} == {""}


def test_an_empty_graph_is_a_page_that_says_so() -> None:
    """No claim gives a readable sentence, not a blank page or an error."""
    assert "nothing to draw" in to_html(draw(ox.Store()), "t")


def test_boxes_of_a_column_never_overlap() -> None:
    """All drawn boxes of a column keep the least distance of rows."""
    picture = draw(load_small())
    for column in range(4):
        rows = sorted(node.y for node in picture.nodes if node.column == column)
        assert all(lower - upper >= ROW - 1 for upper, lower in pairwise(rows))


def test_the_order_of_rows_removes_crossings() -> None:
    """Two groups that are linked upside down are turned round."""
    items = [Item(name, column, name) for column, names in enumerate(("abc", "xyz")) for name in names]
    laid_out = place(items, [("a", "z", 1), ("b", "y", 1), ("c", "x", 1)])
    assert laid_out.crossings == 0


def test_formulas_get_their_subscripts() -> None:
    """Numbers of formulas are set low, other numbers and markup are left alone."""
    assert set_formula("Li6PS5Cl & co") == "Li<sub>6</sub>PS<sub>5</sub>Cl &amp; co"
    assert to_plain("LiNi0.8Co0.1Mn0.1O2") == "LiNi₀.₈Co₀.₁Mn₀.₁O₂"
    assert set_formula("MgF2/C") == "MgF<sub>2</sub>/C"
    for plain in ("NCM811", "Table 2", "Mg", "HfSiNo", "A1B2"):
        assert to_plain(plain) == plain


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("capacity retention > 80 % (500 cycles)", ["&gt; 80 %"]),
        ("47 to 99.8 %; test temperature from 25 to 80 °C.", ["99.8 %", "80 °C"]),
        ("0.5 mA cm⁻², 2.92 mAh cm⁻² and ≈ 1,000 Wh L⁻¹", ["0.5 mA cm⁻²", "2.92 mAh cm⁻²", "≈ 1,000 Wh L⁻¹"]),
        ("Li6PS5Cl 30 MPa", ["30 MPa"]),
        ("section 4 shows 3 methods, Table 2 and 500 cycles", []),
    ],
)
def test_a_number_stays_with_its_unit(text: str, amounts: list[str]) -> None:
    """No line breaks between them, and the words of the page stay the same."""
    joined = str(join_amounts(set_formula(text)))
    assert re.findall(r'<span class="unbroken">(.*?)</span>', joined) == amounts
    assert re.sub(r"</?span[^>]*>", "", joined) == set_formula(text)


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """A file where a folder should be gives an error that names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(KgError, match="cannot write"):
        save_page("x", tmp_path / "file" / "page.html")


def test_view_lists_its_views_and_refuses_others(tmp_path: Path) -> None:
    """`kg view --list` names the view; an unknown name is wrong usage; no build is one line."""
    runner = CliRunner()
    assert "mechanisms-materials" in runner.invoke(cli, ["view", "--list"]).output
    assert runner.invoke(cli, ["view", "nothing"]).exit_code == 2
    result = runner.invoke(cli, ["view", "-b", str(tmp_path / "missing"), "-o", str(tmp_path / "x.html")])
    assert result.exit_code == 1
    assert "kg build" in result.output


def test_staggered_things_have_a_row_each() -> None:
    """No link of a time axis passes the box of another work on its way: no two works stand in one row."""
    items = [Item(f"{column}.{number}", column, "") for column in range(4) for number in range(5)]
    laid = place(items, [("3.0", item.id, 1.0) for item in items if item.column < 3])
    rows = sorted(stagger(laid).y.values())
    assert len(rows) == len(items)
    assert all(after - before >= ROW for before, after in pairwise(rows))
    assert stagger(laid).height > rows[-1]
