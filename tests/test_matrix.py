"""The matrix of mechanisms and materials: what a pair counts, what is near an empty one, what files hold."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.draw.assemble import Source
from kg.draw.by_name import list_charts, save_by_name
from kg.draw.fonts import measure_text
from kg.draw.matrix.drawn import MOST_OF_CELL, DrawnMatrix, draw_matrix
from kg.draw.matrix.files import WRITERS, save_matrix
from kg.draw.matrix.page import to_html, to_json, to_page_data
from kg.engines.local import LocalEngine, open_engine
from kg.errors import KgError, QueryError
from kg.graph.build import build_graph
from kg.network.columns import Columns
from kg.network.matrix import LEADS, MOST_COLUMNS, MOST_ROWS, Matrix, read_matrix
from kg.network.networks import read_network
from kg.network.things import Things
from kg.resources import find_folder
from tests.matrix_graphs import make_engine, to_iri
from tests.picture_graphs import HOSTILE


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matrix") / "build"
    build_graph(find_folder("papers"), folder)
    return folder


@pytest.fixture(scope="module")
def engine(build: Path) -> LocalEngine:
    return open_engine(build)


@pytest.fixture(scope="module")
def drawn(engine: LocalEngine) -> DrawnMatrix:
    return draw_matrix(engine, Source(engine))


def read(engine: LocalEngine, *wanted: str) -> Matrix:
    return read_matrix(engine, Things(Columns(engine)), [to_iri(name) for name in wanted])


def draw(engine: LocalEngine) -> DrawnMatrix:
    return draw_matrix(engine, Source(engine))


def leads_of(engine: LocalEngine, phenomenon: str, material: str) -> list[tuple[str, str, str]]:
    """Kind of each lead, and the pair that it names, by the last parts of their names."""
    found = read(engine).find_leads(to_iri(phenomenon), to_iri(material))
    return [(lead.kind, lead.phenomenon[-2:], lead.material[-2:]) for lead in found]


@pytest.mark.parametrize(
    ("claims", "tone", "words"),
    [
        (["m1 exhibits p1"], "second-hand", "1 claim: 1 second-hand"),
        (
            ["m1 exhibits p1", "m1 promotes p1 first-hand"],
            "first-hand",
            "2 claims: 1 first-hand, 1 second-hand",
        ),
        (["m1 exhibits p1 own-view"], "own-view", "1 claim: 1 own view"),
        (["m1 exhibits p1 own-view", "m1 exhibits p1"], "second-hand", "2 claims: 1 second-hand, 1 own view"),
        (["m1 exhibits p1 denied"], "denied", "1 claim: 1 denied"),
        (["m1 exhibits p1 denied", "m1 exhibits p1"], "contradicted", "2 claims: 1 second-hand, 1 denied"),
        (["m1 promotes p1", "m1 suppresses p1"], "contradicted", "2 claims: 2 second-hand"),
        (["m1 promotes p1", "m1 suppresses p1 denied"], "contradicted", "2 claims: 1 second-hand, 1 denied"),
    ],
)
def test_a_pair_is_tinted_by_its_claims(claims: list[str], tone: str, words: str) -> None:
    """By whose findings they are, and whether they agree; opposite directions contradict each other."""
    (cell,) = read(make_engine(claims)).cells.values()
    assert (cell.tone, cell.words) == (tone, words)


def test_what_a_claim_acts_through_is_told_without_a_direction() -> None:
    """A material that suppresses one thing and promotes another through one mechanism is not contradicted."""
    matrix = read(make_engine(["m1 suppresses f1 via p1", "m1 promotes e1 via p1"]))
    assert matrix.cells[to_iri("p1"), to_iri("m1")].tone == "second-hand"
    assert {row.label for row in matrix.rows} == {"p1", "e1", "f1"}


def test_a_cell_stands_for_its_architecture_and_interlayers_only() -> None:
    """A claim on a tested cell counts for what its interlayer is made of, not for its collector."""
    more = (
        "x:s1 al:architecture x:m1 ; al:electrolyte x:m4 ; al:hasLayer x:l1, x:l2 .\n"
        "x:l1 al:material x:m2 ; al:role alr:interlayer-metal .\n"
        "x:l2 al:material x:m3 ; al:role alr:current-collector .\n"
    )
    matrix = read(make_engine(["s1 exhibits p1"], more, {f"m{i}": f"m{i}" for i in (1, 2, 3, 4)}))
    assert {column.label for column in matrix.columns} == {"m1", "m2"}


def test_the_matrix_and_the_network_count_the_same(engine: LocalEngine, drawn: DrawnMatrix) -> None:
    """Claims that a pair has in `kg network mechanism-material` are those of its cell that do not deny it."""
    network = read_network(engine, "mechanism-material")
    rows = {row.iri for row in drawn.matrix.rows if row.kind == "mechanism"}
    cells = {
        pair: cell for pair, cell in drawn.matrix.cells.items() if pair[0] in rows and cell.tone != "denied"
    }
    assert len(cells) == network.number_of_edges()
    for (phenomenon, material), cell in cells.items():
        assert (
            len(cell.claims) - dict(cell.counts).get("denied", 0) == network[material][phenomenon]["weight"]
        )


BROADER = "x:p2 skos:broader x:p1 . x:p3 skos:broader x:p2 . x:p4 skos:related x:p1 .\n"
LABELS = {name: name for name in ("p1", "p2", "p3", "p4", "m1", "m2", "m3")}


@pytest.mark.parametrize(
    ("claims", "pair", "expected"),
    [
        (["m1 exhibits p2", "m2 exhibits p1"], ("p1", "m1"), ("narrower", "p2", "m1")),
        (["m1 exhibits p3", "m2 exhibits p1"], ("p1", "m1"), ("narrower", "p3", "m1")),
        (["m1 exhibits p1", "m2 exhibits p3"], ("p3", "m1"), ("broader", "p1", "m1")),
        (["m1 exhibits p4", "m2 exhibits p1"], ("p1", "m1"), ("related", "p4", "m1")),
        (["m1 exhibits p1", "m2 exhibits p4"], ("p4", "m1"), ("related", "p1", "m1")),
    ],
)
def test_related_mechanisms_lead_to_an_empty_pair(
    claims: list[str], pair: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    """Narrower and broader ones at any distance, and related ones whichever of the two says so."""
    assert leads_of(make_engine(claims, BROADER, LABELS), *pair) == [expected]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("x:m1 al:hasConstituent x:m2 .", [("part", "p1", "m2")]),
        ("x:m2 al:hasConstituent x:m1 .", [("whole", "p1", "m2")]),
        (
            "x:m1 al:materialClass x:k . x:m2 al:materialClass x:k . x:k rdfs:label 'k' .",
            [("family", "p1", "m2")],
        ),
        ("x:m1 al:materialClass x:k . x:m2 al:materialClass x:j .", []),
    ],
)
def test_kindred_materials_lead_to_an_empty_pair(more: str, expected: list[tuple[str, str, str]]) -> None:
    """What contains the material, what it contains, and those of its class; a stranger does not."""
    assert leads_of(make_engine(["m2 exhibits p1", "m1 exhibits p2"], more), "p1", "m1") == expected


def test_of_equally_near_materials_the_first_by_name_leads() -> None:
    """Whatever the order of a set is in this process, so that the same graph gives the same page."""
    kin = [f"m{number}" for number in range(2, 10)]
    more = "".join(f"x:{name} al:materialClass x:k . " for name in ("m1", *kin)) + "x:k rdfs:label 'k' ."
    engine = make_engine(["m1 exhibits p99", *(f"{name} exhibits p11" for name in kin)], more)
    assert leads_of(engine, "p11", "m1") == [("family", "11", "m2")]


def test_claims_lead_to_an_empty_pair_over_a_neighbour() -> None:
    """A mechanism told of the material that claims link with this one; denials link nothing."""
    engine = make_engine(["m1 exhibits p2", "p2 promotes p1", "m2 exhibits p1"])
    assert leads_of(engine, "p1", "m1") == [("chain", "p2", "m1")]
    assert (
        leads_of(make_engine(["m1 exhibits p2", "p2 promotes p1 denied", "m2 exhibits p1"]), "p1", "m1") == []
    )


def test_what_two_materials_share_leads_to_an_empty_pair() -> None:
    """One shows the mechanism, both show another; a claim on a cell of both does not make them alike."""
    engine = make_engine(["m1 exhibits p2", "m2 exhibits p2", "m2 exhibits p1"])
    assert leads_of(engine, "p1", "m1") == [("shared", "p2", "m2")]
    both = "x:s1 al:architecture x:m1, x:m2 .\n"
    one_claim = make_engine(["s1 exhibits p2", "m2 exhibits p1"], both, {"m1": "m1", "m2": "m2"})
    assert leads_of(one_claim, "p1", "m1") == []


def test_leads_name_the_claims_behind_them(drawn: DrawnMatrix) -> None:
    """Every lead of the paper's graph names claims that pages carry; the nearest kind is first."""
    order = [*LEADS]
    assert len([found for found in drawn.leads.values() if found]) > 1000
    for found in drawn.leads.values():
        ranks = [order.index(lead.kind) for lead in found]
        assert ranks == sorted(set(ranks))
        assert len(found) <= 3
        assert all(lead.claims and set(lead.claims) <= drawn.records.keys() for lead in found)
        assert all(len(lead.claims) <= lead.total for lead in found)


def test_the_claims_of_the_paper_are_behind_its_cells(drawn: DrawnMatrix) -> None:
    """Section 4 and Figure 3 tell of magnesium's gradient; section 1 denies graphite high energy density."""
    cells = {(drawn_name(pair[0]), drawn_name(pair[1])): cell for pair, cell in drawn.matrix.cells.items()}
    gradient = cells["lithium-concentration-gradient", "mg"].claims
    places = {drawn.records[claim]["passages"][0]["place"] for claim in gradient}
    assert places == {"section 4", "caption of Figure 3"}
    assert {drawn.records[claim]["finding_of"] for claim in gradient} == {("Jun et al. 2024",)}
    assert [pair for pair, cell in cells.items() if cell.tone == "denied"] == [
        ("high-energy-density", "graphite")
    ]
    assert ("lithium-concentration-gradient", "zn") not in cells


def drawn_name(iri: str) -> str:
    return iri.rpartition("/")[2]


def test_columns_are_named_by_one_rule(drawn: DrawnMatrix) -> None:
    """By symbol or short form; by name where a material has none of its own, or shares its formula."""
    shorts = {column.label: column.short for column in drawn.matrix.columns}
    assert shorts["magnesium"] == "Mg"
    assert shorts["magnesium-lithium alloy"] == "Mg-Li"
    assert shorts["porous zinc"] == "porous Zn"
    assert shorts["graphite"] == "graphite"
    assert len(set(shorts.values())) == len(shorts)
    sharing = make_engine(
        ["m1 exhibits p1", "m2 exhibits p1"], "x:m1 al:formula 'C' . x:m2 al:formula 'C' .\n"
    )
    assert [column.short for column in read(sharing).columns] == ["m1", "m2"]
    alone = make_engine(["m1 exhibits p1"], "x:m1 al:formula 'C' .\n")
    assert [column.short for column in read(alone).columns] == ["C"]


def test_rows_can_be_chosen(engine: LocalEngine) -> None:
    """A mechanism brings the narrower ones along; the columns stay, and so does what is near."""
    made = make_engine(["m1 exhibits p2", "m1 exhibits p4", "m2 exhibits p4"], BROADER, LABELS)
    chosen_rows = read(made, "p1")
    assert [row.label for row in chosen_rows.rows] == ["p2"]
    assert [column.label for column in chosen_rows.columns] == ["m1", "m2"]
    assert chosen_rows.counts == "1 claim on 1 of 2 pairs; 1 of them is empty"
    near = chosen_rows.find_leads(to_iri("p2"), to_iri("m2"))
    assert near == read(made).find_leads(to_iri("p2"), to_iri("m2"))
    assert [lead.kind for lead in near] == ["shared"]
    chosen = draw_matrix(engine, Source(engine), ["LCG"])
    assert [row.label for row in chosen.matrix.rows] == ["lithium-concentration gradient"]
    with pytest.raises(QueryError, match="nonsense"):
        draw_matrix(engine, Source(engine), ["nonsense"])


def test_phenomena_of_which_no_material_is_told_are_named() -> None:
    """A mechanism without any claim on a material is a gap as well; a mere heading over others is none."""
    made = make_engine(["m1 exhibits p3"], BROADER, LABELS)
    assert read(made).silent == ("p4",)


def test_large_matrices_are_cut_and_say_so() -> None:
    """Rows and columns of which most is said stay; the page names how many are left out."""
    claims = [f"m{i} exhibits p{j}" for i in range(MOST_COLUMNS + 5) for j in (1, 2)]
    claims += [f"m1 exhibits p{j}" for j in range(3, MOST_ROWS + 3)]
    drawn = draw(make_engine(claims))
    assert (len(drawn.matrix.rows), len(drawn.matrix.columns)) == (MOST_ROWS, MOST_COLUMNS)
    assert drawn.matrix.left_out == (2, 5)
    assert "2 rows and 5 columns are left out" in to_html(drawn)


def test_many_claims_of_a_pair_are_counted_and_not_all_carried() -> None:
    """A page carries the claims that say most, and says how many more there are."""
    drawn = draw(make_engine(["m1 exhibits p1"] * 40))
    (cell,) = to_page_data(drawn)["cells"]
    assert (cell["total"], len(cell["claims"])) == (40, MOST_OF_CELL)
    assert f"and {40 - MOST_OF_CELL} more" in to_html(drawn)


def test_page_and_twin_hold_every_told_pair(drawn: DrawnMatrix) -> None:
    """Each told pair is a cell of the matrix that leads to its row of the table with the claims in words."""
    page = to_html(drawn)
    assert page.count('<a class="cell ') == drawn.told == page.count('<tr id="told-')
    assert page.count('<td class="kin">') + page.count('<td class="path">') + page.count(
        '<td class="none">'
    ) == len(drawn.leads)


def test_every_cell_leads_to_its_words_or_to_the_table(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is cut to the pairs of most claims and says so; no link on the page leads nowhere."""
    monkeypatch.setattr("kg.draw.matrix.drawn.MOST_PAIRS", 5)
    drawn = draw(engine)
    page = to_html(drawn)
    linked = re.findall(r'href="#((?:told|matrix)-[^"]+)"', page)
    assert len(linked) == drawn.told > 5
    assert set(linked) <= set(re.findall(r' id="([^"]+)"', page))
    assert sum(anchor.startswith("told-") for anchor in linked) == 5
    assert "5 of most claims here" in page


def test_data_for_programs_say_the_same(drawn: DrawnMatrix) -> None:
    """The JSON has every pair: told ones with their claims, empty ones with what is near."""
    made = json.loads(to_json(drawn))
    assert len(made["cells"]) + len(made["empty"]) == len(made["rows"]) * len(made["columns"])
    assert sum(len(cell["claims"]) for cell in made["cells"]) == sum(
        len(cell.claims) for cell in drawn.matrix.cells.values()
    )


def test_image_shows_every_pair_and_is_wellformed(drawn: DrawnMatrix) -> None:
    """An SVG has a cell per told pair, told in words, and its font; a PNG is wide enough for print."""
    text = WRITERS[".svg"](drawn).decode()
    root = ElementTree.fromstring(text)
    titles = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(titles) == drawn.told
    assert "magnesium, lithium-concentration gradient: 2 claims: 2 second-hand" in titles
    assert "@font-face" in text
    assert int.from_bytes(WRITERS[".png"](drawn)[16:20], "big") == 2400


def test_a_small_image_holds_its_legend(engine: LocalEngine) -> None:
    """Of few columns no text is cut off, and the legend names only what the matrix shows."""
    root = ElementTree.fromstring(WRITERS[".svg"](draw_matrix(engine, Source(engine), ["lithium alloying"])))
    texts = [
        (float(one.get("x", "0")), "".join(one.itertext()))
        for one in root.iter("{http://www.w3.org/2000/svg}text")
        if one.get("text-anchor") is None and one.get("x")
    ]
    assert all(x + measure_text(text, 11) < float(root.attrib["width"]) for x, text in texts)
    words = {text for _, text in texts}
    assert "all are second-hand" in words
    assert "claims that contradict each other" not in words


def test_the_same_graph_gives_the_same_files(engine: LocalEngine, tmp_path: Path) -> None:
    """Every format is the same to the byte when it is made again."""
    for ending in WRITERS:
        for name in ("one", "two"):
            save_matrix(draw(engine), tmp_path / f"{name}{ending}")
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_hostile_labels_stay_text() -> None:
    """No label becomes markup, ends the data of the page or breaks the image."""
    labels = {f"{kind}{i}": label for kind in "pm" for i, label in enumerate(HOSTILE)}
    drawn = draw(make_engine([f"m{i} exhibits p{i}" for i in range(len(HOSTILE))], labels=labels))
    page = to_html(drawn)
    assert "<img" not in page
    assert "<svg onload" not in page
    assert page.count("</script>") == to_html(draw(make_engine(["m1 exhibits p1"]))).count("</script>")
    root = ElementTree.fromstring(WRITERS[".svg"](drawn))
    assert float(root.attrib["width"]) < 1200


def test_a_graph_without_claims_says_so(tmp_path: Path) -> None:
    """The page is one sentence, the image an error that tells why, the data are empty."""
    drawn = draw(make_engine([]))
    assert "No claim links a mechanism with a material yet." in to_html(drawn)
    assert json.loads(to_json(drawn))["cells"] == []
    with pytest.raises(KgError, match="there is nothing to draw"):
        save_matrix(drawn, tmp_path / "x.svg")
    assert not (tmp_path / "x.svg").exists()


def test_one_claim_makes_a_matrix(tmp_path: Path) -> None:
    """One row, one column, one cell, in every format."""
    drawn = draw(make_engine(["m1 exhibits p1"]))
    assert drawn.matrix.counts == "1 claim on 1 of 1 pairs; 0 of them are empty"
    for ending in WRITERS:
        save_matrix(drawn, tmp_path / f"x{ending}")


def test_command_writes_the_matrix(build: Path, tmp_path: Path) -> None:
    """`kg chart matrix` tells what is in the file; an unknown ending and an unknown name are errors."""
    path = tmp_path / "m.json"
    run = CliRunner().invoke(cli, ["chart", "matrix", "-o", str(path), "-b", str(build)])
    assert run.exit_code == 0, run.output
    assert "of them are empty" in run.output
    assert json.loads(path.read_text())["rows"]
    for arguments in (["matrix", "-o", str(tmp_path / "m.docx")], ["matrices"]):
        assert CliRunner().invoke(cli, ["chart", *arguments, "-b", str(build)]).exit_code != 0
    assert list_charts().splitlines()[-1].startswith("matrix ")


def test_unknown_charts_are_answered_with_those_there_are(engine: LocalEngine, tmp_path: Path) -> None:
    """The matrix is among them."""
    with pytest.raises(QueryError) as caught:
        save_by_name(engine, "nothing", tmp_path / "x.html")
    assert "prices, matrix" in str(caught.value.hint)
