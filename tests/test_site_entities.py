"""Pages of things: order, wording, what is drawn around a thing, and what is said not to be known."""

import re
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.engines.local import open_store
from kg.graph.build import build_graph
from kg.publish import answers
from kg.publish.options import SiteOptions
from kg.publish.writing import write_site
from kg.terms import BASE, expand
from tests.picture_graphs import load_small

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the made-up paper, without the pages of questions."""
    folder = tmp_path_factory.mktemp("entities")
    build_graph(DATA / "papers", folder / "build")
    return write_store(open_store(folder / "build"), folder)


def write_store(store: ox.Store, folder: Path) -> Path:
    options = SiteOptions(folder / "papers", folder / "public", folder / "build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "load_catalogue", list)
        write_site(store, "0" * 12, "0" * 64, options)
    return options.output_path


def section_of(public: Path, path: str, anchor: str) -> str:
    """The words of one section of a page, its markup taken away; "" where the page has no such section."""
    page = (public / path).read_text(encoding="utf-8")
    found = re.search(rf'<section id="{anchor}".*?</section>', page, re.DOTALL)
    return to_words(found.group()) if found else ""


def to_words(markup: str) -> str:
    """The words of markup, without what sets them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_a_work_lists_its_cells_apart_from_its_claims(public: Path) -> None:
    """What a work found are claims; the cells it tested stand in a table and are not counted as claims."""
    assert "Mg powder anode, imagined cell" in section_of(public, "work/example-2022.html", "cells")
    found = section_of(public, "work/example-2022.html", "found")
    assert "lithium-concentration gradient suppresses" in found
    assert "Mg powder anode" not in found
    values = section_of(public, "work/example-2022.html", "values")
    assert "capacity retention" in values
    assert "> 90 %" in values
    page = (public / "work/example-2022.html").read_text(encoding="utf-8")
    claims = re.search(r"<dt>findings told of it</dt><dd>(\d+)</dd>", page)
    assert claims is not None
    rows = re.search(r"Values and design (\d+)", values)
    told = re.search(r"findings (\d+)", found)
    assert rows is not None
    assert told is not None
    assert int(claims[1]) == int(rows[1]) + int(told[1])


def picture_of(public: Path, path: str) -> str:
    """The small picture of a page as markup, "" where it has none."""
    page = (public / path).read_text(encoding="utf-8")
    return page.partition('<figure class="around">')[2].partition("</figure>")[0]


@pytest.mark.parametrize(
    ("path", "others"),
    [
        (
            "mechanism/lithium-concentration-gradient.html",
            ["material/mg", "mechanism/dendrite-growth"],
        ),
        ("system/mg-powder-example-2022.html", ["material/li6ps5cl", "quantity/capacity-retention"]),
        ("work/example-2022.html", ["work/tiny-2024", "system/mg-powder-example-2022"]),
        ("work/tiny-2024.html", ["work/example-2022", "material/mg"]),
        ("person/ada-example.html", ["person/bo-sample", "work/example-2020"]),
        ("organisation/nowhere.html", ["person/ada-example", "organisation/nowhere-cells"]),
        ("claim/tiny-2024/gradient-suppresses-dendrites.html", ["work/tiny-2024", "work/example-2022"]),
        ("claim/tiny-2024/mg-price.html", ["work/tiny-2024", "quantity/price"]),
        (
            "discrepancy/tiny-2024/mg-retention-text-table.html",
            ["work/tiny-2024", "system/mg-powder-example-2022"],
        ),
        ("decision/tiny-2024/ref-table-1-mg.html", ["work/example-2022", "work/sample-2023"]),
        ("identity/tiny-2024/ada-example-all.html", ["person/ada-example", "work/example-2022"]),
        ("mechanism/scheme.html", ["mechanism/transport-mechanism"]),
        ("ont/QuantityKind.html", ["ont/preferredUnit"]),
        ("ont/suppresses.html", []),
        ("material-class/alloy.html", ["material/ag-li-alloy"]),
    ],
)
def test_what_stands_around_a_thing_is_drawn(public: Path, path: str, others: list[str]) -> None:
    """The picture of a thing of any kind holds its neighbours, each a link to its page."""
    drawn = picture_of(public, path)
    root = "../" * path.count("/")
    for other in others:
        assert f'<a href="{root}{other}.html">' in drawn, other
    assert not re.search(rf'<a href="[^"]*{re.escape(path)}"', drawn)
    if others:
        assert drawn.count('class="link') >= 2


def test_where_there_is_nothing_to_draw_no_picture_stands(public: Path) -> None:
    """A lone dot says nothing: a relation that no claim uses and a value of a list have no picture."""
    for path in ("ont/hinders.html", "value/measured.html"):
        assert (public / path).is_file()
        assert not picture_of(public, path), path


def test_the_small_picture_leads_to_the_whole_one(public: Path) -> None:
    """What the whole picture holds is picked there; other things have no such link."""
    page = (public / "material/mg.html").read_text(encoding="utf-8")
    assert 'href="../picture.html#node=material%2Fmg"' in page
    assert "picture.html#node" not in (public / "person/ada-example.html").read_text(encoding="utf-8")


def unknown_of(public: Path, path: str) -> str:
    """What a page says is not known."""
    return section_of(public, path, "unknown")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("mechanism/lithium-concentration-gradient.html", "No tested cell is said to show it"),
        ("mechanism/void-formation.html", "The one claim on it is proposed; none is marked as measured"),
        ("mechanism/void-formation.html", "By how much: no claim on it states a number."),
        ("material/mg.html", "For none of its tested cells a value is given of Coulombic efficiency."),
        ("material-class/alloy.html", "Nothing is said of it as a whole; what is known stands with"),
        ("material/zno.html", "No paper in this graph says anything about it yet."),
        ("quantity/capacity-retention.html", "No claim is first-hand"),
        ("system/agc-sample-2023.html", "The source itself says that it has no value of capacity retention."),
        ("system/agc-sample-2023.html", "No claim gives applied current density, Coulombic efficiency."),
        ("system/mg-powder-example-2022.html", "Not told of its design: cell format."),
        ("work/example-2022.html", "It has not been read for this graph: everything here is told by"),
        ("work/tiny-2024.html", "of the 3 works that it lists has been read"),
        ("person/bo-sample.html", "It is not decided who is who in"),
        ("person/ada-example.html", "No ORCID is recorded"),
        ("organisation/nowhere.html", "No ROR identifier is recorded"),
        ("organisation/nowhere-cells.html", "Not recorded: town and country."),
        (
            "claim/tiny-2024/mg-retention-text.html",
            "Not told together with the value: applied current density",
        ),
        ("claim/tiny-2024/mg-price.html", "No source is named: the paper speaks for itself."),
        ("discrepancy/tiny-2024/mg-retention-text-table.html", "Which passage is right: not read"),
        ("decision/tiny-2024/ref-table-1-mg.html", "The reading is likely but not certain"),
        ("identity/tiny-2024/bo-sample-2023.html", "Whether this is one person is not decided."),
        ("ont/hinders.html", "No claim of this graph uses it yet."),
        ("ont/certainty.html", "It is not bound to one class"),
        ("value/retraction.html", "No record of this graph has it."),
        ("value/notice-kinds.html", "No record of this graph has the value correction"),
        ("mechanism/scheme.html", "No paper in this graph says anything yet of"),
    ],
)
def test_every_kind_of_page_says_what_is_not_known(public: Path, path: str, told: str) -> None:
    """Each sentence is computed from what the graph lacks, and ends as a sentence does."""
    words = unknown_of(public, path)
    assert told in words.replace(" .", ".").replace(" ,", ","), words
    assert words.endswith(".")
    assert ".." not in words


def test_what_is_told_is_not_called_unknown(public: Path) -> None:
    """A quantity with values, and a mechanism with a definition, are not said to lack them."""
    assert "says anything" not in unknown_of(public, "quantity/capacity-retention.html")
    assert "definition" not in unknown_of(public, "mechanism/lithium-concentration-gradient.html")
    assert "electrolyte" not in unknown_of(public, "system/mg-powder-example-2022.html")


def test_a_cell_that_works_against_a_failure_is_not_said_to_suffer_from_it(tmp_path: Path) -> None:
    """Cells stand by what claims say of them: those that reduce a failure apart from those that show it."""
    store = load_small()
    graph = ox.NamedNode(BASE + "graph/more")

    def add(subject: str, predicate: str, value: str) -> None:
        store.add(
            ox.Quad(
                ox.NamedNode(BASE + subject),
                ox.NamedNode(expand(predicate)),
                ox.NamedNode(BASE + value),
                graph,
            )
        )

    for name, relation in (("bad", "causes"), ("good", "suppresses")):
        add(f"system/{name}", "rdf:type", "ont#System")
        add(f"claim/x/{name}", "rdf:type", "ont#MechanismClaim")
        add(f"claim/x/{name}", "rdf:type", "ont#Claim")
        add(f"claim/x/{name}", "al:subject", f"system/{name}")
        add(f"claim/x/{name}", "al:relation", f"ont#{relation}")
        add(f"claim/x/{name}", "al:object", "mechanism/dendrite-growth")
        add(f"ont#{relation}", "al:polarity", "value/promoting" if name == "bad" else "value/suppressing")
    add("mechanism/dendrite-growth", "rdf:type", "ont#FailurePhenomenon")
    folder = write_store(store, tmp_path)
    suffers = section_of(folder, "mechanism/dendrite-growth.html", "cells")
    against = section_of(folder, "mechanism/dendrite-growth.html", "against-it")
    assert "bad" in suffers
    assert "good" not in suffers
    assert "good" in against
    assert "work against it" in against


def test_foreign_terms_have_names_and_vocabularies(public: Path) -> None:
    """A match is told by its name in its vocabulary, not by the number of which its IRI is made."""
    page = (public / "quantity/areal-capacity.html").read_text(encoding="utf-8")
    assert "AreicCapacity (EMMO electrochemistry)</a>" in page
    shown = "".join(re.findall(r">([^<]*)<", page))
    assert "bcb33f7e" not in shown
    for path in (public / "material").glob("*.html"):
        shown = "".join(re.findall(r">([^<]*)<", path.read_text(encoding="utf-8")))
        assert not re.search(r"\b[0-9a-f]{8}_[0-9a-f]{4}", shown), path


def test_printed_text_is_set_as_the_page_prints_it(public: Path) -> None:
    """Marks of TeX are signs, and what is printed stands there only where it is not the value itself."""
    page = (public / "system/agc-sample-2023.html").read_text(encoding="utf-8")
    assert "cm⁻²" in page
    assert "\\approx" not in page
    assert "^{-2}" not in page
    values = section_of(public, "system/mg-powder-example-2022.html", "values")
    assert "printed “500 cycles (80%)”" in values
    assert "printed “2.5 mAh" not in values


def test_a_discrepancy_is_called_by_what_is_wrong(public: Path) -> None:
    """Wherever it is named, its summary speaks, not its kind and key."""
    for path in ("claim/tiny-2024/mg-retention-text.html", "work/tiny-2024.html"):
        page = to_words((public / path).read_text(encoding="utf-8"))
        assert "The text gives more than 90 % where the table gives 80 % after as many cycles" in page


def test_an_organisation_tells_whose_careers_name_it(public: Path) -> None:
    """A station of a career leads from the organisation to the person."""
    told = section_of(public, "organisation/nowhere.html", "careers")
    assert "Ada Example from 2011 professor" in told


def test_a_term_tells_how_it_is_used(public: Path) -> None:
    """A relation has its claims, a class its members, a value its records, each with a number."""
    assert "gradient suppresses" in section_of(public, "ont/suppresses.html", "users")
    assert "1 claim" in (public / "ont/suppresses.html").read_text(encoding="utf-8")
    assert "Ada Example" in section_of(public, "ont/Person.html", "users")
    assert "1 record" in (public / "value/text-against-table.html").read_text(encoding="utf-8")
    assert "more than 90 %" in section_of(public, "value/text-against-table.html", "users")


def test_a_thing_shows_its_values_in_charts(public: Path) -> None:
    """A cell stands among the others, each point leading to its claim, the title to all cells."""
    page = (public / "system/mg-powder-example-2022.html").read_text(encoding="utf-8")
    charts = page.partition('<section id="charts"')[2].partition("</section>")[0]
    assert 'href="../chart/retention-cycles.html"' in charts
    assert 'href="../claim/tiny-2024/mg-powder-example-2022/capacity-retention.html"' in charts
    assert "Mg powder anode, imagined cell: 80 % at 500 cycles (Example and Sample 2022)" in charts
    assert not section_of(public, "material/mg.html", "charts").count("Areal capacity")  # one cell, one point
    assert section_of(public, "work/example-2022.html", "charts")


def test_notes_lead_to_the_decisions_that_they_name(tmp_path: Path) -> None:
    """A key in a note is a link where it names one record; where papers share it, that of the page."""
    store = load_small()
    graph = ox.NamedNode(f"{BASE}graph/jeon-2025")

    def add(name: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        store.add(ox.Quad(ox.NamedNode(BASE + name), ox.NamedNode(expand(predicate)), value, graph))

    decision = ox.NamedNode(expand("al:ReadingDecision"))
    for name in ("decision/jeon-2025/shared-key", "decision/jun-2024/shared-key", "decision/jun-2024/alone"):
        add(name, "rdf:type", decision)
        add(name, "al:reason", ox.Literal("a reason"))
    note = "Read anew (decision alone, decision shared-key). No decision nowhere-told & none."
    add("work/jeon-2025", "al:note", ox.Literal(note))
    add("decision/jeon-2025/shared-key", "al:note", ox.Literal(note))
    folder = write_store(store, tmp_path)
    for path in ("work/jeon-2025.html", "decision/jeon-2025/shared-key.html"):
        page = (folder / path).read_text(encoding="utf-8")
        root = "../" * path.count("/")
        assert f'decision <a href="{root}decision/jun-2024/alone.html">alone</a>' in page
        assert f'decision <a href="{root}decision/jeon-2025/shared-key.html">shared-key</a>' in page
        assert "No decision nowhere-told &amp; none." in page
