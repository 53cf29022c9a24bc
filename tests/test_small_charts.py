"""Small charts of pages: the points of one thing among those of others, each leading to its claim."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from kg.draw.charts.points import Point, Told
from kg.draw.charts.small import SmallChart, Spot, draw_small_chart, to_small_chart_svg, to_spots
from tests.picture_graphs import HOSTILE

NAMESPACE = "http://www.w3.org/2000/svg"


def told(number: float | None, unit: str = "%", sign: str = "=") -> Told:
    return Told(
        number, sign if number is not None else "", f"{number} {unit}", unit if number is not None else ""
    )


def point(claim: str, x: Told, y: Told, work: str = "Doe 2020", label: str = "cell") -> Point:
    return Point(claim, "about", label, x, y, "Mg", "full cell", (), work, work, 2020, "Table 1", "")


def draw(points: list[Point], others: list[Spot], least: int = 1) -> SmallChart:
    chart = draw_small_chart("retention-cycles", points, others, least)
    assert chart is not None
    return chart


def parse(chart: SmallChart) -> ElementTree.Element:
    svg = to_small_chart_svg(chart, lambda claim: f"claim/{claim}.html")
    return ElementTree.fromstring(svg.replace("<svg ", f'<svg xmlns="{NAMESPACE}" ', 1))


def circles(root: ElementTree.Element) -> list[tuple[float, float]]:
    found = root.iter(f"{{{NAMESPACE}}}circle")
    return [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in found]


def test_each_point_leads_to_its_claim_and_says_what_it_says() -> None:
    """A point is a link with a name; higher values stand higher, more cycles further to the right."""
    root = parse(
        draw([point("a", told(100, "cycles"), told(90)), point("b", told(500, "cycles"), told(60))], [])
    )
    links = list(root.iter(f"{{{NAMESPACE}}}a"))
    assert [link.get("href") for link in links] == ["claim/a.html", "claim/b.html"]
    assert all((link[0].text or "").startswith("cell: ") for link in links)
    (left, high), (right, low) = circles(root)
    assert left < right
    assert high < low


def test_what_has_no_number_is_counted_and_not_drawn() -> None:
    """A point without a number on an axis, or in another unit than most, is left out and told."""
    chart = draw(
        [
            point("a", told(100, "cycles"), told(90)),
            point("b", told(200, "cycles"), told(80)),
            point("c", told(None), told(70)),
            point("d", told(3, "h"), told(60)),
        ],
        [],
    )
    assert [one.claim for one in chart.own] == ["a", "b"]
    assert chart.left_out == 2


def test_points_of_others_stand_behind_once_and_in_the_same_units() -> None:
    """The sample holds the thing's own points as well; these are not drawn twice."""
    own = point("a", told(100, "cycles"), told(90))
    others = [Spot(own.x, own.y), Spot(told(50, "cycles"), told(70)), Spot(told(5, "h"), told(70))]
    assert draw([own], others).others == (others[1],)


def test_of_many_points_a_sample_is_drawn() -> None:
    """A thing of hundreds of cells has a chart of bounded size, which tells how many more there are."""
    points = [point(str(n), told(float(n), "cycles"), told(n / 10)) for n in range(1000)]
    chart = draw(points, [])
    assert 20 <= len(chart.own) <= 40
    assert len(chart.own) + chart.left_out == 1000
    assert chart.own[-1].x.number is not None
    assert chart.own[-1].x.number > 900


def test_too_few_points_make_no_chart() -> None:
    """One point of a material says no more than its row in the table."""
    assert draw_small_chart("retention-cycles", [point("a", told(1, "cycles"), told(9))], [], 2) is None
    assert draw_small_chart("retention-cycles", [], [], 0) is None


def test_points_of_one_place_stand_side_by_side() -> None:
    """Two claims with the same values can both be chosen."""
    root = parse(draw([point(name, told(100, "cycles"), told(90)) for name in "ab"], []))
    first, second = circles(root)
    assert first[1] == second[1]
    assert second[0] - first[0] > 5


def test_bounds_and_approximate_values_are_drawn_as_such() -> None:
    """An open circle is approximate; a line leads up from a least value and down from a greatest."""
    points = [
        point("a", told(100, "cycles"), told(90, sign="~")),
        point("b", told(200, "cycles"), told(80, sign=">")),
        point("c", told(300, "cycles"), told(70, sign="<=")),
    ]
    root = parse(draw(points, []))
    forms = [one.get("class") for one in root.iter(f"{{{NAMESPACE}}}circle")]
    assert forms == ["point open", "point", "point"]
    bounds = [one.get("d", "") for one in root.iter(f"{{{NAMESPACE}}}path") if one.get("class") == "bound"]
    assert [bound.partition("v")[2] for bound in bounds] == ["-9", "9"]


def test_names_cover_neither_points_nor_each_other() -> None:
    """Names stand beside few points of several works, and only where there is room."""
    spots = zip("abcd", (0, 30, 520, 1000), strict=True)
    points = [point(name, told(x, "cycles"), told(90), f"Au{name} et al. 2020") for name, x in spots]
    root = parse(draw(points, []))
    names = [
        (float(one.get("x", "")), float(one.get("x", "")) + 6.0 * len(one.text or ""))
        for one in root.iter(f"{{{NAMESPACE}}}text")
        if one.get("class") == "name"
    ]
    assert len(names) >= 2
    assert all(first[1] <= second[0] for first, second in pairwise(sorted(names)))
    assert not [1 for start, end in names for right, _ in circles(root) if start - 5 < right < end + 5]
    alike = [point(name, told(x, "cycles"), told(90)) for name, x in (("a", 0), ("b", 500))]
    assert "name" not in {one.get("class") for one in parse(draw(alike, [])).iter(f"{{{NAMESPACE}}}text")}


def test_a_sample_is_taken_evenly() -> None:
    """Of many points some of all regions stay, never more than asked for."""
    points = [point(str(n), told(float(n), "cycles"), told(50)) for n in range(1000)]
    spots = to_spots(points, 80)
    assert len(spots) <= 80
    numbers = [spot.x.number or 0.0 for spot in spots]
    assert numbers[0] < 20
    assert numbers[-1] > 950


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_stay_text(label: str) -> None:
    """Markup in the name of a cell or a work is shown, not run."""
    points = [point("a", told(1, "cycles"), told(9), label, label), point("b", told(2, "cycles"), told(8))]
    root = parse(draw(points, []))
    names = {element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in root.iter()}
    assert names <= {"svg", "a", "g", "path", "text", "title", "circle"}
