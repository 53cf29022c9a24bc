"""Every view draws what it says, in every format, for graphs of every shape."""

import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.draw.around import draw_around, draw_path
from kg.draw.assemble import IN_BOX, ColumnPlan, Plan, Source, assemble
from kg.draw.curves import to_curve
from kg.draw.exports import to_cytoscape, to_gexf, to_graphml, to_multigraph
from kg.draw.fonts import measure_text
from kg.draw.layout import LABEL
from kg.draw.measures import measure
from kg.draw.page import to_html
from kg.draw.picture import KINDS, STROKES, Picture
from kg.draw.results import draw_rows
from kg.draw.subjects import draw_effects, draw_mechanisms, to_spans
from kg.draw.svg import shorten, to_svg
from kg.draw.views import VIEWS, WRITERS, Wish, draw_view, list_views, save_view, to_png
from kg.engines.engine import Rows
from kg.engines.local import LocalEngine
from kg.errors import KgError, QueryError
from kg.graph.build import build_graph
from kg.network.ties import SOURCES, Tie, iter_coauthor_ties, iter_mechanism_ties
from kg.resources import find_folder
from kg.terms import BASE, expand
from tests.picture_graphs import HOSTILE, load_hostile, load_small


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build folder of the project's own papers."""
    path = tmp_path_factory.mktemp("views") / "build"
    build_graph(find_folder("papers"), path)
    return path


@pytest.fixture(scope="module")
def pictures(built: Path) -> dict[str, Picture]:
    drawn = {name: draw_view(built, Wish(name)) for name in VIEWS}
    drawn["around"] = draw_view(built, Wish("around", ("Mg",), depth=2))
    drawn["path"] = draw_view(built, Wish("path", ("Mg", "dendrites")))
    return drawn


def source(store: ox.Store) -> Source:
    return Source(LocalEngine(store))


def test_every_view_draws_the_papers(pictures: dict[str, Picture]) -> None:
    """No view of the curated papers is empty, and every line has a record behind it."""
    for name, picture in pictures.items():
        assert picture.links, name
        assert all(link.claims for link in picture.links), name
        assert {link.stroke for link in picture.links} == set(picture.strokes), name
        assert {node.kind for node in picture.nodes} == set(picture.kinds), name


def test_the_mechanism_view_loses_no_claim(built: Path, pictures: dict[str, Picture]) -> None:
    """Each mechanism claim of the graph stands behind exactly one line."""
    behind = Counter(claim for link in pictures["mechanisms-materials"].links for claim in link.claims)
    assert set(behind.values()) == {1}
    assert len(behind) == len(pictures["mechanisms-materials"].claims) > 300


def test_effects_tell_promoted_and_suppressed_apart(pictures: dict[str, Picture]) -> None:
    """Mechanisms stand between failures and effects; promoting and suppressing are lines of their own."""
    picture = pictures["effects"]
    assert {"promoting", "suppressing"} <= set(picture.strokes)
    columns = {node.id: node.column for node in picture.nodes}
    assert {columns[link.start] for link in picture.links} == {1}


def test_citations_stand_on_a_time_axis(pictures: dict[str, Picture]) -> None:
    """A later column never holds an earlier work, and each record says what it is cited for."""
    picture = pictures["citations"]
    years = [{node.year for node in picture.nodes if node.column == c} for c in range(len(picture.columns))]
    assert all(max(before) < min(after) for before, after in pairwise(years))
    assert all(any(name == "cited for" for name, _ in claim["facts"]) for claim in picture.claims)


def test_a_long_time_is_drawn_in_spans() -> None:
    """More years than columns fit become spans that hold every year once."""
    years = set(range(1960, 2025, 3)) | {0}
    spans = to_spans(years)
    assert len(spans) <= 10
    assert all(sum(first <= year <= last for first, last in spans) == 1 for year in years - {0})
    assert to_spans({2020, 2024}) == [(2020, 2020), (2024, 2024)]


def test_people_hold_every_shared_work(built: Path, pictures: dict[str, Picture]) -> None:
    """The number of lines between people is the number of pairs that share a work."""
    from kg.engines.local import open_engine

    ties = list(iter_coauthor_ties(Source(open_engine(built)).columns))
    pairs = {(tie.start, tie.end) for tie in ties}
    assert sum(link.stroke == "together" for link in pictures["people"].links) == len(pairs)


def test_values_that_are_not_reported_are_told_apart(pictures: dict[str, Picture]) -> None:
    """A quantity of which a source says nothing has a line of its own, never that of a value."""
    picture = pictures["systems"]
    for link in picture.links:
        values = {picture.claims[index]["value"] for index in link.claims}
        if link.stroke == "unreported":
            assert values == {"not reported"}
        elif link.stroke == "value":
            assert "not reported" not in values


def test_around_a_thing_stands_what_is_linked_to_it(built: Path) -> None:
    """With one step every line touches the thing; with two there is more; a cap is told."""
    from kg.engines.local import open_engine

    graph = Source(open_engine(built))
    mg = BASE + "material/mg"
    near = draw_around(graph, mg, 1)
    centre = next(node.id for node in near.nodes if node.key == "material/mg")
    assert all(centre in (link.start, link.end) for link in near.links)
    far = draw_around(graph, mg, 2)
    assert {node.key for node in near.nodes} < {node.key for node in far.nodes}
    capped = draw_around(graph, mg, 2, limit=20)
    assert len(capped.nodes) <= 20
    assert "more things" in capped.notes[0]


def test_a_path_leads_from_one_end_to_the_other(pictures: dict[str, Picture]) -> None:
    """Both ends are joined by the lines, and stand in the first and the last column."""
    picture = pictures["path"]
    graph = nx.Graph((link.start, link.end) for link in picture.links)
    ends = [
        next(n for n in picture.nodes if n.key == k) for k in ("material/mg", "mechanism/dendrite-growth")
    ]
    assert nx.has_path(graph, ends[0].id, ends[1].id)
    assert (ends[0].column, ends[1].column) == (0, len(picture.columns) - 1)


def test_ends_that_nothing_joins_are_said_to_be_apart() -> None:
    """Two things without a chain give a page with a sentence, not an error or a blank."""
    engine = LocalEngine(load_small())
    picture = draw_path(Source(engine), engine.run, BASE + "mechanism/flammability", BASE + "material/mg")
    assert picture.notes == ("No chain of at most 5 steps leads from one to the other.",)
    assert picture.notes[0] in to_html(picture)


IRI = ox.NamedNode
ROWS = Rows(
    ("material", "materialLabel", "effect", "value"),
    (
        (IRI(BASE + "material/mg"), ox.Literal("Mg"), IRI(BASE + "mechanism/safety"), ox.Literal("12")),
        (IRI(BASE + "material/mg"), ox.Literal("Mg"), IRI(BASE + "mechanism/safety"), ox.Literal("13")),
        (IRI(BASE + "material/ag"), None, IRI(BASE + "mechanism/safety"), None),
    ),
)


def test_rows_become_chains_of_things() -> None:
    """Equal pairs are one line with all their rows; literals are told of the row; labels name things."""
    picture = draw_rows(source(load_small()), ROWS, "mine")
    assert sorted(len(link.claims) for link in picture.links) == [1, 2]
    assert [node.label for node in picture.nodes if node.key == "material/mg"] == ["Mg"]
    assert [dict(claim["facts"])["value"] for claim in picture.claims if claim["facts"]] == ["12", "13"]
    assert [column.title for column in picture.columns] == ["material", "effect"]


def test_triples_become_links_with_the_polarity_of_the_graph() -> None:
    """A relation that the graph knows keeps its stroke; literals name and describe things."""
    triples = Rows(
        ("subject", "predicate", "object"),
        (
            (
                IRI(BASE + "material/mg"),
                IRI(expand("al:suppresses")),
                IRI(BASE + "mechanism/dendrite-growth"),
            ),
            (IRI("urn:x"), IRI(expand("rdfs:label")), ox.Literal("an x")),
            (IRI("urn:x"), IRI("urn:knows"), IRI(BASE + "material/mg")),
            (IRI("urn:x"), IRI("https://example.org/age"), ox.Literal("7")),
        ),
    )
    picture = draw_rows(source(load_small()), triples, "mine")
    assert sorted(link.stroke for link in picture.links) == ["relation", "suppressing"]
    x = next(node for node in picture.nodes if node.key == "urn:x")
    assert (x.label, x.definition) == ("an x", "age: 7")


def test_a_result_of_nothing_or_of_one_column_is_a_page() -> None:
    """No row gives a sentence; a single column gives its things; yes or no is refused."""
    nothing = draw_rows(source(load_small()), Rows(("a", "b"), ()), "mine")
    assert "found nothing" in to_html(nothing)
    single = draw_rows(source(load_small()), Rows(("a",), ((ox.Literal("1"),), (ox.Literal("2"),))), "mine")
    assert sorted(node.label for node in single.nodes) == ["1", "2"]
    with pytest.raises(QueryError, match="ASK"):
        draw_rows(source(load_small()), Rows(("answer",), ((ox.Literal("true"),),)), "mine")


def test_too_many_things_are_cut_to_the_most_told_of_and_it_is_said() -> None:
    """Past the limit the things with most records stay, and a note says of how many."""
    ties = [Tie(f"urn:a{n % 50}", f"urn:b{n}", "relation", "r", f"urn:r{n}") for n in range(500)]
    ties += [Tie("urn:a0", "urn:a1", "relation", "r", f"urn:s{n}") for n in range(9)]
    graph = source(ox.Store())
    picture = assemble(Plan("x", "X", "x", limit=40), ties, graph.things, graph.records)
    assert len(picture.nodes) <= 40
    assert {"urn:a0", "urn:a1"} <= {node.key for node in picture.nodes}
    assert "Of 550 things and 501 links" in picture.notes[0]


def test_a_huge_view_fills_a_screen_and_is_no_strip() -> None:
    """Three thousand materials of ten mechanisms stand in lanes; no box lies on another or outside."""
    plan = Plan(
        "big",
        "Big",
        "Many things.",
        columns=(ColumnPlan("material", 150), ColumnPlan("mechanism", 200)),
        column_of=lambda thing: 1 if thing.iri.startswith("urn:mechanism") else 0,
        grouped="nothing",
    )
    ties = [
        Tie(f"urn:material{n}", f"urn:mechanism{n % 10}", "relation", "exhibits", f"urn:claim{n}")
        for n in range(3000)
    ]
    graph = source(ox.Store())
    picture = assemble(plan, ties, graph.things, graph.records, extra=("urn:bare",))
    assert 1 < picture.width / picture.height < 2.5
    assert [column.title for column in picture.columns if column.title] == ["material", "mechanism"]
    spots = {(node.x, node.y) for node in picture.nodes}
    assert len(spots) == len(picture.nodes) == 3011
    told = [node for node in picture.nodes if node.claims]
    assert all(node.x + node.width / 2 <= picture.width and node.y <= picture.height for node in told)
    for one, other in pairwise(sorted({(column.x, column.width) for column in picture.columns})):
        assert one[0] + one[1] / 2 < other[0] - other[1] / 2
    assert next(node for node in picture.nodes if not node.claims).y > picture.height


def test_a_picture_of_one_thing_is_no_picture_of_an_empty_graph() -> None:
    """Cut down to one thing, the picture holds it and what nothing links, and says what is not drawn."""
    graph = source(load_small())
    whole, cut = (draw_mechanisms(graph, limit) for limit in (20_000, 1))
    unlinked = {node.key for node in whole.nodes if not node.claims}
    (kept,) = {node.key for node in cut.nodes} - unlinked
    assert kept in {node.key for node in whole.nodes}
    assert cut.notes[0].endswith("no link is drawn and only the thing with most records.")
    assert "no claim in this graph" not in to_html(cut)


@pytest.mark.parametrize(
    "arguments", [["--query", "{empty}"], ["--query", "{query}", "effects"], ["people", "--depth", "2"]]
)
def test_what_would_draw_something_else_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    """An empty query is none, a query and a view are two wishes, and only one view has a depth."""
    (tmp_path / "empty").write_text("", encoding="utf-8")
    (tmp_path / "query").write_text("SELECT * { ?s ?p ?o }", encoding="utf-8")
    words = [word.format(empty=tmp_path / "empty", query=tmp_path / "query") for word in arguments]
    build = tmp_path / "build"
    build_graph(Path(__file__).parent / "data" / "papers", build)
    result = CliRunner().invoke(cli, ["view", *words, "-b", str(build), "-o", str(tmp_path / "x.html")])
    assert result.exit_code != 0
    assert not (tmp_path / "x.html").exists()


def test_triples_that_end_in_text_are_told() -> None:
    """They are no lines; their subjects are things, and a note says how many there are."""
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:says"), ox.Literal("words"))
    rows = Rows(("subject", "predicate", "object"), (tuple(triple),))
    picture = draw_rows(source(ox.Store()), rows, "texts")
    assert [node.label for node in picture.nodes] == ["urn:a"]
    assert picture.notes[0].startswith("1 triple ends in a text")


def test_of_equal_links_those_between_the_most_told_of_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the alphabet decides which links with one record are drawn; the note counts what is drawn."""
    monkeypatch.setattr("kg.draw.assemble.MOST_LINKS", 3)
    known = ["urn:x", "urn:y", "urn:z"]
    ties = [Tie(f"urn:a{n}", f"urn:b{n}", "relation", "r", f"urn:r{n}") for n in range(6)]
    ties += [Tie(a, b, "relation", "r", f"{a}{b}") for a in known for b in known if a < b]
    graph = source(ox.Store())
    picture = assemble(Plan("x", "X", "x", limit=100), ties, graph.things, graph.records)
    assert {node.key for node in picture.nodes} == set(known)
    assert "the 3 things with most records and the 3 strongest links" in picture.notes[0]


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_view_of_an_empty_graph_says_that_there_is_nothing(name: str) -> None:
    """No view fails or is blank where the graph holds nothing; every format can be written."""
    picture = VIEWS[name].draw(source(ox.Store()), 100)
    assert not picture.nodes
    assert "nothing to draw" in to_html(picture)
    for writer in WRITERS.values():
        assert writer(picture)


def test_a_graph_of_one_thing_is_drawn() -> None:
    """One material without a claim is one box, shown although nothing is said of it."""
    store = ox.Store()
    graph = IRI(BASE + "graph/one")
    store.add(ox.Quad(IRI(BASE + "material/mg"), IRI(expand("rdf:type")), IRI(expand("al:Material")), graph))
    picture = draw_mechanisms(source(store))
    assert [node.label for node in picture.nodes] == ["mg"]
    assert ">mg</text>" in to_svg(picture)
    assert draw_effects(source(store)).nodes == ()


def test_svg_is_well_formed_and_carries_its_letters(pictures: dict[str, Picture]) -> None:
    """Each view is XML with all lines and boxes, and embeds three faces of its font."""
    for name, picture in pictures.items():
        text = to_svg(picture, embed_fonts=True)
        root = ElementTree.fromstring(text)
        assert len(root.findall(".//*[@class='thing']")) == sum(1 for n in picture.nodes if n.claims), name
        assert len(re.findall(r'class="link stroke-', text)) == len(picture.links), name
        assert text.count("@font-face") == 3
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_svg_within_a_page_has_classes_for_the_pages_colours(pictures: dict[str, Picture]) -> None:
    """Without the frame of a figure there is no heading, and every mark has a class; no style attribute."""
    text = to_svg(pictures["around"], figure=False)
    assert " style=" not in text
    assert 'class="kind-material"' in text
    assert 'font-size="20"' not in text


def test_hostile_labels_stay_text_in_every_format() -> None:
    """Markup in labels changes no element of any file, and the labels read back as they were."""
    picture = draw_mechanisms(source(load_hostile()))
    root = ElementTree.fromstring(to_svg(picture))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "g", "rect", "text", "path", "circle", "polygon", "title"}
    titles = {element.text for element in root.iter("{http://www.w3.org/2000/svg}title")}
    assert set(HOSTILE) <= titles
    graph = nx.read_graphml(io.BytesIO(to_graphml(picture)), node_type=str)
    assert {data["label"] for _, data in graph.nodes(data=True)} == set(HOSTILE)
    nodes = json.loads(to_cytoscape(picture))["elements"]["nodes"]
    assert {node["data"]["label"] for node in nodes} == set(HOSTILE)
    assert b"<script>" not in to_gexf(picture)


def test_png_has_the_width_of_a_printed_figure(pictures: dict[str, Picture]) -> None:
    """The image is a PNG, 2400 pixels wide."""
    image = to_png(pictures["path"])
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(image[16:20], "big") == 2400


def test_exports_hold_every_thing_and_link(pictures: dict[str, Picture]) -> None:
    """GraphML, GEXF and Cytoscape JSON read back with as many nodes and edges, and full IRIs."""
    picture = pictures["systems"]
    wanted = (len(picture.nodes), len(picture.links))
    read = nx.read_graphml(io.BytesIO(to_graphml(picture)), force_multigraph=True)
    assert (read.number_of_nodes(), read.number_of_edges()) == wanted
    read = nx.read_gexf(io.BytesIO(to_gexf(picture)))
    assert (read.number_of_nodes(), read.number_of_edges()) == wanted
    elements = json.loads(to_cytoscape(picture))["elements"]
    assert (len(elements["nodes"]), len(elements["edges"])) == wanted
    assert all(iri.startswith("https://") for iri in to_multigraph(picture))
    assert to_gexf(picture) == to_gexf(picture)


def test_the_ending_names_the_format(pictures: dict[str, Picture], tmp_path: Path) -> None:
    """Every ending writes a file; another one is refused with the list of endings."""
    for ending in WRITERS:
        assert save_view(pictures["path"], tmp_path / f"picture{ending.upper()}").path.stat().st_size > 500
    with pytest.raises(QueryError) as refused:
        save_view(pictures["path"], tmp_path / "picture.pdf")
    assert all(ending in str(refused.value) for ending in WRITERS)


def test_a_picture_too_large_for_svg_is_refused_with_a_hint() -> None:
    """More shapes than a drawing program opens give an error that tells the limit's option."""
    ties = [Tie(f"urn:a{n}", f"urn:a{n + 1}", "relation", "r", "urn:r") for n in range(16_000)]
    graph = source(ox.Store())
    picture = assemble(Plan("x", "X", "x"), ties, graph.things, graph.records)
    with pytest.raises(KgError, match="--limit"):
        to_svg(picture)


def test_columns_are_as_wide_as_their_labels_need(pictures: dict[str, Picture]) -> None:
    """A label is cut only where its column has reached the greatest width of the plan."""
    for name, picture in pictures.items():
        for number, column in enumerate(picture.columns):
            texts = [node.text for node in picture.nodes if node.column == number]
            longest = max((measure_text(text, LABEL) for text in texts), default=0)
            assert column.width <= max(90, longest + IN_BOX + 1), name
    path = pictures["path"]
    for node in path.nodes:
        assert shorten(node.text, node.width - IN_BOX + 0.5) == node.text


def test_pictures_do_not_depend_on_the_order_of_sets() -> None:
    """Processes that hash names differently draw the same places and communities, small and large."""
    code = (
        "import hashlib, networkx as nx;"
        "from kg.draw.free import place_freely; from kg.draw.measures import measure;"
        "g = nx.barabasi_albert_graph(1600, 2, seed=1); links = [(a, b, 1.0) for a, b in g.edges];"
        "found = measure(1600, links); spots = place_freely(1600, links, found.communities, [60.0] * 1600);"
        "print(hashlib.sha256(repr(found).encode() + spots.tobytes()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_thing_that_is_linked_to_itself_has_a_loop() -> None:
    """Where things stand freely a link from a thing to itself is a curve of some size above it."""
    ties = [Tie("urn:a", "urn:a", "relation", "r", "urn:r")]
    graph = source(ox.Store())
    picture = assemble(Plan("x", "X", "x"), ties, graph.things, graph.records)
    curve = to_curve(picture.nodes[0], picture.nodes[0], 0, -1)
    assert max(curve[1::2]) - min(curve[1::2]) > 20


def test_measures_know_hubs_and_communities() -> None:
    """Two cliques joined by one link are two communities, and the ends of the link lie between."""
    links = [(a, b, 1.0) for part in (range(5), range(5, 10)) for a, b in combinations(part, 2)]
    found = measure(11, [*links, (0, 5, 1.0)])
    assert len(set(found.communities[:5])) == len(set(found.communities[5:10])) == 1
    assert found.communities[0] != found.communities[5]
    assert found.communities[10] == -1
    assert set(sorted(range(11), key=lambda n: -found.between[n])[:2]) == {0, 5}


def test_ties_of_all_kinds_have_known_strokes_and_records(built: Path) -> None:
    """Every tie has a stroke of the legend; mechanism ties are the mechanism claims."""
    from kg.engines.local import open_engine

    columns = Source(open_engine(built)).columns
    for read in SOURCES:
        assert {tie.stroke for tie in read(columns)} <= set(STROKES), read.__name__
    claims = [tie.record for tie in iter_mechanism_ties(columns)]
    assert claims == list(columns.instances_of("al:MechanismClaim"))


def test_every_colour_of_the_legend_is_in_the_palette() -> None:
    """Kinds and strokes are coloured by properties that the style sheet defines."""
    from kg.draw.assets import read_palette

    used = {style.colour for style in (*KINDS.values(), *STROKES.values())}
    assert used <= set(read_palette())


def test_text_is_measured_as_the_font_sets_it() -> None:
    """Widths add up letter by letter and grow with the size; letters that the font lacks count too."""
    assert measure_text("ii", 10) == pytest.approx(2 * measure_text("i", 10))
    assert measure_text("m", 20) == pytest.approx(2 * measure_text("m", 10))
    assert measure_text("m", 10) > measure_text("i", 10)
    assert measure_text("😀", 10) > 0


def test_the_command_lists_draws_and_refuses(built: Path, tmp_path: Path) -> None:
    """`kg view` lists its views, draws a query, and tells wrong use with exit code 2."""
    runner = CliRunner()
    listed = runner.invoke(cli, ["view", "--list"]).output
    assert listed == list_views()
    assert all(name in listed for name in (*VIEWS, "around X", "path A B", "--query FILE"))
    query = tmp_path / "mine.rq"
    query.write_text("SELECT ?a ?b WHERE { ?a al:promotes ?b } ORDER BY ?a ?b LIMIT 5")
    drawn = tmp_path / "mine.svg"
    result = runner.invoke(cli, ["view", "-b", str(built), "--query", str(query), "-o", str(drawn)])
    assert result.exit_code == 0, result.output
    assert "<svg" in drawn.read_text(encoding="utf-8")
    wrong = (
        ["around"],
        ["around", "nonsense-thing"],
        ["path", "Mg"],
        ["path", "Mg", "Mg"],
        ["people", "Mg"],
    )
    for words in wrong:
        assert runner.invoke(cli, ["view", *words, "-b", str(built), "-o", str(drawn)]).exit_code == 2, words
    refused = runner.invoke(cli, ["view", "people", "-b", str(built), "-o", str(tmp_path / "x.pdf")])
    assert refused.exit_code == 2
    assert ".graphml" in refused.output


def test_rows_without_links_are_told_as_what_they_are(tmp_path: Path) -> None:
    """A result of single things is counted by its rows and things, not as no rows between no things."""
    graph = source(load_small())
    rows = Rows(("m",), tuple((ox.NamedNode(iri),) for iri in graph.things.of_kind("material")))
    assert rows.rows
    saved = save_view(draw_rows(graph, rows, "materials"), tmp_path / "x.svg")
    number = len(rows.rows)
    assert saved.summary.endswith(
        f"what the query found: {number} rows; {number} things, nothing links them."
    )
    text = (tmp_path / "x.svg").read_text()
    assert f"{number} things, no links" in text
    assert "0 rows" not in text
    linked = save_view(draw_mechanisms(graph), tmp_path / "y.svg")
    assert " links between " in linked.summary


def test_the_command_tells_how_many_things_a_file_holds(tmp_path: Path) -> None:
    """Things with links and those without any are counted apart, and together they are those of the file."""
    saved = save_view(draw_mechanisms(source(load_small())), tmp_path / "x.graphml")
    linked = re.search(r"between (\d+) things", saved.summary)
    bare = re.search(r"and (\d+) without any", saved.summary)
    assert linked is not None
    held = int(linked[1]) + (int(bare[1]) if bare else 0)
    assert (tmp_path / "x.graphml").read_text().count("<node ") == held
