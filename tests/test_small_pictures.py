"""Small pictures of pages: placed as told, the same every time, and safe in markup."""

from xml.etree import ElementTree

import pytest

from kg.draw.small import BOX, ROW, SmallColumn, Spot, draw_small, to_small_svg, to_stacked_svg
from kg.network.ties import Tie
from kg.terms import BASE
from tests.picture_graphs import HOSTILE

NAMESPACE = "{http://www.w3.org/2000/svg}"
ONE, TWO, THREE = (f"{BASE}material/{name}" for name in ("one", "two", "three"))


def spot(iri: str, label: str = "") -> Spot:
    return Spot(iri, label or iri.rpartition("/")[2], "material")


def columns(*names: str) -> tuple[SmallColumn, ...]:
    return (
        SmallColumn("Before", 200, (spot(ONE, *names),)),
        SmallColumn("", 180, (spot(TWO), spot(THREE))),
    )


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", f'<svg xmlns="{NAMESPACE[1:-1]}" ', 1))


def test_each_column_stands_in_the_middle() -> None:
    """Things of a column are a row apart, and a short column stands level with the middle of a long one."""
    picture = draw_small("x", columns(), [Tie(ONE, TWO, "promoting", "promotes", "r1")])
    one, two, three = picture.nodes
    assert three.y - two.y == ROW > BOX
    assert one.y == (two.y + three.y) / 2
    assert one.x < two.x == three.x


def test_a_chain_runs_down_for_a_narrow_window() -> None:
    """Its things stand below each other with the words between; what is no chain has no such picture."""
    chain = [SmallColumn(iri[-3:], 180, (spot(iri),)) for iri in (ONE, TWO, THREE)]
    ties = [Tie(ONE, TWO, "data", "tells of", "r1"), Tie(TWO, THREE, "promoting", "promotes", "r1")]
    root = parse(to_stacked_svg(draw_small("x", chain, ties, worded=True), {"material/two": "two.html"}))
    boxes = [(box.get("x"), float(box.get("y") or 0)) for box in root.iter(f"{NAMESPACE}rect")]
    assert len({left for left, _ in boxes}) == 1
    assert sorted(top for _, top in boxes) == [top for _, top in boxes]
    assert [a.get("href") for a in root.iter(f"{NAMESPACE}a")] == ["two.html"]
    words = [text.text for text in root.iter(f"{NAMESPACE}text") if text.get("class") == "words"]
    assert words == ["tells of", "promotes"]
    assert float((root.get("viewBox") or "").split()[2]) < 361  # of a phone
    assert not to_stacked_svg(draw_small("x", columns(), ties), {})
    across = [*ties, Tie(ONE, THREE, "promoting", "promotes", "r2")]
    assert not to_stacked_svg(draw_small("x", chain, across), {})


def test_records_of_one_pair_and_stroke_make_one_link() -> None:
    """A line stands for every record behind it; ties to things that are not drawn are left out."""
    ties = [
        Tie(ONE, TWO, "promoting", "promotes", "r1"),
        Tie(ONE, TWO, "promoting", "causes", "r2"),
        Tie(ONE, TWO, "suppressing", "reduces", "r3"),
        Tie(ONE, f"{BASE}material/elsewhere", "promoting", "promotes", "r4"),
    ]
    picture = draw_small("x", columns(), ties)
    assert [(link.stroke, link.relations, len(link.claims)) for link in picture.links] == [
        ("promoting", ("causes", "promotes"), 2),
        ("suppressing", ("reduces",), 1),
    ]
    assert {node.label: node.claims for node in picture.nodes} == {"one": 3, "two": 3, "three": 0}


def test_words_stand_on_links_only_where_they_are_asked_for() -> None:
    """With words each pair shows its relations once; without, they are told on request."""
    ties = [Tie(ONE, TWO, "promoting", "promotes", "r1"), Tie(ONE, TWO, "suppressing", "reduces", "r2")]
    for worded, wanted in ((True, ["promotes, reduces"]), (False, [])):
        root = parse(to_small_svg(draw_small("x", columns(), ties, worded=worded), {}))
        assert [text.text for text in root.iter(f"{NAMESPACE}text") if text.get("class") == "words"] == wanted
        titles = {title.text for title in root.iter(f"{NAMESPACE}title")}
        assert {"one – promotes – two", "one – reduces – two"} <= titles


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_stay_text(label: str) -> None:
    """Markup in a label is shown as text, and a label of any length is cut to its box."""
    picture = draw_small("x", columns(label), [Tie(ONE, TWO, "promoting", label, "r1")], worded=True)
    root = parse(to_small_svg(picture, {"material/one": '"><script>'}))
    assert {element.tag.removeprefix(NAMESPACE) for element in root.iter()} <= {
        "svg", "g", "a", "title", "rect", "text", "path", "circle", "polygon"
    }  # fmt: skip
    assert root.find(f"{NAMESPACE}a") is not None
    assert all(len(text.text or "") < 60 for text in root.iter(f"{NAMESPACE}text"))
