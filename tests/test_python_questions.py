"""What Python answers where SPARQL cannot: chains, groups, reviewers, neighbours, reading lists."""

from itertools import combinations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.engines.local import LocalEngine
from kg.errors import QuantityError
from kg.network.author_groups import count_independent, find_independent
from kg.network.reading_lists import find_cover
from kg.queries.catalogue import load_catalogue
from kg.queries.export import to_turtle
from kg.queries.run import run_question
from kg.queries.units import convert_with_graph
from kg.resources import find_folder
from kg.terms import BASE, expand
from tests.small_graph import SECOND_TRIG, TRIG, make_store

BOTH = make_store(TRIG, SECOND_TRIG)
SETS = st.dictionaries(st.sampled_from("abcdefg"), st.sets(st.integers(0, 6)), max_size=7)


def ask(name: str, **values: str) -> list[tuple[str, ...]]:
    answer = run_question(LocalEngine(BOTH), name, values)
    assert answer.query.startswith("# answered by kg.network.")
    return [tuple("" if term is None else str(term.value) for term in row) for row in answer.rows.rows]  # type: ignore[union-attr]


def test_a_chain_follows_the_direction_of_citing_where_it_can() -> None:
    """The review cites the primary paper, which cites another one: both steps go forward."""
    direct = ask("citation-chain", **{"from": "kim-2026", "to": "shinzo-2020"})
    assert [(row[2], row[3], row[5]) for row in direct] == [
        ("Kim et al. 2026", "cites", "Jeon et al. 2025"),
        ("Jeon et al. 2025", "cites", "Shinzo et al. 2020"),
    ]
    assert direct[0][7] == "section 3"


def test_a_work_is_no_step_from_itself_and_strangers_have_no_chain() -> None:
    """Where there is nothing to tell there is no row."""
    assert ask("citation-chain", **{"from": "kim-2026", "to": "kim-2026"}) == []


def test_works_with_a_shared_author_are_one_group() -> None:
    """Y. Ye wrote ye-2023 and song-2023, so a statement of both has one independent group."""
    rows = ask("claims-and-groups")
    solid = next(row for row in rows if row[1] == "lithium-concentration gradient")
    assert solid[3:5] == ("3", "3")  # jun-2024, kim-2026, song-2023 share nobody
    clusters = ask("author-clusters")
    assert next(row for row in clusters if row[1] == "Y. Ye")[2:4] == ("2", "2")


def test_support_counts_groups_first() -> None:
    """Statements are ranked by independent groups, denials left out."""
    rows = ask("independent-support")
    assert [int(row[0]) for row in rows] == sorted((int(row[0]) for row in rows), reverse=True)
    gradient = next(row for row in rows if row[4] == "magnesium" and "gradient" in row[7])
    assert gradient[:3] == ("1", "1", "1")  # the denial of kim-2026 does not support it


def test_reviewers_come_with_their_distance() -> None:
    """H. Song shares no work with any author of the first paper and is connected to none."""
    rows = ask("possible-reviewers", mechanism="LCG", work="jeon-2025")
    assert ("H. Song", "1", "2023", "") in [row[1:] for row in rows]
    assert "D. Jun" not in {row[1] for row in rows}


def test_the_path_to_an_untested_material_is_told() -> None:
    """Silver shares solid-solution formation with magnesium, which shows the gradient."""
    row = next(row for row in ask("untested-materials", mechanism="LCG") if row[1] == "silver")
    assert row[6] == "silver – solid-solution formation – magnesium – lithium-concentration gradient"


def test_a_reading_list_covers_everything() -> None:
    """Each work of the list alone has some claim on the gradient."""
    rows = ask("reading-list", mechanism="LCG")
    assert {row[2] for row in rows} == {"Jun et al. 2024", "Kim et al. 2026", "Song et al. 2023"}
    assert {row[7] for row in rows} == {"fewest possible"}


@given(SETS)
def test_a_cover_is_complete_and_smallest(covers: dict[str, set[int]]) -> None:
    """No smaller set of works holds all claims."""
    named = {work: {str(claim) for claim in claims} for work, claims in covers.items()}
    everything = set().union(*named.values()) if named else set()
    chosen, exact = find_cover(named)
    assert exact
    assert set().union(*(named[work] for work in chosen)) == everything if chosen else not everything
    for size in range(len(chosen)):
        for trial in combinations(named, size):
            assert set().union(*(named[work] for work in trial)) != everything


def test_a_large_cover_is_found_greedily() -> None:
    """Where the search would take too long the answer is complete and says that it may not be smallest."""
    covers = {f"w{i:03}": {f"c{i}", f"c{(i + 1) % 90}"} for i in range(90)}
    chosen, exact = find_cover(covers)
    assert not exact
    assert set().union(*(covers[work] for work in chosen)) == {f"c{i}" for i in range(90)}


@given(st.dictionaries(st.sampled_from("uvwxyz"), st.frozensets(st.sampled_from("abcde"))))
def test_groups_divide_the_works(authors: dict[str, frozenset[str]]) -> None:
    """Every work is in one group, and no author is in two."""
    groups = find_independent(authors, authors)
    assert sorted(work for group in groups for work in group) == sorted(authors)
    people = [set().union(*(authors[work] for work in group)) for group in groups]
    assert all(not one & other for one, other in combinations(people, 2))
    assert count_independent(authors, authors) == len(groups)


def test_units_are_converted_by_the_graph() -> None:
    """Only units of the same kind convert, and nothing but one plain value."""
    assert convert_with_graph(LocalEngine(BOTH), "4000 kPa", "MPa") == "4"
    assert convert_with_graph(LocalEngine(BOTH), "4 MPa", "kPa") == "4000"
    assert convert_with_graph(LocalEngine(BOTH), "0.004 GPa", "MPa") == "4"
    assert convert_with_graph(LocalEngine(BOTH), "1000 psi", "MPa") == "6.894757293"
    for text in ("4 furlongs", "> 4 kPa", "4-5 kPa", "kPa", "4 %"):
        with pytest.raises(QuantityError):
            convert_with_graph(LocalEngine(BOTH), text, "MPa")


def test_the_export_holds_every_question_with_its_parameters() -> None:
    """The Turtle reads back, its queries run with the parameters put in, and every term is declared."""
    questions = load_catalogue()
    graph = rdflib.Graph().parse(data=to_turtle(questions), format="turtle")
    declared = {
        quad.subject.value
        for quad in ox.parse(path=str(find_folder("ontology") / "external.ttl"))
        if isinstance(quad.subject, ox.NamedNode)
    }
    used = {str(p) for p in graph.predicates()} | {str(o) for o in graph.objects(None, rdflib.RDF.type)}
    assert used <= declared
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]
    for question in questions:
        node = rdflib.URIRef(f"{BASE}question/{question.name}")
        assert str(graph.value(node, rdflib.RDFS.label)) == question.header.summary
        given = set(graph.objects(node, rdflib.URIRef(expand("sh:parameter"))))
        paths = {str(graph.value(one, rdflib.URIRef(expand("sh:path")))).rpartition("/")[2] for one in given}
        assert paths == set(question.header.parameters)
        select = graph.value(node, rdflib.URIRef(expand("sh:select")))
        assert (select is None) == bool(question.function)
        assert all(f"${name}" in str(select) for name in paths) or question.function


def test_mechanisms_are_ranked_by_their_place_among_claims() -> None:
    """The gradient, of which most claims tell, comes first; every mechanism with a claim is there once."""
    rows = ask("central-mechanisms")
    assert rows[0][1] == "lithium-concentration gradient"
    assert len({row[0] for row in rows}) == len(rows)
    assert all(int(row[4]) >= int(row[5]) >= 1 for row in rows)


def test_themes_divide_the_things_of_which_claims_tell() -> None:
    """Each thing is in one theme, whose size is told, and a theme of one is none."""
    rows = ask("themes")
    assert len({row[2] for row in rows}) == len(rows)
    sizes = {row[0]: int(row[1]) for row in rows}
    assert all(sum(row[0] == theme for row in rows) == size > 1 for theme, size in sizes.items())
    assert list(sizes.values()) == sorted(sizes.values(), reverse=True)


def test_the_most_cited_work_ranks_first() -> None:
    """The works that others cite stand before those that only cite."""
    rows = ask("central-works")
    assert int(rows[0][4]) >= 1
    newest = next(row for row in rows if row[1] == "Kim et al. 2026")
    assert (newest[4], newest[5]) == ("0", "yes")
    assert float(newest[3]) == min(float(row[3]) for row in rows)


def test_papers_that_cite_the_same_works_are_coupled() -> None:
    """Kim 2026 and Jeon 2025 both cite Jun 2024; the share is of all that either cites."""
    rows = ask("coupled-works")
    pair = next(row for row in rows if {row[1], row[3]} == {"Kim et al. 2026", "Jeon et al. 2025"})
    assert int(pair[4]) >= 1
    assert 0 < float(pair[5]) <= 1


def test_communities_of_authors_are_smaller_than_what_is_connected() -> None:
    """H. Song and Y. Ye wrote together and are in one community; nobody is in two."""
    rows = ask("author-communities")
    community = {row[3]: row[0] for row in rows}
    assert community["H. Song"] == community["Y. Ye"]
    assert len({row[2] for row in rows}) == len(rows)
    assert all(0 < float(row[6]) <= 1 for row in rows)


def test_a_link_that_holds_a_part_is_told_with_its_size() -> None:
    """The largest part comes first, and the link has at least one claim."""
    cuts = [int(row[0]) for row in ask("holding-links")]
    assert cuts == sorted(cuts, reverse=True)
    assert all(int(row[6]) >= 1 for row in ask("holding-links"))
