"""Pages before they are set: long ones go on, questions are found for things, titles tell things apart."""

from itertools import chain

import pyoxigraph as ox
import pytest

from kg.engines.engine import Rows
from kg.publish import answers
from kg.publish.answers import Questions
from kg.publish.asking import AskLinks
from kg.publish.gaps import Picked, drop_empty, pick_rows, tell_others, to_subject
from kg.publish.kinds import find_kind, to_stem
from kg.publish.matrix import make_matrix
from kg.publish.neighbours import Neighbours
from kg.publish.page import ROWS, Cell, ClaimGroup, Head, Page, Section, iter_parts, make_section
from kg.publish.pictures import Pictures
from kg.publish.reader import NOTHING, Reader, Ref
from kg.publish.statements import StatementReader, to_typographic
from kg.publish.values import ValueTables
from kg.publish.works import to_intent
from kg.queries.catalogue import load_catalogue
from kg.terms import BASE, expand
from tests.phrasings import make_first_paper
from tests.picture_graphs import load_small
from tests.small_graph import make_store


def page_with(*sections: Section) -> Page:
    return Page("material/mg.html", "Mg · material", "Mg", "material", "material", sections=sections)


def group_of(number: int, name: str = "c") -> ClaimGroup:
    reader = StatementReader(Reader(ox.Store()))
    return ClaimGroup(
        "promotes", None, False, "promoting", tuple(f"{BASE}claim/x/{name}{i}" for i in range(number)), reader
    )


def _weight(item: object) -> int:
    return len(item.claims) if isinstance(item, ClaimGroup) else 1


def test_a_short_page_is_one_page() -> None:
    """What fits stays together."""
    (part,) = iter_parts(page_with(make_section("does", "Does", "claims", [group_of(ROWS)])))
    assert part.part == (1, 1)


def test_a_heavy_thing_goes_on_over_several_pages() -> None:
    """No claim is lost or told twice, no page holds too much, each has its own title and path.

    Each tells how much there is in all.
    """
    rows = [(Cell(str(number)),) for number in range(ROWS + 7)]
    page = page_with(
        make_section("does", "Does", "claims", [group_of(3 * ROWS + 10), group_of(5, "d")]),
        make_section("cells", "Cells", "table", rows),
    )
    parts = list(iter_parts(page))
    sizes = [sum(sum(map(_weight, section.items)) for section in part.sections) for part in parts]
    assert max(sizes) <= ROWS
    assert sum(sizes) == 3 * ROWS + 15 + len(rows)
    groups = chain.from_iterable(
        section.items for part in parts for section in part.sections if section.shape == "claims"
    )
    claims = [claim for group in groups for claim in group.claims]
    assert len(claims) == len(set(claims)) == 3 * ROWS + 15
    assert len({part.path for part in parts}) == len({part.title for part in parts}) == len(parts)
    assert [part.path for part in parts[:2]] == ["material/mg.html", "material/mg~2.html"]
    assert {part.part[1] for part in parts} == {len(parts)}
    told = {section.id: section.size for part in parts for section in part.sections}
    assert told == {"does": 3 * ROWS + 15, "cells": ROWS + 7}
    assert [(one.id, one.page) for one in parts[0].extra["later"]] == [("cells", "material/mg~4.html#cells")]


def test_the_matrix_tells_first_hand_second_hand_and_denied_apart() -> None:
    """A claim of the small graph counts by its origin; once it is denied as well, the pair is disputed."""
    store = make_store()
    pattern = (None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("al:MechanismClaim")))
    claims = [quad.subject for quad in store.quads_for_pattern(*pattern)]
    before = tones_of(store)
    assert before
    assert set(before) <= {"first-hand", "second-hand", "own-view"}
    negated, truth = ox.NamedNode(expand("al:negated")), ox.Literal(True)
    for quad in list(store.quads_for_pattern(None, negated, None)):
        store.remove(quad)
    store.extend(ox.Quad(claim, negated, truth) for claim in claims)
    assert set(tones_of(store)) == {"denied"}


def tones_of(store: ox.Store) -> list[str]:
    _, drawn = make_matrix(Reader(store))
    return [cell.tone for cell in drawn.matrix.cells.values()]


def test_cells_of_the_matrix_lead_to_pages_of_their_claims() -> None:
    """The page knows the page of every row, column and claim that it names."""
    reader = Reader(make_store())
    page, drawn = make_matrix(reader)
    data = page.extra["data"]
    assert drawn.records
    assert {record["page"] for record in data["records"]} == {reader.ref(iri).page for iri in drawn.records}
    assert all(thing["page"].endswith(".html") for thing in data["things"])


def test_questions_are_found_by_the_class_of_a_thing_and_the_classes_above() -> None:
    """A material is asked about as a material, a mechanism as a phenomenon; each link fills in the thing."""
    links = AskLinks(Reader(make_store()), load_catalogue())
    material = {ref.page for ref in links.make_section(f"{BASE}material/mg").items}
    assert "question/mechanisms-of-material.html#material=material/mg" in material
    mechanism = {
        ref.page for ref in links.make_section(f"{BASE}mechanism/lithium-concentration-gradient").items
    }
    assert any(page.startswith("question/definition-of.html#") for page in mechanism)
    assert not any("mechanisms-of-material" in page for page in mechanism)
    assert not links.make_section(f"{BASE}nothing/x").items


def test_only_own_terms_have_pages() -> None:
    """A class of a borrowed vocabulary has no page here, one of ours has."""
    assert find_kind(frozenset({"owl:Class"}), "http://www.w3.org/2004/02/skos/core#Concept") is None
    kind = find_kind(frozenset({"owl:Class"}), expand("al:Claim"))
    assert kind is not None
    assert kind.name == "term"


def test_the_more_special_class_gives_the_kind() -> None:
    """A failure that is also a concept is a failure."""
    kind = find_kind(frozenset({"skos:Concept", "al:FailurePhenomenon"}), f"{BASE}mechanism/x")
    assert kind is not None
    assert kind.name == "failure"


@pytest.mark.parametrize(
    ("iri", "stem"),
    [
        (f"{BASE}material/mg", "material/mg"),
        (f"{BASE}person/m-wagemaker--liu-2020", "person/m-wagemaker--liu-2020"),
        (f"{BASE}ont#Claim", "ont/Claim"),
        (f"{BASE}material/li6ps5cl0.5br0.5", "material/li6ps5cl0.5br0.5"),
    ],
)
def test_keys_keep_their_place(iri: str, stem: str) -> None:
    """The page of a thing lies where its IRI says."""
    assert to_stem(iri) == stem


@pytest.mark.parametrize(
    "step", ["..", ".", "", "con", "COM1.txt", "a.html", "b.ttl", "x" * 200, "a b", "ü", "%2e", "~"]
)
def test_other_steps_become_harmless_and_stay_apart(step: str) -> None:
    """What is no plain file name is replaced by something with "~", which no plain name holds."""
    last = to_stem(f"{BASE}material/{step}").rpartition("/")[2]
    assert "~" in last
    assert last not in {"..", "."}
    assert len(last) < 100


def test_values_are_set_for_reading() -> None:
    """Signs of comparison are those of print."""
    assert to_typographic(">= 80 %") == "≥ 80 %"
    assert to_typographic("retention > 80 %") == "retention > 80 %"
    assert to_typographic("cell (~ 3 cycles, <= 60 °C)").endswith("≤ 60 °C)")


def test_intents_are_words() -> None:
    """The name of a citation intent is told as people say it."""
    assert to_intent(expand("cito:citesAsPotentialSolution")) == "cites as potential solution"


def test_the_reader_tells_each_thing_once() -> None:
    """What two graphs say of a thing makes it one thing."""
    store = load_small()
    mg = ox.NamedNode(f"{BASE}material/mg")
    for name in ("a", "b", "c"):
        store.add(
            ox.Quad(
                mg,
                ox.NamedNode(expand("rdf:type")),
                ox.NamedNode(expand("al:Material")),
                ox.NamedNode(f"{BASE}graph/{name}"),
            )
        )
    members = list(Reader(store).iter_instances("al:Material"))
    assert len(members) == len(set(members))


def test_cells_that_name_things_lead_to_their_pages() -> None:
    """A name that one thing of the right kind has is a link, one of several or of another kind is none.

    That holds for every cell of an answer made beforehand that says who says so or whose finding it is.
    """
    store = make_store()
    reader = Reader(store)
    work = reader.named("Jun et al. 2024", ("al:Work",))
    assert work.iri == f"{BASE}work/jun-2024"
    assert reader.named("Jun et al. 2024", ("al:Material",)) == NOTHING
    assert reader.named("nobody", ("al:Work",)) == NOTHING
    twin = ox.NamedNode(f"{BASE}work/twin")
    for predicate, value in (("rdf:type", expand("al:Work")), ("rdfs:label", "Jun et al. 2024")):
        term = ox.NamedNode(value) if "://" in value else ox.Literal(value)
        store.add(ox.Quad(twin, ox.NamedNode(expand(predicate)), term, ox.NamedNode(f"{BASE}graph/x")))
    assert Reader(store).named("Jun et al. 2024", ("al:Work",)) == NOTHING
    asked = Questions(reader, Neighbours(reader, Pictures(reader, frozenset())), live=True)
    told = 0
    for page in chain.from_iterable(map(asked.iter_pages, asked.topics)):
        if page.kind != "question":
            continue
        columns = page.extra["question"].header.columns
        naming = {column.label for column in columns.values() if column.names == ("al:Work",)}
        section = page.extra["answer"]
        for place, head in enumerate(section.heads):
            for cell in (row[place] for row in section.items if head.label in naming and row[place].text):
                assert cell.link or all(ref.page for ref in cell.refs or [NOTHING]), (page.path, cell)
                told += 1
    assert told > 100


def test_values_lead_to_what_stands_against_them() -> None:
    """Decisions and discrepancies beside a value are links, and so is who tells somebody else's finding."""
    reader = Reader(make_first_paper())
    claim = f"{BASE}claim/jeon-2025/porous-zn-wan-2021/assembly-pressure"
    (row,) = ValueTables(reader, StatementReader(reader)).make((claim,), "values", "Values").items
    *_, source, where = row
    assert [ref.page for ref in source.notes] == ["work/jeon-2025.html"]
    assert source.notes[0].label.startswith("told by ")
    assert {ref.kind for ref in where.notes} == {"decision", "discrepancy"}
    assert all(ref.page and ref.label for ref in where.notes)


def test_few_rows_tell_of_many_things() -> None:
    """The first row about each thing stands for all of them; rows that name nothing stand for themselves."""
    one, other = (ox.NamedNode(f"{BASE}material/{name}") for name in ("a", "b"))
    text = ox.Literal("x")
    rows = Rows(
        ("m", "t"), [(one, text), (other, text), (one, None), (None, text), (None, text), (one, text)]
    )
    picked = pick_rows(rows, 3, lambda thing: thing.value)
    assert [(told.thing.rpartition("/")[2], told.others) for told in picked] == [("a", 2), ("b", 0), ("", 0)]
    assert picked[0].row == {"m": one, "t": text}
    reader = Reader(make_first_paper())
    claim = f"{BASE}claim/jeon-2025/mg-enables-anodeless-design"
    assert to_subject(reader, claim) == f"{BASE}material/mg"
    assert to_subject(reader, f"{BASE}material/mg") == f"{BASE}material/mg"
    row = ({"claim": ox.NamedNode(claim)}, f"{BASE}material/mg", 4)
    cells = [Cell("1"), Cell("enables", "x.html", iri=claim)]
    for counted, words in ((True, "and 4 more"), (False, "and at least 4 more")):
        told = tell_others(cells, reader, Picked(*row), counted=counted)
        ref = Ref(f"{words} about magnesium", "material/mg.html", "", f"{BASE}material/mg")
        assert told[1].notes == (ref,)


def test_columns_without_content_are_left_out() -> None:
    """Headings and cells go together; a table without rows keeps its headings."""
    heads = (Head("a"), Head("b"))
    assert drop_empty(heads, [(Cell("1"), Cell("")), (Cell(""), Cell(""))]) == (
        (Head("a"),),
        [(Cell("1"),), (Cell(""),)],
    )
    assert drop_empty(heads, []) == (heads, [])


def test_headings_count_all_rows_where_few_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of gaps shows the first rows of answers and of long answers only some: both tell how many."""
    monkeypatch.setattr(answers, "GAP_ROWS", 1)
    reader = Reader(make_store())
    pictures = Pictures(reader, frozenset())

    asked = Questions(reader, Neighbours(reader, pictures), live=True)

    def read(name: str) -> tuple[Section, Section]:
        pages = {page.path: page for page in asked.iter_pages("gaps")}
        (gap,) = (section for section in pages["gaps.html"].sections if section.id == name)
        return gap, pages[f"question/{name}.html"].extra["answer"]

    name = "only-second-hand"
    gap, answer = read(name)
    number = len(answer.items)
    assert number > 2
    assert len(gap.items) == 1
    assert gap.size == answer.size == number
    assert gap.more is not None
    assert gap.more.label.startswith(f"All {number},")
    monkeypatch.setattr(answers, "ROWS_SHOWN", 2)
    gap, answer = read(name)
    assert len(answer.items) == 2
    assert gap.size == answer.size == number
